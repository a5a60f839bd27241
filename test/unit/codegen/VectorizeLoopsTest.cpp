//===- VectorizeLoopsTest.cpp - Pins before and behind vectorisation ------===//

#include "FunctionAnalyses.h"
#include "GuestText.h"
#include "codegen/AnchorSearch.h"
#include "codegen/TargetInfo.h"
#include "codegen/VectorizeLoops.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Target/TargetMachine.h"
#include <gtest/gtest.h>

using namespace llvm;

namespace {

struct Outcome {
  unsigned scalarLoads = 0;
  unsigned vectorLoads = 0; ///< Masked ones as well.
  unsigned pinnedScalars = 0;
  /// Loads of vectors of which each element is pinned.
  unsigned pinnedVectors = 0;
  unsigned widestPin = 0; ///< In bits.
};

/// Bits of a value that pins use, as a whole or in parts.
unsigned pinnedBits(const Value &value, Outcome &outcome) {
  unsigned bits = unsigned(value.getType()->getPrimitiveSizeInBits());
  unsigned pinned = 0;
  for (const User *user : value.users()) {
    if (w2o::isPin(*cast<Instruction>(user))) {
      outcome.widestPin = std::max(outcome.widestPin, bits);
      pinned += bits;
    } else if (isa<ShuffleVectorInst, BitCastInst>(user)) {
      pinned += pinnedBits(*user, outcome);
    }
  }
  return pinned;
}

Outcome vectorize(const std::string &body, const char *features = "",
                  const char *attributes = "") {
  LLVMContext context;
  SMDiagnostic problem;
  std::unique_ptr<Module> module = parseAssemblyString(
      "define void @f(ptr noalias %c, ptr noalias %b, double %x, i64 %n) " +
          std::string(attributes) + " {\n" + body +
          "}\n"
          ALIAS_CLASSES("checked memory"),
      problem, context);
  EXPECT_TRUE(module) << problem.getMessage().str() << body;
  Outcome outcome;
  if (!module)
    return outcome;
  w2o::CompileOptions options;
  options.target = "x86_64-unknown-linux-gnu";
  options.cpuFeatures = features;
  w2o::TargetInfo target;
  EXPECT_FALSE(w2o::TargetInfo::create(options, target));
  auto machine = target.createMachine(w2o::OptLevel::O2);
  module->setTargetTriple(machine->getTargetTriple().str());
  module->setDataLayout(machine->createDataLayout());
  FunctionAnalyses analyses(machine.get());
  Function &function = *module->getFunction("f");
  w2o::VectorizeLoopsPass().run(function, analyses.functions);
  std::string text;
  raw_string_ostream stream(text);
  EXPECT_FALSE(verifyFunction(function, &stream)) << text;
  for (Instruction &instruction : instructions(function)) {
    EXPECT_FALSE(instruction.hasMetadata(LLVMContext::MD_access_group));
    auto *call = dyn_cast<IntrinsicInst>(&instruction);
    bool isMasked =
        call && (call->getIntrinsicID() == Intrinsic::masked_load ||
                 call->getIntrinsicID() == Intrinsic::masked_gather);
    if (!isa<LoadInst>(instruction) && !isMasked)
      continue;
    unsigned bits = unsigned(instruction.getType()->getPrimitiveSizeInBits());
    bool isPinned = pinnedBits(instruction, outcome) == bits;
    if (instruction.getType()->isVectorTy()) {
      ++outcome.vectorLoads;
      outcome.pinnedVectors += isPinned;
    } else {
      ++outcome.scalarLoads;
      outcome.pinnedScalars += isPinned;
    }
  }
  return outcome;
}

#define ADDRESS(name, base, index)                                             \
  "  %" name " = getelementptr inbounds double, ptr %" base ", i64 %" index "\n"
#define PIN(name)                                                              \
  "  call void asm sideeffect \"\", \"x\"(double %" name                       \
  ") memory(inaccessiblemem: readwrite) nounwind willreturn\n"
#define LOOP(body)                                                             \
  "entry:\n  br label %loop\n"                                                 \
  "loop:\n  %i = phi i64 [ 0, %entry ], [ %i.next, %latch ]\n" body            \
  "  br label %latch\n"                                                        \
  "latch:\n"                                                                   \
  "  %i.next = add nuw nsw i64 %i, 1\n"                                        \
  "  %more = icmp ult i64 %i.next, %n\n"                                       \
  "  br i1 %more, label %loop, label %exit\n"                                  \
  "exit:\n  ret void\n"

/// c[i] += x * b[i] with the load of c pinned, that of b not.
#define IDLE                                                                   \
  ADDRESS("ci", "c", "i")                                                      \
  ADDRESS("bi", "b", "i")                                                      \
  LOAD("cv", "ci")                                                             \
  PIN("cv")                                                                    \
  LOAD("bv", "bi")                                                             \
  "  %p = fmul double %x, %bv\n  %s = fadd double "                            \
  "%cv, %p\n" STORE("s", "ci")

/// A body that is only known when the test runs, in a loop.
std::string loopOf(const std::string &body) {
  std::string text = LOOP("BODY");
  return text.replace(text.find("BODY"), 4, body);
}

void expectRefusal(const std::string &body, const char *features = "") {
  Outcome before = vectorize(body, features);
  EXPECT_EQ(before.vectorLoads, 0u) << body;
  EXPECT_GE(before.pinnedScalars, 1u) << body;
}

} // namespace

TEST(VectorizeLoops, PinsComeBack) {
  Outcome outcome = vectorize(LOOP(IDLE));
  // Half of the loads are of b and need no pin.
  EXPECT_GE(outcome.vectorLoads, 2u);
  EXPECT_EQ(outcome.pinnedVectors * 2, outcome.vectorLoads);
  EXPECT_EQ(outcome.scalarLoads, 2u);
  EXPECT_EQ(outcome.pinnedScalars, 1u);
  EXPECT_EQ(outcome.widestPin, 128u);
}

TEST(VectorizeLoops, AllWidths) {
  EXPECT_EQ(vectorize(LOOP(IDLE), "+avx2").widestPin, 256u);
  // Two vectors of a register in one load, and three.
  Outcome pairs = vectorize(
      LOOP("  %j = shl i64 %i, 1\n" ADDRESS(
          "b0", "b",
          "j") "  %b1 = getelementptr inbounds i8, ptr %b0, i64 "
               "8\n" ADDRESS("ci", "c",
                             "i") LOAD("v0", "b0") PIN("v0") LOAD("v1", "b1")
                   PIN("v1") "  %s = fadd double %v0, %v1\n" STORE("s", "ci")),
      "+avx2");
  EXPECT_GE(pairs.vectorLoads, 1u);
  EXPECT_EQ(pairs.pinnedVectors, pairs.vectorLoads);
  EXPECT_LE(pairs.widestPin, 256u);
  Outcome bytes =
      vectorize(LOOP("  %j = mul i64 %i, 3\n"
                     "  %b0 = getelementptr inbounds i8, ptr %b, i64 %j\n"
                     "  %b1 = getelementptr inbounds i8, ptr %b0, i64 1\n"
                     "  %b2 = getelementptr inbounds i8, ptr %b0, i64 2\n"
                     "  %v0 = load i8, ptr %b0, align 1, !tbaa !0\n"
                     "  %v1 = load i8, ptr %b1, align 1, !tbaa !0\n"
                     "  %v2 = load i8, ptr %b2, align 1, !tbaa !0\n"
                     "  call void asm sideeffect \"\", \"r\"(i8 %v0) "
                     "memory(inaccessiblemem: readwrite) nounwind willreturn\n"
                     "  %s0 = xor i8 %v0, %v1\n  %s1 = xor i8 %s0, %v2\n"
                     "  %ci = getelementptr inbounds i8, ptr %c, i64 %i\n"
                     "  store i8 %s1, ptr %ci, align 1, !tbaa !0\n"),
                "+avx2");
  EXPECT_GE(bytes.vectorLoads, 1u);
  EXPECT_EQ(bytes.pinnedVectors, bytes.vectorLoads);
}

TEST(VectorizeLoops, MaskedLoads) {
  // Without a loop for the rest, the last vector has a mask.
  Outcome outcome = vectorize(LOOP(IDLE), "+avx2", "optsize");
  EXPECT_GE(outcome.vectorLoads, 1u);
  EXPECT_EQ(outcome.pinnedVectors * 2, outcome.vectorLoads);
}

TEST(VectorizeLoops, OtherLoopsHaveNoPins) {
  Outcome outcome = vectorize(
      "entry:\n  br label %other\n"
      "other:\n  %k = phi i64 [ 0, %entry ], [ %k.next, %other ]\n" ADDRESS(
          "ck", "c", "k") ADDRESS("bk", "b", "k") LOAD("v", "bk")
          STORE("v", "ck") "  %k.next = add nuw nsw i64 %k, 1\n"
                           "  %again = icmp ult i64 %k.next, %n\n"
                           "  br i1 %again, label %other, label %middle\n"
                           "middle:\n  br label %loop\n"
                           "loop:\n  %i = phi i64 [ 0, %middle ], [ %i.next, "
                           "%loop ]\n" IDLE
                           "  %i.next = add nuw nsw i64 %i, 1\n"
                           "  %more = icmp ult i64 %i.next, %n\n"
                           "  br i1 %more, label %loop, label %exit\n"
                           "exit:\n  ret void\n");
  EXPECT_EQ(outcome.scalarLoads, 3u);
  EXPECT_EQ(outcome.pinnedScalars, 1u);
  EXPECT_EQ(outcome.pinnedVectors * 3, outcome.vectorLoads);
}

TEST(VectorizeLoops, ValuesThatNobodyStores) {
  // One pin that has to stay is one too many.
  expectRefusal(LOOP(ADDRESS("ci", "c", "i") ADDRESS("bi", "b", "i")
                         LOAD("bv", "bi") PIN("bv") STORE("x", "ci")));
  expectRefusal(
      LOOP(IDLE "  %b1 = getelementptr inbounds i8, ptr %bi, i64 8\n" LOAD(
          "dv", "b1") PIN("dv")));
}

TEST(VectorizeLoops, ValuesOfTheNextIteration) {
  expectRefusal(
      LOOP("  %last = phi double [ %x, %entry ], [ %bv, %latch ]\n" ADDRESS(
          "ci", "c", "i") ADDRESS("bi", "b", "i") LOAD("bv", "bi") PIN("bv")
               STORE("last", "ci")));
}

TEST(VectorizeLoops, StoresToOnePlace) {
  expectRefusal(LOOP(ADDRESS("bi", "b", "i") LOAD("bv", "bi") PIN("bv")
                         STORE("bv", "c")));
}

TEST(VectorizeLoops, TooManyUsersToLookAt) {
  std::string others;
  for (int i = 0; i < 100; ++i) {
    std::string name = "%o" + std::to_string(i);
    others += "  " + name + " = fcmp olt double %bv, %x\n";
  }
  const std::string begin = ADDRESS("ci", "c", "i") ADDRESS("bi", "b", "i")
      LOAD("bv", "bi") PIN("bv");
  // Users come in the reverse order.
  EXPECT_GE(vectorize(loopOf(begin + others + STORE("bv", "ci"))).vectorLoads,
            1u);
  expectRefusal(loopOf(begin + STORE("bv", "ci") + others));
}

TEST(VectorizeLoops, StoresThatAreNotCertain) {
  const char *store =
      ADDRESS("ci", "c", "i") ADDRESS("bi", "b", "i") LOAD("bv", "bi")
          PIN("bv") "  %odd = fcmp olt double %bv, %x\n"
                    "  br i1 %odd, label %then, label %rest\n"
                    "then:\n" STORE("bv", "ci") "  br label %rest\n"
                                                "rest:\n";
  expectRefusal(loopOf(store), "+avx2");
}

TEST(VectorizeLoops, LoadsThatAreNotCertain) {
  const char *load = ADDRESS("ci", "c", "i") ADDRESS("bi", "b", "i")
      LOAD("cv", "ci") "  %odd = fcmp olt double %cv, %x\n"
                       "  br i1 %odd, label %then, label %rest\n"
                       "then:\n" LOAD("bv", "bi")
                           PIN("bv") "  br label %rest\n"
                                     "rest:\n  %v = phi double [ %bv, %then ], "
                                     "[ %cv, %loop ]\n" STORE("v", "ci");
  expectRefusal(loopOf(load), "+avx2");
}

TEST(VectorizeLoops, PinsOfOtherValues) {
  // What was read before the loop, and what was merged.
  expectRefusal(LOOP(
      "  %last = phi double [ %x, %entry ], [ %bv, %latch ]\n" PIN("last")
          ADDRESS("ci", "c", "i") ADDRESS("bi", "b", "i") LOAD("bv", "bi")
              PIN("bv") "  %s = fadd double %bv, %last\n" STORE("s", "ci")));
}

TEST(VectorizeLoops, LoadsInFrontOfTheLoop) {
  std::string body = LOOP(ADDRESS("ci", "c", "i") PIN("bv") STORE("bv", "ci"));
  body.insert(body.find("  br label %loop"), LOAD("bv", "b"));
  expectRefusal(body);
}

TEST(VectorizeLoops, MemoriesWithoutGuardPages) {
  expectRefusal(LOOP(ADDRESS("ci", "c", "i") ADDRESS(
      "bi", "b", "i") "  %bv = load double, ptr %bi, align 1, !tbaa "
                      "!3\n" PIN("bv") "  store double %bv, ptr %ci, align "
                                       "1, !tbaa !3\n"));
}
