//===- ModuleValidatorTest.cpp - Rules of types and module items ----------===//

#include "unit/validate/ModuleBytes.h"
#include "validate/ModuleValidator.h"
#include <gtest/gtest.h>

using namespace w2o;

namespace {

const ValType i32 = ValKind::I32;

class ModuleValidatorTest : public testing::Test {
protected:
  Module module;
  ErrorSink errors;

  bool validate(const std::vector<std::vector<SubType>> &groups = {},
                FeatureSet features = FeatureSet::all()) {
    return ModuleValidator(module, features, errors).validate(groups);
  }
  static SubType structType(std::initializer_list<FieldType> fields,
                            std::optional<uint32_t> super = {},
                            bool isFinal = false) {
    SubType type;
    type.kind = CompositeKind::Struct;
    type.fields.append(fields.begin(), fields.end());
    type.superType = super;
    type.isFinal = isFinal;
    return type;
  }
  static FieldType field(ValType type, bool isMutable = false) {
    FieldType result;
    result.storage.type = type;
    result.isMutable = isMutable;
    return result;
  }
  static ValType refTo(uint32_t index) {
    return ValType::ref(HeapType::concrete(index), true);
  }
  static ConstExpr constant(Op op, uint32_t index = 0) {
    ConstExpr expr;
    Instr instr;
    instr.op = op;
    instr.index = index;
    expr.instrs.push_back(instr);
    return expr;
  }
  bool failedWith(ErrorClass kind, llvm::StringRef start) {
    EXPECT_TRUE(errors.hasError());
    EXPECT_EQ(errorClassName(errors.error().kind), errorClassName(kind));
    EXPECT_TRUE(llvm::StringRef(errors.error().message).starts_with(start))
        << errors.error().message;
    return true;
  }
};

TEST_F(ModuleValidatorTest, GroupsMayBeRecursive) {
  EXPECT_TRUE(validate({{structType({field(refTo(1))}),
                         structType({field(refTo(0))})}}));
  EXPECT_EQ(module.types.size(), 2u);
  EXPECT_TRUE(module.used.has(Feature::GC));
}

TEST_F(ModuleValidatorTest, ReferenceToLaterGroup) {
  EXPECT_FALSE(
      validate({{structType({field(refTo(1))})}, {structType({})}}));
  failedWith(ErrorClass::Invalid, "unknown type 1: the last one is 0");
}

TEST_F(ModuleValidatorTest, SubtypingByWidthAndDepth) {
  ValType any = ValType::ref(HeapKind::Any, true);
  ValType eq = ValType::ref(HeapKind::Eq, true);
  EXPECT_TRUE(validate({{structType({field(any)})},
                        {structType({field(eq), field(i32)}, 0)}}));
}

TEST_F(ModuleValidatorTest, MutableFieldsAreInvariant) {
  ValType any = ValType::ref(HeapKind::Any, true);
  ValType eq = ValType::ref(HeapKind::Eq, true);
  EXPECT_FALSE(validate({{structType({field(any, true)})},
                         {structType({field(eq, true)}, 0)}}));
  failedWith(ErrorClass::Invalid, "sub type");
}

TEST_F(ModuleValidatorTest, FinalTypesHaveNoSubtypes) {
  EXPECT_FALSE(
      validate({{structType({}, {}, true)}, {structType({}, 0)}}));
  failedWith(ErrorClass::Invalid,
             "sub type: type 1 extends type 0, which is final");
}

TEST_F(ModuleValidatorTest, SubtypeDepthIsLimited) {
  std::vector<std::vector<SubType>> groups = {{structType({})}};
  for (uint32_t i = 0; i < 63; ++i)
    groups.push_back({structType({}, i)});
  EXPECT_TRUE(validate(groups));
  module = Module();
  groups.push_back({structType({}, 63)});
  EXPECT_FALSE(validate(groups));
  failedWith(ErrorClass::Limit, "subtypes too deep");
}

TEST_F(ModuleValidatorTest, GlobalsSeeEarlierGlobals) {
  Global first;
  first.type.type = i32;
  first.init = constant(Op::I32Const);
  Global second = first;
  second.init = constant(Op::GlobalGet, 0);
  module.globals = {first, second};
  EXPECT_TRUE(validate());

  module.globals = {second, first};
  EXPECT_FALSE(validate());
  failedWith(ErrorClass::Invalid, "unknown global 0: there are none");
}

TEST_F(ModuleValidatorTest, TableInitialisersSeeImportedGlobals) {
  Global global;
  global.type.type = ValType::funcRef();
  global.init.instrs.resize(1);
  global.init.instrs[0].op = Op::RefNull;
  global.init.instrs[0].ref = ValType::funcRef();
  module.globals = {global};
  Table table;
  table.type.element = ValType::funcRef();
  table.init = constant(Op::GlobalGet, 0);
  module.tables = {table};
  EXPECT_FALSE(validate());
  failedWith(ErrorClass::Invalid, "unknown global 0");
}

TEST_F(ModuleValidatorTest, MentionedFunctionsAreDeclared) {
  module.functions.resize(4);
  Export entry;
  entry.name = "f";
  entry.index = 0;
  module.exports = {entry};
  Global global;
  global.type.type = ValType::funcRef();
  global.init = constant(Op::RefFunc, 1);
  module.globals = {global};
  ElementSegment segment;
  segment.mode = SegmentMode::Declarative;
  segment.type = ValType::funcRef();
  segment.functions = {2};
  module.elements = {segment};
  module.start = 3;
  ASSERT_TRUE(validate({{SubType()}}));
  EXPECT_TRUE(module.functions[0].isDeclared);
  EXPECT_TRUE(module.functions[1].isDeclared);
  EXPECT_TRUE(module.functions[2].isDeclared);
  EXPECT_FALSE(module.functions[3].isDeclared) << "start does not count";
}

TEST_F(ModuleValidatorTest, MemorySizes) {
  module.memories.resize(1);
  MemoryType &type = module.memories[0].type;
  type.limits.min = 65536;
  EXPECT_TRUE(validate());
  type.limits.min = 65537;
  EXPECT_FALSE(validate());
  failedWith(ErrorClass::Invalid,
             "memory size must be at most 65536 pages (4GiB)");
  errors.clear();
  type.limits.is64 = true;
  EXPECT_TRUE(validate());
  type.limits.min = (uint64_t(1) << 48) + 1;
  EXPECT_FALSE(validate());
  errors.clear();
  type.pageSizeLog2 = 0;
  EXPECT_TRUE(validate());
  type.pageSizeLog2 = 63;
  EXPECT_FALSE(validate());
  failedWith(ErrorClass::Invalid, "invalid custom page size");
}

TEST_F(ModuleValidatorTest, TablesOfFunctionsNeedNoFeature) {
  Table table;
  table.type.element = ValType::funcRef();
  module.tables = {table};
  EXPECT_TRUE(validate({}, FeatureSet::none()));
  EXPECT_EQ(module.used, FeatureSet::none());

  module.tables.push_back(table);
  EXPECT_FALSE(validate({}, FeatureSet::none()));
  failedWith(ErrorClass::Unsupported,
             "a second table needs the feature 'reference-types'");
}

TEST_F(ModuleValidatorTest, ConstantArithmeticIsAFeature) {
  Global global;
  global.type.type = i32;
  global.init.instrs.resize(3);
  global.init.instrs[0].op = Op::I32Const;
  global.init.instrs[1].op = Op::I32Const;
  global.init.instrs[2].op = Op::I32Add;
  module.globals = {global};
  EXPECT_TRUE(validate());
  EXPECT_TRUE(module.used.has(Feature::ExtendedConst));
  EXPECT_FALSE(validate({}, FeatureSet::none()));
  failedWith(ErrorClass::Unsupported, "arithmetic in a constant expression");
}

} // namespace
