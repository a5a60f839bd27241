//===- UnrollAndJamTest.cpp - Which nests run iterations side by side -----===//
//
// Each test is a nest over `i` and `j` with 40 and 50 iterations in which the
// addresses of accesses are %vm plus 64-bit sums of %c, %a and %b, which are
// extended, and of constants times i and j. What counts is how many iterations
// of the outer loop become one. That they compute the same is shown by
// test/run/unroll-and-jam.wat.
//
//===----------------------------------------------------------------------===//

#include "FunctionAnalyses.h"
#include "GuestText.h"
#include "codegen/UnrollAndJam.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/SourceMgr.h"
#include <gtest/gtest.h>

using namespace llvm;

namespace {

struct NestText {
  std::string fore = "";
  std::string inner = "";
  std::string aft = "";
  std::string phis = "";
  std::string outerTest = "  %again = icmp ult i64 %i.next, 40\n";
  std::string innerTest = "  %more = icmp ult i64 %j.next, 50\n";
};

/// Sets %name to the address %vm + zext(array) + i * outer + j * inner; without
/// `inner` it does not depend on j.
std::string at(const std::string &name, const std::string &array,
               const std::string &outer, const std::string &inner = "") {
  std::string text = "  %" + name + ".i = mul i64 %i, " + outer + "\n  %" +
                     name + ".s = add i64 %" + array + "64, %" + name +
                     ".i\n";
  std::string sum = name + ".s";
  if (!inner.empty()) {
    text += "  %" + name + ".j = mul i64 %j, " + inner + "\n  %" + name +
            ".t = add i64 %" + sum + ", %" + name + ".j\n";
    sum = name + ".t";
  }
  return text + "  %" + name + " = getelementptr inbounds i8, ptr %vm, i64 %" +
         sum + "\n";
}

/// The number of iterations of `i` in the jammed nest, or 1 without one.
uint64_t copiesOf(const NestText &text) {
  LLVMContext context;
  SMDiagnostic problem;
  std::string module =
      "declare void @g()\n"
      "define void @f(ptr %vm, i32 %c, i32 %a, i32 %b, i64 %n, i32 %w, "
      "i1 %if) {\n"
      "entry:\n"
      "  %c64 = zext i32 %c to i64\n"
      "  %a64 = zext i32 %a to i64\n"
      "  %b64 = zext i32 %b to i64\n"
      "  %w64 = sext i32 %w to i64\n"
      "  br label %outer\n"
      "outer:\n"
      "  %i = phi i64 [ 0, %entry ], [ %i.next, %latch ]\n" +
      text.fore +
      "  br label %inner\n"
      "inner:\n"
      "  %j = phi i64 [ 0, %outer ], [ %j.next, %inner ]\n" +
      text.phis + text.inner + "  %j.next = add nuw nsw i64 %j, 1\n" +
      text.innerTest +
      "  br i1 %more, label %inner, label %latch\n"
      "latch:\n" +
      text.aft + "  %i.next = add nuw nsw i64 %i, 1\n" + text.outerTest +
      "  br i1 %again, label %outer, label %exit\n"
      "exit:\n"
      "  ret void\n"
      "}\n" ALIAS_CLASSES("globals");
  std::unique_ptr<Module> parsed =
      parseAssemblyString(module, problem, context);
  EXPECT_TRUE(parsed) << problem.getMessage().str() << "\n" << module;
  if (!parsed)
    return 0;
  Function &function = *parsed->getFunction("f");
  FunctionAnalyses analyses;
  w2o::UnrollAndJamPass pass{FunctionPassManager()};
  pass.run(function, analyses.functions);
  EXPECT_FALSE(verifyFunction(function, &errs()));
  for (BasicBlock &block : function)
    if (block.getName() == "latch.jam")
      for (Instruction &instruction : block)
        if (auto *compare = dyn_cast<ICmpInst>(&instruction))
          if (auto *next = dyn_cast<BinaryOperator>(compare->getOperand(0)))
            if (next->hasNoUnsignedWrap() && next->hasNoSignedWrap() &&
                block.getTerminator()->getOperand(0) == compare)
              return cast<ConstantInt>(next->getOperand(1))->getZExtValue();
  return 1;
}

/// c[i] = sum of a[j] * b[j][i].
NestText product() {
  NestText text;
  text.phis = "  %sum = phi double [ 0.0, %outer ], [ %sum.next, %inner ]\n";
  text.inner = at("pa", "a", "0", "8") + LOAD("x", "pa") +
               at("pb", "b", "8", "400") + LOAD("y", "pb") +
               "  %z = fmul double %x, %y\n"
               "  %sum.next = fadd double %sum, %z\n";
  text.aft = at("pc", "c", "8") + STORE("sum.next", "pc");
  return text;
}

TEST(UnrollAndJam, ColumnsMakeALine) { EXPECT_EQ(copiesOf(product()), 8u); }

TEST(UnrollAndJam, UnknownNumbersAreTested) {
  NestText text = product();
  text.outerTest = "  %again = icmp ult i64 %i.next, %n\n";
  text.innerTest = "  %more = icmp ult i64 %j.next, %n\n";
  EXPECT_EQ(copiesOf(text), 8u);
}

TEST(UnrollAndJam, NumbersOfTheInnerLoopMustStay) {
  NestText text = product();
  text.innerTest = "  %more = icmp ult i64 %j.next, %i\n";
  EXPECT_EQ(copiesOf(text), 1u);
}

TEST(UnrollAndJam, UnknownRowsAreFourSums) {
  NestText text = product();
  text.inner = at("pa", "a", "0", "8") + LOAD("x", "pa") +
               at("pb", "b", "%w64", "8") + LOAD("y", "pb") +
               "  %z = fmul double %x, %y\n"
               "  %sum.next = fadd double %sum, %z\n";
  EXPECT_EQ(copiesOf(text), 4u);
}

TEST(UnrollAndJam, FewIterationsAreNotWorthIt) {
  NestText text = product();
  text.innerTest = "  %more = icmp ult i64 %j.next, 3\n";
  EXPECT_EQ(copiesOf(text), 1u);
  text = product();
  text.outerTest = "  %again = icmp ult i64 %i.next, 5\n";
  EXPECT_EQ(copiesOf(text), 4u);
}

TEST(UnrollAndJam, WithoutSumsOrSharedPlacesThereIsNoGain) {
  NestText text;
  text.inner = at("pb", "b", "400", "8") + LOAD("y", "pb") +
               at("pc", "c", "400", "8") + STORE("y", "pc");
  EXPECT_EQ(copiesOf(text), 1u);
}

TEST(UnrollAndJam, SharedPlaces) {
  NestText text;
  text.inner = at("pb", "b", "400", "8") + LOAD("y", "pb") +
               at("pc", "c", "0", "8") + LOAD("x", "pc") +
               "  %z = fadd double %x, %y\n" + STORE("z", "pc");
  EXPECT_EQ(copiesOf(text), 4u);
}

/// A sum in memory that the next iteration of the outer loop continues.
TEST(UnrollAndJam, OneSumForAllIterations) {
  NestText text;
  text.inner = at("pb", "b", "400", "8") + LOAD("y", "pb") +
               at("pc", "c", "0", "0") + LOAD("x", "pc") +
               "  %z = fadd double %x, %y\n" + STORE("z", "pc");
  EXPECT_EQ(copiesOf(text), 1u);
}

/// Elements of the row above, or one row of 50 after the other, of which each
/// iteration waits for the one before.
TEST(UnrollAndJam, RecurrencesAlongRows) {
  auto row = [](const std::string &bytes, const std::string &loaded) {
    NestText text;
    text.inner = at("pc", "c", bytes, "8") +
                 "  %p = getelementptr inbounds i8, ptr %pc, i64 " + loaded +
                 "\n" + LOAD("x", "p") + "  %z = fdiv double 1.0, %x\n" +
                 STORE("z", "pc");
    return copiesOf(text);
  };
  EXPECT_EQ(row("408", "-8"), 4u);
  // The last element of a row is the first one's neighbour.
  EXPECT_EQ(row("400", "-8"), 1u);
  // The row before, which is not complete then.
  EXPECT_EQ(row("400", "-392"), 1u);
  // Rows overlap.
  EXPECT_EQ(row("200", "-8"), 1u);
  // How long they are is tested.
  EXPECT_EQ(row("%w64", "-8"), 4u);
}

TEST(UnrollAndJam, OtherEffectsStayInOrder) {
  NestText text = product();
  text.aft += "  call void @g()\n";
  EXPECT_EQ(copiesOf(text), 1u);
  text = product();
  text.inner += "  %v = load volatile double, ptr %pa, !tbaa !0\n";
  EXPECT_EQ(copiesOf(text), 1u);
  // Not guest memory.
  text = product();
  text.inner += "  store double %z, ptr %vm, !tbaa !3\n";
  EXPECT_EQ(copiesOf(text), 1u);
}

TEST(UnrollAndJam, AddressesFromMemory) {
  NestText text = product();
  text.inner = at("pa", "a", "0", "8") + LOAD("x", "pa") +
               "  %bits = bitcast double %x to i64\n"
               "  %index = and i64 %bits, 65535\n"
               "  %p = getelementptr inbounds i8, ptr %vm, i64 %index\n" +
               LOAD("y", "p") + "  %sum.next = fadd double %sum, %y\n";
  EXPECT_EQ(copiesOf(text), 1u);
}

/// What one iteration hands to the next is no counter.
TEST(UnrollAndJam, SumsOfTheOuterLoop) {
  NestText text = product();
  text.fore = "  %all = phi double [ 0.0, %entry ], [ %all.next, %latch ]\n";
  text.aft += "  %all.next = fadd double %all, %sum.next\n";
  EXPECT_EQ(copiesOf(text), 1u);
}

} // namespace
