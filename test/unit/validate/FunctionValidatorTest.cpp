//===- FunctionValidatorTest.cpp - The algorithm without the decoder ------===//
//
// Drives the validator instruction by instruction and looks at what lowering
// relies on: liveness, stack height and popped types.
//
//===----------------------------------------------------------------------===//

#include "unit/validate/ModuleBytes.h"
#include "wasm/Limits.h"
#include <gtest/gtest.h>

using namespace w2o;

namespace {

const ValType i32 = ValKind::I32;
const ValType i64 = ValKind::I64;

class FunctionValidatorTest : public testing::Test {
protected:
  SmallModule small = {
      signature({}, {}),              // 0
      signature({i32}, {i32}),        // 1
      signature({i32, i64}, {i64}),   // 2
      signature({}, {i32, i64}),      // 3
  };
  ErrorSink errors;
  FunctionValidator validator{small.module, FeatureSet::all(), errors};

  static Instr make(Op op, uint32_t index = 0) {
    Instr instr;
    instr.op = op;
    instr.index = index;
    return instr;
  }
  static Instr makeBlock(Op op, std::optional<uint32_t> typeIndex = {}) {
    Instr instr = make(op);
    if (typeIndex) {
      instr.block.kind = BlockType::TypeIndex;
      instr.block.typeIndex = *typeIndex;
    }
    return instr;
  }
  bool check(Op op, uint32_t index = 0) {
    return validator.check(make(op, index));
  }
  bool open(Op op, std::optional<uint32_t> typeIndex = {}) {
    return validator.check(makeBlock(op, typeIndex));
  }
  const std::string &message() { return errors.error().message; }
};

TEST_F(FunctionValidatorTest, EmptyBody) {
  ASSERT_TRUE(validator.begin(0, {}));
  EXPECT_FALSE(validator.finished());
  EXPECT_TRUE(validator.isLive());
  ASSERT_TRUE(check(Op::End));
  EXPECT_TRUE(validator.finished());
  EXPECT_FALSE(validator.isLive());
}

TEST_F(FunctionValidatorTest, PoppedAreInStackOrder) {
  ASSERT_TRUE(validator.begin(0, {}));
  ASSERT_TRUE(check(Op::I32Const) && check(Op::I64Const));
  EXPECT_EQ(validator.height(), 2u);
  ASSERT_TRUE(check(Op::Call, 2));
  EXPECT_EQ(validator.popped(), llvm::ArrayRef<ValType>({i32, i64}));
  EXPECT_EQ(validator.height(), 1u);
  ASSERT_TRUE(check(Op::Drop));
  EXPECT_EQ(validator.popped(), llvm::ArrayRef<ValType>({i64}));
  ASSERT_TRUE(check(Op::Nop));
  EXPECT_TRUE(validator.popped().empty());
}

TEST_F(FunctionValidatorTest, BlockInDeadCodeIsDead) {
  ASSERT_TRUE(validator.begin(0, {}));
  ASSERT_TRUE(open(Op::Block));
  ASSERT_TRUE(check(Op::Br, 0));
  EXPECT_FALSE(validator.isLive());
  ASSERT_TRUE(open(Op::Block));
  EXPECT_FALSE(validator.isLive()) << "a block opened in dead code is dead";
  // ... but its operands are checked: the typing flag is not inherited.
  EXPECT_FALSE(check(Op::I32Eqz));
  EXPECT_EQ(message(), "type mismatch: i32.eqz expects i32 but the stack of "
                       "its block is empty");
}

TEST_F(FunctionValidatorTest, LiveAgainAfterBlock) {
  ASSERT_TRUE(validator.begin(0, {}));
  ASSERT_TRUE(open(Op::Block) && check(Op::Unreachable));
  EXPECT_FALSE(validator.isLive());
  ASSERT_TRUE(check(Op::End));
  EXPECT_TRUE(validator.isLive());
}

TEST_F(FunctionValidatorTest, ElseStartsAsLiveAsTheIf) {
  ASSERT_TRUE(validator.begin(0, {}));
  ASSERT_TRUE(check(Op::I32Const) && open(Op::If) && check(Op::Return));
  EXPECT_FALSE(validator.isLive());
  ASSERT_TRUE(check(Op::Else));
  EXPECT_TRUE(validator.isLive());
  ASSERT_TRUE(check(Op::End) && check(Op::Unreachable) && open(Op::If));
  EXPECT_FALSE(validator.isLive());
  ASSERT_TRUE(check(Op::Else));
  EXPECT_FALSE(validator.isLive());
}

TEST_F(FunctionValidatorTest, UnreachableOperandsHaveAnyType) {
  ASSERT_TRUE(validator.begin(1, {}));
  ASSERT_TRUE(check(Op::Unreachable) && check(Op::Select));
  EXPECT_EQ(validator.popped().size(), 3u);
  EXPECT_TRUE(validator.popped().front().isBottom());
  EXPECT_TRUE(check(Op::I64Eqz) && check(Op::End));
}

TEST_F(FunctionValidatorTest, BlockParameters) {
  ASSERT_TRUE(validator.begin(0, {}));
  ASSERT_TRUE(check(Op::I32Const) && open(Op::Loop, 1));
  EXPECT_EQ(validator.popped(), llvm::ArrayRef<ValType>({i32}));
  EXPECT_EQ(validator.height(), 1u);
  // A loop's label takes the parameters.
  ASSERT_TRUE(check(Op::I32Const) && check(Op::BrIf, 0) && check(Op::End));
  EXPECT_EQ(validator.height(), 1u);
}

TEST_F(FunctionValidatorTest, IfWithoutElseMustPassItsParameters) {
  ASSERT_TRUE(validator.begin(0, {}));
  ASSERT_TRUE(check(Op::I32Const) && open(Op::If, 3) && check(Op::I32Const) &&
              check(Op::I64Const));
  EXPECT_FALSE(check(Op::End));
  EXPECT_EQ(message().substr(0, 13), "type mismatch");
}

TEST_F(FunctionValidatorTest, BranchTableChecksEachLabel) {
  std::vector<uint32_t> labels = {0, 1, 0, 1, 2};
  Instr table = make(Op::BrTable);
  table.labels = labels;
  ASSERT_TRUE(validator.begin(1, {}));
  ASSERT_TRUE(open(Op::Block) && open(Op::Block) && check(Op::I32Const) &&
              check(Op::I32Const));
  EXPECT_FALSE(validator.check(table));
  EXPECT_EQ(message(), "type mismatch: br_table expects labels of one arity "
                       "but label 0 has 0 operands and the default has 1");
}

TEST_F(FunctionValidatorTest, LocalsMustBeSetOnEachWay) {
  ValType local = ValType::ref(HeapType::concrete(0), false);
  ASSERT_TRUE(validator.begin(0, {local}));
  small.module.functions[0].isDeclared = true;
  ASSERT_TRUE(open(Op::Block) && check(Op::RefFunc, 0) &&
              check(Op::LocalSet, 0) && check(Op::LocalGet, 0) &&
              check(Op::Drop) && check(Op::End));
  EXPECT_FALSE(check(Op::LocalGet, 0)) << "set inside of the block only";
  EXPECT_EQ(message().substr(0, 19), "uninitialized local");
}

TEST_F(FunctionValidatorTest, IsReusable) {
  ASSERT_TRUE(validator.begin(1, {}));
  ASSERT_TRUE(open(Op::Block) && check(Op::I32Const));
  ASSERT_TRUE(validator.begin(0, {i64}));
  EXPECT_EQ(validator.height(), 0u);
  ASSERT_TRUE(check(Op::LocalGet, 0) && check(Op::Drop) && check(Op::End));
  EXPECT_TRUE(validator.finished());
}

TEST_F(FunctionValidatorTest, UsedFeatures) {
  ASSERT_TRUE(validator.begin(0, {}));
  ASSERT_TRUE(check(Op::I32Const) && check(Op::I32Extend8S));
  FeatureSet expected = FeatureSet::none();
  expected.set(Feature::SignExtension);
  EXPECT_EQ(validator.used(), expected);
}

TEST_F(FunctionValidatorTest, FeatureThatIsOff) {
  FeatureSet features = FeatureSet::all();
  features.set(Feature::SignExtension, false);
  FunctionValidator strict(small.module, features, errors);
  ASSERT_TRUE(strict.begin(1, {}) && strict.check(make(Op::LocalGet)));
  EXPECT_FALSE(strict.check(make(Op::I32Extend8S)));
  EXPECT_EQ(errors.error().kind, ErrorClass::Unsupported);
  EXPECT_EQ(message(), "i32.extend8_s needs the feature 'sign-extension', "
                       "which is off");
}

TEST_F(FunctionValidatorTest, OperandStackIsBounded) {
  std::vector<ValType> many(1000, i32);
  SmallModule wide = {signature({}, {})};
  SubType type;
  type.func.results.append(many.begin(), many.end());
  wide.module.types.addGroup({type});
  Function function;
  function.typeIndex = 1;
  wide.module.functions.push_back(function);

  FunctionValidator bounded(wide.module, FeatureSet::all(), errors);
  ASSERT_TRUE(bounded.begin(0, {}));
  for (uint32_t i = 0; i < limits::maxOperandStack / 1000; ++i)
    ASSERT_TRUE(bounded.check(make(Op::Call, 1)));
  EXPECT_FALSE(bounded.check(make(Op::Call, 1)));
  EXPECT_EQ(errors.error().kind, ErrorClass::Limit);
}

TEST_F(FunctionValidatorTest, NestingIsBounded) {
  ASSERT_TRUE(validator.begin(0, {}));
  for (uint32_t i = 1; i < limits::maxControlDepth; ++i)
    ASSERT_TRUE(open(Op::Block));
  EXPECT_FALSE(open(Op::Block));
  EXPECT_EQ(errors.error().kind, ErrorClass::Limit);
}

TEST_F(FunctionValidatorTest, TooManyLocals) {
  std::vector<ValType> many(limits::maxLocals, i32);
  EXPECT_TRUE(validator.begin(0, many));
  EXPECT_FALSE(validator.begin(1, many)) << "the parameter is one too many";
  EXPECT_EQ(errors.error().kind, ErrorClass::Limit);
}

TEST_F(FunctionValidatorTest, LegacyHandlers) {
  Tag tag;
  tag.typeIndex = 0;
  small.module.tags.push_back(tag);
  ASSERT_TRUE(validator.begin(0, {}));
  ASSERT_TRUE(open(Op::Try) && check(Op::Catch, 0) && check(Op::Rethrow, 0) &&
              check(Op::CatchAll) && check(Op::End));
  EXPECT_FALSE(check(Op::Rethrow, 0));
  EXPECT_EQ(message(), "invalid rethrow label: label 0 is no handler");
}

} // namespace
