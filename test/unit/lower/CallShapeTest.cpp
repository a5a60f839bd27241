//===- CallShapeTest.cpp - The wasm calling convention --------------------===//
//
// Protects docs/Abi.md, "Calling convention": the runtime classifies
// signatures by the same rules, so each rule is checked on both sides.
//
//===----------------------------------------------------------------------===//

#include "lower/CallShape.h"
#include "abi/VmLayout.h"
#include "llvm/IR/LLVMContext.h"
#include <gtest/gtest.h>

using namespace w2o;

namespace {

class CallShapeTest : public testing::Test {
protected:
  CallShape shape(std::vector<ValType> params, std::vector<ValType> results) {
    FuncType type;
    type.params.assign(params.begin(), params.end());
    type.results.assign(results.begin(), results.end());
    std::vector<llvm::Type *> p, r;
    for (ValType t : params)
      p.push_back(lower(t));
    for (ValType t : results)
      r.push_back(lower(t));
    CallShape s = computeCallShape(type, p, r, llvm);
    EXPECT_EQ(s.numSlots, numOverflowSlots(type));
    return s;
  }
  llvm::Type *lower(ValType t) {
    switch (t.kind()) {
    case ValKind::I32:
      return llvm::Type::getInt32Ty(llvm);
    case ValKind::I64:
      return llvm::Type::getInt64Ty(llvm);
    case ValKind::F32:
      return llvm::Type::getFloatTy(llvm);
    case ValKind::F64:
      return llvm::Type::getDoubleTy(llvm);
    default:
      return llvm::PointerType::getUnqual(llvm);
    }
  }
  llvm::LLVMContext llvm;
};

constexpr ValType i32 = ValKind::I32, f64 = ValKind::F64;

TEST_F(CallShapeTest, NoParametersIsJustVm) {
  CallShape s = shape({}, {});
  EXPECT_EQ(s.type->getNumParams(), 1u);
  EXPECT_TRUE(s.type->getReturnType()->isVoidTy());
}

TEST_F(CallShapeTest, FullRegistersNeedNoMemory) {
  std::vector<ValType> params(W2O_INT_ARGS, i32);
  params.insert(params.end(), W2O_FP_ARGS, f64);
  CallShape s = shape(params, {i32});
  EXPECT_EQ(s.numSlots, 0u);
  EXPECT_EQ(s.overflowArgument, 0u);
  EXPECT_EQ(s.type->getNumParams(), 1u + W2O_INT_ARGS + W2O_FP_ARGS);
}

TEST_F(CallShapeTest, OneTooManyMovesTwoIntegersToMemory) {
  // The overflow pointer takes a register itself.
  CallShape s = shape(std::vector<ValType>(W2O_INT_ARGS + 1, i32), {});
  EXPECT_EQ(s.numSlots, 2u);
  EXPECT_EQ(s.overflowArgument, unsigned(W2O_INT_ARGS));
  EXPECT_EQ(s.argument[W2O_INT_ARGS - 2], unsigned(W2O_INT_ARGS - 1));
  EXPECT_EQ(s.argument[W2O_INT_ARGS - 1], CallShape::inMemory);
  EXPECT_EQ(s.slot[W2O_INT_ARGS], 1u);
}

TEST_F(CallShapeTest, ParameterOfTheOtherClassStillGetsARegister) {
  std::vector<ValType> params(W2O_FP_ARGS + 1, f64);
  params.push_back(i32);
  CallShape s = shape(params, {});
  EXPECT_EQ(s.argument[W2O_FP_ARGS], CallShape::inMemory);
  EXPECT_NE(s.argument[W2O_FP_ARGS + 1], CallShape::inMemory);
}

TEST_F(CallShapeTest, TwoResultsTakeAPointerBehindTheOthers) {
  CallShape s = shape(std::vector<ValType>(W2O_INT_ARGS, i32), {i32, f64});
  EXPECT_TRUE(s.type->getReturnType()->isVoidTy());
  EXPECT_EQ(s.resultsArgument, s.type->getNumParams() - 1);
  EXPECT_EQ(s.overflowArgument, s.resultsArgument - 1);
  // Results pointer and overflow pointer cost a register each.
  EXPECT_EQ(s.numSlots, 2u);
}

} // namespace
