//===- TypeTableTest.cpp - Canonical types and matching -------------------===//

#include "wasm/TypeTable.h"
#include "llvm/ADT/StringExtras.h"
#include <gtest/gtest.h>

using namespace w2o;

namespace {

SubType func(std::initializer_list<ValType> params,
             std::initializer_list<ValType> results = {}) {
  SubType type;
  type.func.params = params;
  type.func.results = results;
  return type;
}

FieldType field(ValType type, bool isMutable = false) {
  return {{type, StorageType::None}, isMutable};
}

SubType structOf(std::initializer_list<FieldType> fields) {
  SubType type;
  type.kind = CompositeKind::Struct;
  type.fields = fields;
  return type;
}

SubType arrayOf(FieldType element) {
  SubType type;
  type.kind = CompositeKind::Array;
  type.fields = {element};
  return type;
}

SubType open(SubType type, std::optional<uint32_t> super = std::nullopt) {
  type.isFinal = false;
  type.superType = super;
  return type;
}

ValType ref(uint32_t index, bool nullable = true) {
  return ValType::ref(HeapType::concrete(index), nullable);
}

TEST(TypeTable, EqualTypesShareTheirCanonicalId) {
  TypeTable types;
  types.addGroup({func({ValKind::I32})});
  types.addGroup({func({ValKind::I64})});
  types.addGroup({func({ValKind::I32})});
  EXPECT_EQ(types.canonicalId(0), types.canonicalId(2));
  EXPECT_NE(types.canonicalId(0), types.canonicalId(1));
  EXPECT_EQ(types.canonicalKey(0), types.canonicalKey(2));
  EXPECT_TRUE(types.matches(ref(0), ref(2)));
  EXPECT_FALSE(types.matches(ref(0), ref(1)));
}

TEST(TypeTable, WhatTellsTypesApart) {
  std::vector<SubType> distinct = {
      func({ValKind::I32}),
      func({}, {ValKind::I32}),
      open(func({ValKind::I32})),
      structOf({}),
      structOf({field(ValKind::I32)}),
      structOf({field(ValKind::I32, true)}),
      structOf({{{ValKind::I32, StorageType::I8}, false}}),
      structOf({{{ValKind::I32, StorageType::I16}, false}}),
      arrayOf(field(ValKind::I32)),
      structOf({field(ValType::funcRef())}),
      structOf({field(ValType::ref(HeapKind::Func, false))}),
      structOf({field(ValType::externRef())}),
  };
  TypeTable types;
  for (const SubType &type : distinct)
    types.addGroup({type});
  for (uint32_t a = 0; a < types.size(); ++a)
    for (uint32_t b = 0; b < a; ++b)
      EXPECT_NE(types.canonicalId(a), types.canonicalId(b)) << a << ' ' << b;
}

TEST(TypeTable, RecursionIsComparedByPosition) {
  TypeTable types;
  types.addGroup({structOf({field(ref(0))})});
  types.addGroup({structOf({field(ref(1))})});
  // A reference to an equal type outside is another type.
  types.addGroup({structOf({field(ref(1))})});
  // The same member in a group of two is another type as well.
  types.addGroup({structOf({field(ref(3))}), structOf({field(ref(3))})});
  EXPECT_EQ(types.canonicalId(0), types.canonicalId(1));
  EXPECT_NE(types.canonicalId(0), types.canonicalId(2));
  EXPECT_NE(types.canonicalId(0), types.canonicalId(3));
  EXPECT_NE(types.canonicalId(3), types.canonicalId(4));
  EXPECT_EQ(types.groupOf(4), std::pair(3u, 2u));
}

TEST(TypeTable, KeysAreEqualAcrossModules) {
  TypeTable one, other;
  one.addGroup({structOf({})});
  one.addGroup({func({ref(0)})});
  other.addGroup({arrayOf(field(ValKind::F32))});
  other.addGroup({structOf({})});
  other.addGroup({func({ref(1)})});
  EXPECT_EQ(one.canonicalKey(1), other.canonicalKey(2));
  EXPECT_NE(one.canonicalKey(1), other.canonicalKey(1));
}

TEST(TypeTable, KeysAreTheOnesOfTheAbi) {
  // SHA-256 of 010000 02000000 01 060100 01000000 02 and position 0.
  TypeTable types;
  types.addGroup({func({ValKind::I32, ValType::funcRef()}, {ValKind::I64})});
  EXPECT_EQ(llvm::toHex(types.canonicalKey(0), /*LowerCase=*/true),
            "e24ae5f72182f1d4664b0e737bc9ae1d"
            "328c6f0afeeb6574edabd9cac88e6c2d"
            "00000000");
}

TEST(TypeTable, KeysDoNotGrowWithNesting) {
  // Spelled out, the last type would have 2^64 leaves.
  TypeTable types;
  types.addGroup({structOf({})});
  for (uint32_t i = 0; i < 64; ++i)
    types.addGroup({structOf({field(ref(i)), field(ref(i))})});
  EXPECT_EQ(types.canonicalKey(64).size(), types.canonicalKey(0).size());
}

TEST(TypeTable, DeclaredSubtypes) {
  TypeTable types;
  types.addGroup({open(structOf({}))});
  types.addGroup({open(structOf({field(ValKind::I32)}), 0)});
  types.addGroup({open(structOf({field(ValKind::I32)}), 1)});
  types.addGroup({open(structOf({field(ValKind::I32)}), 0)});
  EXPECT_TRUE(types.isSubType(2, 0));
  EXPECT_TRUE(types.isSubType(2, 1));
  EXPECT_TRUE(types.isSubType(2, 3)) << "3 is equal to 1";
  EXPECT_FALSE(types.isSubType(0, 2));
  EXPECT_TRUE(types.matches(ref(2, false), ref(0)));
  EXPECT_FALSE(types.matches(ref(2), ref(0, false))) << "may be null";
}

TEST(TypeTable, AForwardSupertypeEndsTheWalk) {
  TypeTable types;
  types.addGroup({open(structOf({}), 1), open(structOf({}), 0)});
  EXPECT_FALSE(types.isSubType(0, 1));
  EXPECT_TRUE(types.isSubType(1, 0));
}

TEST(TypeTable, AbstractHierarchies) {
  TypeTable types;
  types.addGroup({func({})});
  types.addGroup({structOf({})});
  types.addGroup({arrayOf(field(ValKind::I32))});
  auto concrete = [](uint32_t i) { return HeapType::concrete(i); };

  EXPECT_TRUE(types.matchesHeap(concrete(0), HeapKind::Func));
  EXPECT_FALSE(types.matchesHeap(concrete(0), HeapKind::Any));
  EXPECT_TRUE(types.matchesHeap(concrete(1), HeapKind::Struct));
  EXPECT_TRUE(types.matchesHeap(concrete(1), HeapKind::Any));
  EXPECT_FALSE(types.matchesHeap(concrete(1), HeapKind::Array));
  EXPECT_TRUE(types.matchesHeap(concrete(2), HeapKind::Eq));
  EXPECT_TRUE(types.matchesHeap(HeapKind::None, concrete(2)));
  EXPECT_FALSE(types.matchesHeap(HeapKind::None, concrete(0)));
  EXPECT_TRUE(types.matchesHeap(HeapKind::NoFunc, concrete(0)));
  EXPECT_TRUE(types.matchesHeap(HeapKind::I31, HeapKind::Eq));
  EXPECT_FALSE(types.matchesHeap(HeapKind::Any, HeapKind::Eq));
  EXPECT_TRUE(types.matchesHeap(HeapKind::NoExtern, HeapKind::Extern));
  EXPECT_FALSE(types.matchesHeap(HeapKind::Extern, HeapKind::Any));
  EXPECT_TRUE(types.matchesHeap(HeapKind::NoExn, HeapKind::Exn));
  EXPECT_TRUE(types.matchesHeap(HeapKind::Bottom, concrete(0)));
  EXPECT_FALSE(types.matchesHeap(HeapKind::Func, HeapKind::NoFunc));

  EXPECT_EQ(types.topOf(concrete(0)), HeapKind::Func);
  EXPECT_EQ(types.topOf(concrete(2)), HeapKind::Any);
  EXPECT_EQ(types.topOf(HeapKind::NoExn), HeapKind::Exn);
}

TEST(TypeTable, FunctionTypesMatchContravariantly) {
  TypeTable types;
  ValType any = ValType::ref(HeapKind::Any, true);
  ValType eq = ValType::ref(HeapKind::Eq, true);
  FuncType sub = func({any}, {eq}).func;
  FuncType super = func({eq}, {any}).func;
  EXPECT_TRUE(types.matches(sub, super));
  EXPECT_FALSE(types.matches(super, sub));
  EXPECT_FALSE(types.matches(sub, func({eq, eq}, {any}).func));
}

TEST(TypeTable, OnlyConstantFieldsAreCovariant) {
  TypeTable types;
  ValType any = ValType::ref(HeapKind::Any, true);
  ValType eq = ValType::ref(HeapKind::Eq, true);
  EXPECT_TRUE(types.matchesField(field(eq), field(any)));
  EXPECT_FALSE(types.matchesField(field(eq, true), field(any, true)));
  EXPECT_TRUE(types.matchesField(field(eq, true), field(eq, true)));
  EXPECT_FALSE(types.matchesField(field(eq), field(eq, true)));
}

} // namespace
