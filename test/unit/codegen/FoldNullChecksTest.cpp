//===- FoldNullChecksTest.cpp - Which null checks become faults -----------===//

#include "codegen/FoldNullChecks.h"
#include "codegen/AnchorSearch.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SourceMgr.h"
#include <gtest/gtest.h>

using namespace llvm;

namespace {

struct Outcome {
  bool isFolded = false;
  unsigned pins = 0;
};

/// Runs the pass over a check of %p whose other side is `use`.
Outcome fold(const std::string &use,
             const std::string &trap = "null_structure_reference") {
  LLVMContext context;
  SMDiagnostic problem;
  std::unique_ptr<Module> module = parseAssemblyString(
      "target triple = \"x86_64-unknown-linux-gnu\"\n"
      "declare void @w2o_trap_" + trap + "()\n"
      "declare void @g()\n"
      "define i32 @f(ptr %vm, ptr %p, ptr %q, i1 %c) {\n"
      "  %null = icmp eq ptr %p, null\n"
      "  br i1 %null, label %trap, label %use\n"
      "trap:\n"
      "  call void @w2o_trap_" + trap + "()\n"
      "  unreachable\n"
      "use:\n" + use + "}\n",
      problem, context);
  EXPECT_TRUE(module) << problem.getMessage().str();
  if (!module)
    return {};
  FunctionAnalysisManager analyses;
  PassBuilder().registerFunctionAnalyses(analyses);
  llvm::Function &function = *module->getFunction("f");
  w2o::FoldNullChecksPass().run(function, analyses);
  EXPECT_FALSE(verifyFunction(function, &errs()));
  Outcome outcome;
  outcome.isFolded = function.hasFnAttribute(Attribute::NullPointerIsValid);
  bool hasBranch = false;
  for (Instruction &instruction : instructions(function)) {
    outcome.pins += w2o::isPin(instruction);
    auto *branch = dyn_cast<BranchInst>(&instruction);
    hasBranch |= branch && branch->isConditional() &&
                 branch->getParent() == &function.getEntryBlock();
  }
  EXPECT_NE(outcome.isFolded, hasBranch);
  return outcome;
}

std::string load(int displacement) {
  return "  %at = getelementptr i8, ptr %p, i64 " +
         std::to_string(displacement) +
         "\n  %v = load i32, ptr %at\n  ret i32 %v\n";
}

} // namespace

TEST(FoldNullChecks, LoadsAndStoresNearNull) {
  EXPECT_TRUE(fold(load(0)).isFolded);
  EXPECT_TRUE(fold(load(4092)).isFolded);
  EXPECT_TRUE(fold("  store i32 1, ptr %p\n  ret i32 0\n").isFolded);
  EXPECT_EQ(fold(load(0)).pins, 0u);
}

TEST(FoldNullChecks, NotWhereTheFaultWouldBeSomethingElse) {
  EXPECT_FALSE(fold(load(4093)).isFolded);
  EXPECT_FALSE(fold(load(-16)).isFolded);
  EXPECT_FALSE(fold(load(0), "null_array_reference").isFolded);
  EXPECT_FALSE(fold(load(-17), "null_array_reference").isFolded);
  EXPECT_FALSE(fold(load(0), "cast_failure").isFolded);
  EXPECT_TRUE(fold(load(-16), "null_array_reference").isFolded);
}

TEST(FoldNullChecks, NothingThatNullWouldPreventComesFirst) {
  EXPECT_FALSE(fold("  call void @g()\n" + load(0)).isFolded);
  EXPECT_FALSE(fold("  store i32 1, ptr %q\n" + load(0)).isFolded);
  EXPECT_FALSE(fold("  %w = load i32, ptr %q\n" + load(0)).isFolded);
  EXPECT_FALSE(fold("  %w = load volatile i32, ptr %p\n  ret i32 0\n")
                   .isFolded);
  // Fields of the instance are always there.
  EXPECT_TRUE(fold("  %h = getelementptr i8, ptr %vm, i64 -8\n"
                   "  %w = load i64, ptr %h\n" + load(0)).isFolded);
  // Its memory is not.
  EXPECT_FALSE(fold("  %h = getelementptr i8, ptr %vm, i64 8\n"
                    "  %w = load i64, ptr %h\n" + load(0)).isFolded);
}

TEST(FoldNullChecks, OnlyTheBlockThatIsReachedNext) {
  EXPECT_FALSE(fold("  br i1 %c, label %a, label %b\n"
                    "a:\n" + load(0) + "b:\n  ret i32 0\n").isFolded);
  EXPECT_FALSE(fold("  br label %use2\nuse2:\n" + load(0)).isFolded);
}

TEST(FoldNullChecks, LoadsThatNobodyCertainlyUsesArePinned) {
  EXPECT_EQ(fold("  %v = load i32, ptr %p\n  ret i32 0\n").pins, 1u);
  EXPECT_EQ(fold("  %v = load i32, ptr %p\n"
                 "  br i1 %c, label %a, label %b\n"
                 "a:\n  ret i32 %v\nb:\n  ret i32 0\n").pins, 1u);
}
