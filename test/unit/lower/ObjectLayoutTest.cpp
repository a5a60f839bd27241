//===- ObjectLayoutTest.cpp - Displacements of fields ---------------------===//

#include "lower/ObjectLayout.h"
#include <gtest/gtest.h>

using namespace w2o;

namespace {

FieldType field(ValType type) { return {{type, StorageType::None}, true}; }
FieldType packed(StorageType::Packing packing) {
  return {{ValKind::I32, packing}, true};
}

SubType structure(std::initializer_list<FieldType> fields) {
  SubType type;
  type.kind = CompositeKind::Struct;
  type.fields.assign(fields);
  return type;
}

TEST(ObjectLayoutTest, FieldsAreInOrderWithTheirNaturalAlignment) {
  TypeTable types;
  types.addGroup({structure({packed(StorageType::I8), packed(StorageType::I16),
                             packed(StorageType::I8), field(ValKind::I32),
                             field(ValKind::F32), field(ValKind::F64),
                             packed(StorageType::I8),
                             field(ValType::externRef()),
                             field(ValKind::I32)})});
  ObjectLayout layout(types);
  const uint32_t expected[] = {0, 2, 4, 8, 12, 16, 24, 32, 40};
  for (uint32_t i = 0; i < std::size(expected); ++i)
    EXPECT_EQ(layout.fieldAt(0, i), expected[i]) << i;
  EXPECT_EQ(layout.size(0), 44u);
}

TEST(ObjectLayoutTest, VectorsAreAlignedLikeCells) {
  TypeTable types;
  types.addGroup({structure({packed(StorageType::I8), field(ValKind::V128),
                             field(ValKind::I64)})});
  ObjectLayout layout(types);
  EXPECT_EQ(layout.fieldAt(0, 1), 8u);
  EXPECT_EQ(layout.fieldAt(0, 2), 24u);
  EXPECT_EQ(layout.size(0), 32u);
}

TEST(ObjectLayoutTest, SubtypesBeginWithTheirSupertype) {
  TypeTable types;
  SubType super = structure({packed(StorageType::I8), field(ValKind::I64),
                             packed(StorageType::I16)});
  super.isFinal = false;
  SubType sub = super;
  sub.superType = 0;
  sub.fields.push_back(packed(StorageType::I16));
  sub.fields.push_back(field(ValKind::I32));
  types.addGroup({super});
  types.addGroup({sub});
  ObjectLayout layout(types);
  for (uint32_t i = 0; i < 3; ++i)
    EXPECT_EQ(layout.fieldAt(1, i), layout.fieldAt(0, i)) << i;
  EXPECT_EQ(layout.fieldAt(1, 3), layout.size(0));
  EXPECT_EQ(layout.fieldAt(1, 4), 20u);
}

TEST(ObjectLayoutTest, ArraysHaveTheSizeOfAnElement) {
  TypeTable types;
  for (FieldType element :
       {packed(StorageType::I8), packed(StorageType::I16),
        field(ValKind::F32), field(ValType::funcRef()),
        field(ValKind::V128)}) {
    SubType array = structure({element});
    array.kind = CompositeKind::Array;
    types.addGroup({array});
  }
  ObjectLayout layout(types);
  const uint32_t expected[] = {1, 2, 4, 8, 16};
  for (uint32_t i = 0; i < std::size(expected); ++i) {
    EXPECT_EQ(layout.size(i), expected[i]);
    EXPECT_EQ(layout.fieldAt(i, 0), 0u);
  }
}

TEST(ObjectLayoutTest, FunctionsAndEmptyStructuresHaveNoBytes) {
  TypeTable types;
  types.addGroup({SubType(), structure({})});
  ObjectLayout layout(types);
  EXPECT_EQ(layout.size(0), 0u);
  EXPECT_EQ(layout.size(1), 0u);
}

} // namespace
