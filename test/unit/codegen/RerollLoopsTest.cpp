//===- RerollLoopsTest.cpp - Which unrolled loops are rolled again --------===//
//
// Each test is a loop over `%c` and `%b` in steps of 16 bytes, whose body is
// given; what counts is how many accesses it has after the pass. That rolled
// loops compute the same is shown by test/run/reroll-loops.wat.
//
//===----------------------------------------------------------------------===//

#include "FunctionAnalyses.h"
#include "GuestText.h"
#include "codegen/RerollLoops.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include <gtest/gtest.h>

using namespace llvm;

namespace {

struct LoopText {
  std::string body = "";
  /// In front of everything else: phis.
  std::string phis = "";
  std::string exit = "  ret void\n";
  std::string result = "void";
  /// Sets %more.
  std::string test = "  %more = icmp ult i64 %i.next, %n64\n";
  std::string step = "16";
  std::string latch = "loop";
};

std::unique_ptr<Module> parse(const LoopText &text, LLVMContext &context) {
  std::string module =
      "declare void @g()\n"
      "declare double @llvm.fabs.f64(double)\n"
      "define " +
      text.result +
      " @f(ptr %vm, ptr %c, ptr %b, double %x, double %y, i32 %n) {\n"
      "entry:\n"
      "  %n64 = zext i32 %n to i64\n"
      "  br label %loop\n"
      "loop:\n"
      "  %i = phi i64 [ 0, %entry ], [ %i.next, %" +
      text.latch + " ]\n" + text.phis +
      "  %c0 = getelementptr inbounds i8, ptr %c, i64 %i\n"
      "  %c1 = getelementptr inbounds i8, ptr %c0, i64 8\n"
      "  %b0 = getelementptr inbounds i8, ptr %b, i64 %i\n"
      "  %b1 = getelementptr inbounds i8, ptr %b0, i64 8\n"
      "  %b2 = getelementptr inbounds i8, ptr %b0, i64 16\n" +
      text.body + "  %i.next = add nuw nsw i64 %i, " + text.step + "\n" +
      text.test +
      "  br i1 %more, label %loop, label %exit\n"
      "exit:\n" +
      text.exit +
      "}\n"
      ALIAS_CLASSES("globals");
  SMDiagnostic problem;
  std::unique_ptr<Module> parsed =
      parseAssemblyString(module, problem, context);
  EXPECT_TRUE(parsed) << problem.getMessage().str() << "\n" << module;
  return parsed;
}

/// Loads and stores of the function.
unsigned count(Function &function) {
  unsigned n = 0;
  for (Instruction &instruction : instructions(function))
    n += isa<LoadInst>(instruction) || isa<StoreInst>(instruction);
  return n;
}

/// How many accesses are left of one; 1 when the loop stays as it is.
unsigned factorOf(const LoopText &text) {
  LLVMContext context;
  std::unique_ptr<Module> module = parse(text, context);
  if (!module)
    return 0;
  FunctionAnalyses analyses;
  Function &function = *module->getFunction("f");
  unsigned before = count(function);
  FunctionPassManager passes;
  passes.addPass(createFunctionToLoopPassAdaptor(w2o::RerollLoopsPass()));
  passes.run(function, analyses.functions);
  std::string problem;
  raw_string_ostream stream(problem);
  EXPECT_FALSE(verifyFunction(function, &stream)) << problem;
  unsigned after = count(function);
  EXPECT_EQ(before % after, 0u) << text.body;
  return before / after;
}

#define PIN(name)                                                              \
  "  call void asm sideeffect \"\", \"x\"(double %" name                       \
  ") memory(inaccessiblemem: readwrite)\n"

/// Two copies of c[j] = x * b[j].
const LoopText product = {
    LOAD("v0", "b0") "  %p0 = fmul double %x, %v0\n" STORE("p0", "c0")
        LOAD("v1", "b1") "  %p1 = fmul double %x, %v1\n" STORE("p1", "c1")};

/// The same with `from` replaced by `to`, which must be there.
LoopText with(LoopText text, StringRef from, StringRef to) {
  size_t at = text.body.find(from.str());
  EXPECT_NE(at, std::string::npos) << from.str();
  if (at != std::string::npos)
    text.body.replace(at, from.size(), to.str());
  return text;
}

} // namespace

TEST(RerollLoops, EqualCopies) {
  EXPECT_EQ(factorOf(product), 2u);
  // The order of the factors may differ.
  EXPECT_EQ(
      factorOf(with(product, "fmul double %x, %v1", "fmul double %v1, %x")),
      2u);
  LoopText three = {
      LOAD("v0", "c0") "  %p0 = fmul double %x, %v0\n" STORE("p0", "c0")
          LOAD("v1", "c1") "  %p1 = fmul double %x, %v1\n" STORE(
              "p1", "c1") "  %c2 = getelementptr inbounds i8, ptr %c0, i64 "
                          "16\n" LOAD("v2", "c2") "  %p2 = fmul double %x, "
                                                  "%v2\n" STORE("p2", "c2")};
  three.step = "24";
  EXPECT_EQ(factorOf(three), 3u);
  // Each of them counts.
  EXPECT_EQ(factorOf(with(three, "fmul double %x, %v2", "fmul double %y, %v2")),
            1u);
  EXPECT_EQ(factorOf(with(three, LOAD("v2", "c2"), LOAD("v2", "c1"))), 1u);
}

TEST(RerollLoops, OperationsDiffer) {
  EXPECT_EQ(factorOf(with(product, "%p1 = fmul double %x, %v1",
                          "%p1 = fadd double %x, %v1")),
            1u);
  EXPECT_EQ(factorOf(with(product, "%p1 = fmul double %x, %v1",
                          "%p1 = fmul double %y, %v1")),
            1u);
  EXPECT_EQ(factorOf(with(product, "%p1 = fmul double %x, %v1",
                          "%p1 = fmul double %v1, 2.0")),
            1u);
  EXPECT_EQ(factorOf(with(product, "%p1 = fmul double %x, %v1",
                          "%p1 = fmul nsz double %x, %v1")),
            1u);
  // Not commutative.
  LoopText quotient =
      with(product, "fmul double %x, %v0", "fdiv double %x, %v0");
  EXPECT_EQ(
      factorOf(with(quotient, "fmul double %x, %v1", "fdiv double %x, %v1")),
      2u);
  EXPECT_EQ(
      factorOf(with(quotient, "fmul double %x, %v1", "fdiv double %v1, %x")),
      1u);
  // A copy may use what the first one computed, and not the other way round.
  EXPECT_EQ(
      factorOf(with(product, "fmul double %x, %v1", "fmul double %x, %v0")),
      1u);
  EXPECT_EQ(factorOf(with(product, STORE("p1", "c1"), STORE("v1", "c1"))), 1u);
  EXPECT_EQ(factorOf(with(product, STORE("p1", "c1"), STORE("p0", "c1"))), 1u);
}

TEST(RerollLoops, ComparisonsDiffer) {
  auto clamp = [](const char *first, const char *second) {
    return factorOf(
        {std::string(LOAD("v0", "b0") "  %t0 = fcmp ") + first +
         " double %v0, %x\n  %p0 = select i1 %t0, double %x, double %v0\n" +
         STORE("p0", "c0") LOAD("v1", "b1") "  %t1 = fcmp " + second +
         " double %v1, %x\n  %p1 = select i1 %t1, double %x, double %v1\n" +
         STORE("p1", "c1")});
  };
  EXPECT_EQ(clamp("ogt", "ogt"), 2u);
  EXPECT_EQ(clamp("ogt", "olt"), 1u);
  EXPECT_EQ(clamp("ogt", "ugt"), 1u);
}

TEST(RerollLoops, AccessesAreInAnotherOrder) {
  // Rolled, an overlap of the arrays would give another result.
  EXPECT_EQ(factorOf({LOAD("v0", "b0") LOAD("v1", "b1") STORE("v0", "c0")
                          STORE("v1", "c1")}),
            1u);
  EXPECT_EQ(factorOf({LOAD("v1", "b1") STORE("v1", "c1") LOAD("v0", "b0")
                          STORE("v0", "c0")}),
            1u);
  EXPECT_EQ(factorOf({LOAD("v0", "b0") STORE("x", "c0") STORE("x", "c1")
                          LOAD("v1", "b1")}),
            1u);
}

TEST(RerollLoops, AddressesAreApart) {
  // Copies that are further apart than an element, on the same element, and
  // with a part that the loop steps over.
  EXPECT_EQ(factorOf(with(
                product, STORE("p1", "c1"),
                "  %c2 = getelementptr inbounds i8, ptr %c0, i64 16\n" STORE(
                    "p1", "c2"))),
            1u);
  EXPECT_EQ(factorOf(with(product, STORE("p1", "c1"), STORE("p1", "c0"))), 1u);
  LoopText sparse = product;
  sparse.step = "32";
  EXPECT_EQ(factorOf(sparse), 1u);
  LoopText dense = product;
  dense.step = "8";
  EXPECT_EQ(factorOf(dense), 1u);
  // Another array in the second copy.
  EXPECT_EQ(factorOf(with(
                product, STORE("p1", "c1"),
                "  %d1 = getelementptr inbounds i8, ptr %vm, i64 %i\n" STORE(
                    "p1", "d1"))),
            1u);
  // 32-bit sums that wrap for all that is known.
  EXPECT_EQ(
      factorOf(
          {"  %low = trunc i64 %i to i32\n"
           "  %d0 = add i32 %low, %n\n"
           "  %d1 = add i32 %d0, 8\n"
           "  %wide0 = zext i32 %d0 to i64\n"
           "  %wide1 = zext i32 %d1 to i64\n"
           "  %a0 = getelementptr inbounds i8, ptr %vm, i64 %wide0\n"
           "  %a1 = getelementptr inbounds i8, ptr %vm, i64 %wide1\n" STORE(
               "x", "a0") STORE("x", "a1")}),
      1u);
  // One address for all copies: a load may, a store would be no vector.
  LoopText same = with(product, "%b0, align", "%vm, align");
  EXPECT_EQ(factorOf(same), 1u);
  EXPECT_EQ(factorOf(with(same, "%b1, align", "%vm, align")), 2u);
  LoopText fixed = with(product, STORE("p0", "c0"), STORE("p0", "vm"));
  EXPECT_EQ(factorOf(with(fixed, STORE("p1", "c1"), STORE("p1", "vm"))), 1u);
}

TEST(RerollLoops, Columns) {
  // Loads may be further apart than an element, but by the same in each copy.
  auto column = [](const char *second, const char *step) {
    LoopText text = with(product, "%b0, align", "%r0, align");
    text = with(text, "%b1, align", "%r1, align");
    text.body = std::string("  %r0 = getelementptr inbounds i8, ptr %b, i64 "
                            "%k\n  %r1 = getelementptr inbounds i8, ptr %r0, "
                            "i64 ") +
                second + "\n" + text.body + "  %k.next = add i64 %k, " + step +
                "\n";
    text.phis = "  %k = phi i64 [ 0, %entry ], [ %k.next, %loop ]\n";
    return factorOf(text);
  };
  EXPECT_EQ(column("2400", "4800"), 2u);
  EXPECT_EQ(column("2408", "4800"), 1u);
  EXPECT_EQ(column("2400", "4808"), 1u);
  EXPECT_EQ(column("-2400", "-4800"), 1u);
}

TEST(RerollLoops, LoopsThatCountDown) {
  LoopText down = product;
  down.step = "-16";
  down.test = "  %more = icmp ne i64 %i.next, -1600\n";
  EXPECT_EQ(factorOf(down), 1u);
}

TEST(RerollLoops, TypesDiffer) {
  EXPECT_EQ(factorOf(with(product, STORE("p1", "c1"),
                          "  %q1 = bitcast double %p1 to i64\n"
                          "  store i64 %q1, ptr %c1, align 1, !tbaa !0\n")),
            1u);
  LoopText vectors = {"  %v0 = load <2 x float>, ptr %b0, align 1, !tbaa !0\n"
                      "  store <2 x float> %v0, ptr %c0, align 1, !tbaa !0\n"
                      "  %v1 = load <2 x float>, ptr %b1, align 1, !tbaa !0\n"
                      "  store <2 x float> %v1, ptr %c1, align 1, !tbaa !0\n"};
  EXPECT_EQ(factorOf(vectors), 1u);
}

TEST(RerollLoops, OtherEffects) {
  auto refuses = [](const char *effect) {
    LoopText text = product;
    text.body += effect;
    return factorOf(text) == 1;
  };
  EXPECT_FALSE(refuses(""));
  EXPECT_TRUE(refuses("  call void @g()\n"));
  EXPECT_TRUE(refuses("  fence seq_cst\n"));
  // The fuel of a store, or a global.
  EXPECT_TRUE(refuses("  store i64 %i, ptr %vm, !tbaa !3\n"));
  EXPECT_TRUE(refuses("  %fuel = load i64, ptr %vm, !tbaa !3\n"));
  EXPECT_TRUE(refuses("  store i64 %i, ptr %vm\n"));
  EXPECT_EQ(factorOf(with(product, "load double, ptr %b1, align 1",
                          "load atomic double, ptr %b1 monotonic, align 8")),
            1u);
  EXPECT_EQ(
      factorOf(with(product, "store double %p1", "store volatile double %p1")),
      1u);
  // Nothing is stored: no matter of vectors over stores.
  EXPECT_EQ(factorOf({LOAD("v0", "b0") PIN("v0") LOAD("v1", "b1") PIN("v1")}),
            1u);
}

TEST(RerollLoops, CountsOfIterations) {
  LoopText text = product;
  text.test = "  %more = icmp ne i64 %i.next, 1600\n";
  EXPECT_EQ(factorOf(text), 2u);
  // Until a value is found.
  text.test = "  %more = fcmp une double %v1, %y\n";
  EXPECT_EQ(factorOf(text), 1u);
  // More iterations than can be multiplied.
  text.test = "  %more = icmp ne i64 %i.next, -1600\n";
  EXPECT_EQ(factorOf(text), 1u);
}

TEST(RerollLoops, LoopsOfSomeBlocks) {
  // With a way out in the middle, and with a branch that comes back.
  LoopText text = with(product, LOAD("v1", "b1"),
                       "  %early = fcmp oeq double %v0, %y\n"
                       "  br i1 %early, label %exit, label %rest\n"
                       "rest:\n" LOAD("v1", "b1"));
  text.latch = "rest";
  EXPECT_EQ(factorOf(text), 1u);
  EXPECT_EQ(factorOf(with(text, "label %exit", "label %rest")), 1u);
}

TEST(RerollLoops, Pins) {
  // In each copy, or in all.
  LoopText text = with(product, LOAD("v0", "b0"), LOAD("v0", "b0") PIN("v0"));
  EXPECT_EQ(factorOf(with(text, LOAD("v1", "b1"), LOAD("v1", "b1") PIN("v1"))),
            2u);
  EXPECT_EQ(factorOf(text), 2u);
  // That of the second copy alone would be gone.
  EXPECT_EQ(
      factorOf(with(product, LOAD("v1", "b1"), LOAD("v1", "b1") PIN("v1"))),
      1u);
  // A load that nobody needs is an access like others.
  EXPECT_EQ(
      factorOf({LOAD("v0", "b0") PIN("v0") STORE("x", "c0") STORE("x", "c1")}),
      1u);
  EXPECT_EQ(factorOf({LOAD("v0", "b0") PIN("v0") STORE("x", "c0")
                          LOAD("v1", "b1") PIN("v1") STORE("x", "c1")}),
            2u);
}

TEST(RerollLoops, ValuesThatCount) {
  auto stores = [](const char *first, const char *second) {
    LoopText text = {std::string("  %v0 = add i64 %k, ") + first +
                     "\n  store i64 %v0, ptr %c0, align 1, !tbaa !0\n"
                     "  %v1 = add i64 %k, " +
                     second +
                     "\n  store i64 %v1, ptr %c1, align 1, !tbaa !0\n"
                     "  %k.next = add i64 %k, 6\n"};
    text.phis = "  %k = phi i64 [ 7, %entry ], [ %k.next, %loop ]\n";
    return factorOf(text);
  };
  EXPECT_EQ(stores("10", "13"), 2u);
  EXPECT_EQ(stores("10", "12"), 1u);
  EXPECT_EQ(stores("10", "16"), 1u);
  EXPECT_EQ(stores("10", "7"), 1u);
}

TEST(RerollLoops, ValuesThatCountUnevenly) {
  // A step that has no half.
  LoopText text = {"  store i64 %k, ptr %c0, align 1, !tbaa !0\n"
                   "  %v1 = add i64 %k, 2\n"
                   "  store i64 %v1, ptr %c1, align 1, !tbaa !0\n"
                   "  %k.next = add i64 %k, 5\n"};
  text.phis = "  %k = phi i64 [ 7, %entry ], [ %k.next, %loop ]\n";
  EXPECT_EQ(factorOf(text), 1u);
  // Not a sum: i * i.
  text = {"  %v0 = mul i64 %i, %i\n"
          "  store i64 %v0, ptr %c0, align 1, !tbaa !0\n"
          "  %i1 = add i64 %i, 8\n"
          "  %v1 = mul i64 %i1, %i1\n"
          "  store i64 %v1, ptr %c1, align 1, !tbaa !0\n"};
  EXPECT_EQ(factorOf(text), 2u);
  EXPECT_EQ(factorOf(with(text, "mul i64 %i1, %i1", "mul i64 %i1, %i")), 1u);
}

TEST(RerollLoops, ValuesThatCopiesHandOn) {
  LoopText text = {
      LOAD("v0", "b1") "  %p0 = fadd double %last, %v0\n" STORE("p0", "c0")
          LOAD("v1", "b2") "  %p1 = fadd double %v0, %v1\n" STORE("p1", "c1")};
  text.phis = "  %last = phi double [ %x, %entry ], [ %v1, %loop ]\n";
  EXPECT_EQ(factorOf(text), 2u);
  // The next iteration gets something else.
  text.phis = "  %last = phi double [ %x, %entry ], [ %v0, %loop ]\n";
  EXPECT_EQ(factorOf(text), 1u);
  text.phis = "  %last = phi double [ %x, %entry ], [ %p1, %loop ]\n";
  EXPECT_EQ(factorOf(text), 1u);
  text.phis = "  %last = phi double [ %x, %entry ], [ %y, %loop ]\n";
  EXPECT_EQ(factorOf(text), 1u);
}

TEST(RerollLoops, Sums) {
  // They cannot be reordered, so there is no vector to be won.
  LoopText text = {
      LOAD("v0", "b0") "  %s0 = fadd double %s, %v0\n" STORE("s0", "c0")
          LOAD("v1", "b1") "  %s1 = fadd double %s0, %v1\n" STORE("s1", "c1")};
  text.phis = "  %s = phi double [ %x, %entry ], [ %s1, %loop ]\n";
  EXPECT_EQ(factorOf(text), 1u);
}

TEST(RerollLoops, ValuesBehindTheLoop) {
  LoopText text = product;
  text.result = "double";
  text.exit = "  ret double %p1\n";
  EXPECT_EQ(factorOf(text), 2u);
  text.exit = "  ret double %v1\n";
  EXPECT_EQ(factorOf(text), 2u);
  // Of a copy that is not the last one.
  text.exit = "  ret double %p0\n";
  EXPECT_EQ(factorOf(text), 1u);
  text.result = "i64";
  text.exit = "  ret i64 %i.next\n";
  EXPECT_EQ(factorOf(text), 2u);
  text.exit = "  ret i64 %i\n";
  EXPECT_EQ(factorOf(text), 2u);
  // What has no counterpart in the first copy.
  text.result = "double";
  text.body += "  %q = fmul double %v1, %y\n";
  text.exit = "  ret double %q\n";
  EXPECT_EQ(factorOf(text), 1u);
}
