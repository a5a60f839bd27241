//===- AnchorLoadsTest.cpp - Which guest loads need a pin -----------------===//

#include "FunctionAnalyses.h"
#include "codegen/AnchorLoads.h"
#include "codegen/AnchorSearch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/SourceMgr.h"
#include <gtest/gtest.h>

using namespace llvm;

/// Loads of function @f that are kept, by a pin or as volatile ones: without
/// optimisation; and with it, after each release.
struct Pins {
  unsigned unoptimised = 0;
  unsigned vector = 0;
  unsigned final = 0;
};

static Pins countPins(const std::string &body, bool passesCome) {
  LLVMContext context;
  SMDiagnostic problem;
  std::unique_ptr<Module> module = parseAssemblyString(
      "target triple = \"x86_64-unknown-linux-gnu\"\n"
      "declare void @g(i32)\n"
      "declare float @llvm.fabs.f32(float)\n"
      "define i32 @f(ptr %vm, ptr %p, i32 %x, i32 %n) {\n" +
          body + "}\n!0 = !{}\n",
      problem, context);
  EXPECT_TRUE(module) << problem.getMessage().str();
  Pins pins;
  if (!module)
    return pins;
  FunctionAnalyses analyses;
  Function &function = *module->getFunction("f");
  auto count = [&] {
    unsigned n = 0;
    for (Instruction &instruction : instructions(function))
      n += w2o::isPin(instruction) || instruction.isVolatile();
    return n;
  };
  using Stage = w2o::AnchorSearch::Stage;
  w2o::AnchorLoadsPass(passesCome).run(function, analyses.functions);
  if (!passesCome) {
    pins.unoptimised = count();
    return pins;
  }
  w2o::ReleaseAnchorsPass(Stage::Vector).run(function, analyses.functions);
  pins.vector = count();
  w2o::ReleaseAnchorsPass(Stage::Final).run(function, analyses.functions);
  pins.final = count();
  return pins;
}

static Pins countPins(const std::string &body) {
  Pins pins = countPins(body, /*passesCome=*/true);
  pins.unoptimised = countPins(body, /*passesCome=*/false).unoptimised;
  return pins;
}

#define LOAD "  %v = load i32, ptr %p, !w2o.guest !0\n"

static void expectPinned(const std::string &body) {
  Pins pins = countPins(body);
  EXPECT_EQ(pins.unoptimised, 1u) << body;
  EXPECT_EQ(pins.vector, 1u) << body;
  EXPECT_EQ(pins.final, 1u) << body;
}

static void expectFree(const std::string &body) {
  Pins pins = countPins(body);
  EXPECT_EQ(pins.unoptimised, 0u) << body;
  EXPECT_EQ(pins.vector, 0u) << body;
}

static void expectUnoptimised(unsigned count, const std::string &body) {
  EXPECT_EQ(countPins(body, /*passesCome=*/false).unoptimised, count) << body;
}

TEST(AnchorLoads, UnusedLoadIsPinned) { expectPinned(LOAD "  ret i32 0\n"); }

TEST(AnchorLoads, NoPinReachesCodeGeneration) {
  LLVMContext context;
  SMDiagnostic problem;
  // The vector is two operands of assembler statements.
  std::unique_ptr<Module> module = parseAssemblyString(
      "target triple = \"x86_64-unknown-linux-gnu\"\n"
      "define void @f(ptr %p) {\n"
      "  %v = load <8 x float>, ptr %p, !w2o.guest !0\n"
      "  %w = load i8, ptr %p, !w2o.guest !0\n"
      "  ret void\n}\n!0 = !{}\n",
      problem, context);
  ASSERT_TRUE(module) << problem.getMessage().str();
  FunctionAnalyses analyses;
  Function &function = *module->getFunction("f");
  w2o::AnchorLoadsPass(/*passesCome=*/true).run(function, analyses.functions);
  w2o::ReleaseAnchorsPass(w2o::AnchorSearch::Stage::Final)
      .run(function, analyses.functions);
  ASSERT_EQ(function.front().size(), 3u);
  for (Instruction &instruction : drop_end(function.front()))
    EXPECT_TRUE(instruction.isVolatile());
}

TEST(AnchorLoads, RootsNeedNoPin) {
  expectFree(LOAD "  ret i32 %v\n");
  expectFree(LOAD "  store i32 %v, ptr %vm\n  ret i32 0\n");
  expectFree(LOAD "  call void @g(i32 %v)\n  ret i32 0\n");
  expectFree(LOAD "  %a = zext i32 %v to i64\n"
                  "  %q = getelementptr i8, ptr %vm, i64 %a\n"
                  "  store i32 0, ptr %q\n  ret i32 0\n");
}

TEST(AnchorLoads, OtherLoadsAreLeftAlone) {
  EXPECT_EQ(countPins("  %v = load i32, ptr %p\n  ret i32 0\n").vector, 0u);
}

TEST(AnchorLoads, StoresThatPassesRemoveAreNoRoots) {
  // Written back where it came from; overwritten in the same block.
  expectPinned(LOAD "  store i32 %v, ptr %p\n  ret i32 0\n");
  expectPinned(LOAD "  store i32 %v, ptr %vm\n  store i32 0, ptr %vm\n"
                    "  ret i32 0\n");
}

TEST(AnchorLoads, NarrowerUsesNeedAPin) {
  expectPinned(LOAD "  %t = trunc i32 %v to i8\n  store i8 %t, ptr %vm\n"
                    "  ret i32 0\n");
  expectPinned(LOAD "  %t = and i32 %v, 255\n  ret i32 %t\n");
  // The byte at the highest address is part of the mask.
  expectFree(LOAD "  %t = and i32 %v, -16777216\n  ret i32 %t\n");
}

TEST(AnchorLoads, FoldableUsesNeedAPin) {
  expectPinned(LOAD "  %t = icmp ult i32 %v, 0\n  %z = zext i1 %t to i32\n"
                    "  ret i32 %z\n");
  expectPinned(LOAD "  %t = select i1 true, i32 %v, i32 1\n  ret i32 %t\n");
  // A condition that goes through an integer is still one condition.
  expectFree(LOAD "  %t = icmp eq i32 %v, 7\n  %z = zext i1 %t to i32\n"
                  "  %c = icmp ne i32 %z, 0\n  %y = zext i1 %c to i32\n"
                  "  ret i32 %y\n");
}

TEST(AnchorLoads, TwoEqualLoadsMayCancelEachOther) {
  Pins pins = countPins(LOAD "  %w = load i32, ptr %p, !w2o.guest !0\n"
                             "  %d = sub i32 %v, %w\n  ret i32 %d\n");
  EXPECT_EQ(pins.vector, 2u);
}

TEST(AnchorLoads, UseInOneArmNeedsAPin) {
  expectPinned(LOAD "  %c = icmp eq i32 %x, 0\n"
                    "  br i1 %c, label %a, label %b\n"
                    "a:\n  store i32 %v, ptr %vm\n  br label %b\n"
                    "b:\n  ret i32 0\n");
}

TEST(AnchorLoads, UseBehindADiamondIsCertain) {
  expectFree(LOAD "  %c = icmp eq i32 %x, 0\n"
                  "  br i1 %c, label %a, label %b\n"
                  "a:\n  call void @g(i32 1)\n  br label %b\n"
                  "b:\n  ret i32 %v\n");
}

TEST(AnchorLoads, OnlyTheLastValueOfALoopIsNotEnough) {
  expectPinned("  br label %l\n"
               "l:\n  %i = phi i32 [ 0, %0 ], [ %j, %l ]\n"
               "  %a = zext i32 %i to i64\n"
               "  %q = getelementptr i8, ptr %vm, i64 %a\n"
               "  %v = load i32, ptr %q, !w2o.guest !0\n"
               "  %j = add i32 %i, 4\n  %c = icmp ult i32 %j, %n\n"
               "  br i1 %c, label %l, label %e\n"
               "e:\n  ret i32 %v\n");
}

TEST(AnchorLoads, SumOverALoopIsFree) {
  expectFree("  br label %l\n"
             "l:\n  %i = phi i32 [ 0, %0 ], [ %j, %l ]\n"
             "  %s = phi i32 [ 0, %0 ], [ %t, %l ]\n"
             "  %a = zext i32 %i to i64\n"
             "  %q = getelementptr i8, ptr %vm, i64 %a\n"
             "  %v = load i32, ptr %q, !w2o.guest !0\n"
             "  %t = add i32 %s, %v\n"
             "  %j = add i32 %i, 4\n  %c = icmp ult i32 %j, %n\n"
             "  br i1 %c, label %l, label %e\n"
             "e:\n  ret i32 %t\n");
}

TEST(AnchorLoads, ProductOverALoopIsNot) {
  // Once the product is zero, later factors do not matter. That is nothing that
  // code generation finds.
  Pins pins = countPins("  br label %l\n"
                        "l:\n  %i = phi i32 [ 0, %0 ], [ %j, %l ]\n"
                        "  %s = phi i32 [ 0, %0 ], [ %t, %l ]\n"
                        "  %a = zext i32 %i to i64\n"
                        "  %q = getelementptr i8, ptr %vm, i64 %a\n"
                        "  %v = load i32, ptr %q, !w2o.guest !0\n"
                        "  %t = mul i32 %s, %v\n"
                        "  %j = add i32 %i, 4\n  %c = icmp ult i32 %j, %n\n"
                        "  br i1 %c, label %l, label %e\n"
                        "e:\n  ret i32 %t\n");
  EXPECT_EQ(pins.vector, 1u);
  EXPECT_EQ(pins.final, 0u);
}

TEST(AnchorLoads, BranchesAreRootsOnceTheyCannotGo) {
  // The arms only differ in a value: a pass could make a select of them.
  Pins pins = countPins(LOAD "  %c = icmp eq i32 %v, 0\n"
                             "  br i1 %c, label %a, label %b\n"
                             "a:\n  br label %b\n"
                             "b:\n  %r = phi i32 [ 1, %0 ], [ 2, %a ]\n"
                             "  ret i32 %r\n");
  EXPECT_EQ(pins.vector, 1u);
  EXPECT_EQ(pins.final, 0u);
  // One arm does something, but that may be folded to nothing.
  pins = countPins(LOAD "  %c = icmp eq i32 %v, 0\n"
                        "  br i1 %c, label %a, label %b\n"
                        "a:\n  %d = icmp eq i32 %x, 7\n"
                        "  br i1 %d, label %t, label %b\n"
                        "t:\n  call void @g(i32 1)\n  unreachable\n"
                        "b:\n  ret i32 0\n");
  EXPECT_EQ(pins.vector, 1u);
  EXPECT_EQ(pins.final, 0u);
}

/// A loop that tests each element and, if it is not 0, does `arm`.
static Pins pinsOfSearch(const std::string &arm) {
  return countPins("  br label %l\n"
                   "l:\n  %i = phi i32 [ 0, %0 ], [ %j, %m ]\n"
                   "  %a = zext i32 %i to i64\n"
                   "  %q = getelementptr i8, ptr %vm, i64 %a\n"
                   "  %v = load i32, ptr %q, !w2o.guest !0\n"
                   "  %z = icmp ne i32 %v, 0\n"
                   "  br i1 %z, label %t, label %m\n"
                   "t:\n" +
                   arm +
                   "m:\n  %j = add i32 %i, 4\n  %c = icmp ult i32 %j, %n\n"
                   "  br i1 %c, label %l, label %e\n"
                   "e:\n  ret i32 0\n");
}

TEST(AnchorLoads, MaskedStoresOfALoopMayBecomeVectors) {
  Pins pins = pinsOfSearch("  %o = getelementptr i8, ptr %p, i64 %a\n"
                           "  store i32 1, ptr %o\n  br label %m\n");
  EXPECT_EQ(pins.vector, 0u);
  // Leaving the loop is nothing where it would have ended anyway.
  pins = pinsOfSearch("  br label %e\n");
  EXPECT_EQ(pins.vector, 1u);
}

TEST(AnchorLoads, StoresThatAnotherBlockOverwritesAreNoRootsAtFirst) {
  Pins pins = countPins(LOAD "  store i32 %v, ptr %vm\n  br label %a\n"
                             "a:\n  store i32 0, ptr %vm\n  ret i32 0\n");
  EXPECT_EQ(pins.vector, 1u);
  EXPECT_EQ(pins.final, 0u);
  // A call in between may read what was stored.
  expectFree(LOAD "  store i32 %v, ptr %vm\n  call void @g(i32 1)\n"
                  "  store i32 0, ptr %vm\n  ret i32 0\n");
}

TEST(AnchorLoads, WritingBackWhatWasReadIsNoRoot) {
  EXPECT_EQ(countPins(LOAD "  %t = or i32 %v, 0\n  store i32 %t, ptr %p\n"
                           "  ret i32 0\n")
                .vector,
            1u);
  expectFree(LOAD "  %t = add i32 %v, 1\n  store i32 %t, ptr %p\n"
                  "  ret i32 0\n");
}

TEST(AnchorLoads, CodeGenerationFindsWhatWasStored) {
  auto final = [](const std::string &body) { return countPins(body).final; };
  const std::string zero = "  store i32 0, ptr %vm\n";
  const std::string other =
      "  %far = getelementptr i8, ptr %vm, i64 64\n"
      "  store i32 0, ptr %far\n";
  const std::string again = LOAD "  %b = load i32, ptr %vm\n";
  const std::string product = "  %t = mul i32 %v, %b\n"
                              "  store i32 %t, ptr %far\n  ret i32 0\n";
  EXPECT_EQ(final(other + again + product), 0u);
  EXPECT_EQ(final(other + zero + again + product), 1u);
  EXPECT_EQ(final(zero + other + again + product), 1u);
  // The callee may have written something else.
  EXPECT_EQ(final(other + zero + "  call void @g(i32 %x)\n" + again + product),
            0u);
  // What is computed from it is found as well.
  const std::string part = "  %a = and i32 %b, %x\n  %t = mul i32 %v, %a\n"
                           "  store i32 %t, ptr %far\n  ret i32 0\n";
  EXPECT_EQ(final(other + again + part), 0u);
  EXPECT_EQ(final(other + zero + again + part), 1u);
  // The store becomes idle.
  const std::string sum = "  %m = mul i32 %x, %b\n  %t = add i32 %v, %m\n"
                          "  store i32 %t, ptr %p\n  ret i32 0\n";
  EXPECT_EQ(final(other + again + sum), 0u);
  EXPECT_EQ(final(other + zero + again + sum), 1u);
}

TEST(AnchorLoads, NaNMakesTheOtherOperandIrrelevant) {
  const std::string begin =
      "  %v = load float, ptr %p, !w2o.guest !0\n"
      "  %f = uitofp i32 %x to float\n"
      "  %o = fdiv float 0.0, 0.0\n";
  const std::string end = "  store float %t, ptr %vm\n  ret i32 0\n";
  expectUnoptimised(1, begin + "  %t = fmul float %v, %o\n" + end);
  expectUnoptimised(0, begin + "  %t = fmul float %v, %f\n" + end);
}

TEST(AnchorLoads, NaNsThatAreStoredMayBeFound) {
  auto pins = [](const std::string &constant, const std::string &operation) {
    return countPins("  store " + constant +
                     ", ptr %vm\n"
                     "  %v = load float, ptr %p, !w2o.guest !0\n"
                     "  %q = getelementptr i8, ptr %vm, i32 %x\n"
                     "  %o = load float, ptr %q\n" +
                     operation + "  ret i32 0\n")
        .vector;
  };
  const std::string product =
      "  %t = fmul float %v, %o\n  store float %t, ptr %q\n";
  const std::string nan = "float 0x7FF8000000000000";
  EXPECT_EQ(pins("float 1.0", product), 0u);
  EXPECT_EQ(pins(nan, product), 1u);
  EXPECT_EQ(pins("i32 -1", product), 1u);
  EXPECT_EQ(pins("i32 2139095040", product), 0u); // infinity
  EXPECT_EQ(pins("<2 x float> <float 1.0, " + nan + ">", product), 1u);
  EXPECT_EQ(pins("i64 4294967295", product), 1u); // in its lower half
  EXPECT_EQ(pins("i8 -1", product), 0u);
  const std::string difference =
      "  %t = fsub float %v, %o\n  store float %t, ptr %q\n";
  EXPECT_EQ(pins("float 1.0", difference), 0u);
  EXPECT_EQ(pins(nan, difference), 1u);
}

TEST(AnchorLoads, KnownSignsDecideComparisons) {
  const std::string end = "  %z = zext i1 %c to i32\n  ret i32 %z\n";
  const std::string floating = "  %v = load float, ptr %p, !w2o.guest !0\n";
  expectUnoptimised(0, floating + "  %c = fcmp olt float %v, 0.0\n" + end);
  expectUnoptimised(1, floating +
                           "  %s = call float @llvm.fabs.f32(float %v)\n"
                           "  %c = fcmp olt float %s, 0.0\n" + end);
  expectUnoptimised(1, LOAD "  %s = uitofp i32 %v to float\n"
                            "  %c = fcmp olt float %s, 0.0\n" + end);
  expectUnoptimised(1, LOAD "  %s = uitofp i32 %v to float\n"
                            "  %b = bitcast float %s to i32\n"
                            "  %c = icmp slt i32 %b, 0\n" + end);
  expectUnoptimised(1, floating + "  %c = fcmp olt float %v, "
                                  "0xFFF0000000000000\n" + end);
}
