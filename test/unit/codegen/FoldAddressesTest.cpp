//===- FoldAddressesTest.cpp - Guest addresses as distances ---------------===//

#include "FunctionAnalyses.h"
#include "GuestText.h"
#include "codegen/FoldAddresses.h"
#include "codegen/GuestAccess.h"
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

/// The index and the offset of an access.
using Place = std::pair<std::string, long long>;
using Places = std::vector<Place>;

/// Those of all accesses, after the pass.
Places fold(const std::string &body) {
  LLVMContext context;
  SMDiagnostic problem;
  std::unique_ptr<Module> module = parseAssemblyString(
      "declare void @g(i32)\n"
      "define void @f(ptr %vm, i32 %p, i32 %n, i1 %c, double %x, ptr %other) "
      "{\n" + body + "}\n"
      ALIAS_CLASSES("checked memory"),
      problem, context);
  EXPECT_TRUE(module) << problem.getMessage().str() << body;
  Places places;
  if (!module)
    return places;
  FunctionAnalyses analyses;
  Function &function = *module->getFunction("f");
  w2o::FoldAddressesPass().run(function, analyses.functions);
  EXPECT_FALSE(verifyFunction(function, &errs()));
  for (Instruction &instruction : instructions(function)) {
    Value *pointer = getLoadStorePointerOperand(&instruction);
    if (!pointer)
      continue;
    w2o::GuestAddress address = w2o::guestAddress(pointer);
    places.push_back(
        {address.index ? address.index->getName().str() : "", address.offset});
  }
  return places;
}

/// The address of a sum, by its name.
std::string address(const std::string &index, const char *base = "vm") {
  return "  %" + index + ".e = zext i32 %" + index + " to i64\n" + //
         "  %" + index + ".at = getelementptr inbounds i8, ptr %" + base +
         ", i64 %" + index + ".e\n";
}

std::string store(const std::string &index) {
  return "  store double %x, ptr %" + index + ".at, align 1, !tbaa !0\n";
}

/// Named sums of %p and a constant.
std::string sum(const std::string &name, int64_t constant) {
  return "  %" + name + " = add i32 %p, " + std::to_string(constant) + "\n";
}

/// A store at %p, and one at %q, which is `constant` above.
std::string pair(int64_t constant) {
  return "a:\n" + sum("q", constant) + address("p") + store("p") +
         address("q") + store("q") + "  ret void\n";
}

} // namespace

TEST(FoldAddresses, DistancesThatNoMemoryHasBelowTheEnd) {
  EXPECT_EQ(fold(pair(8)), (Places{{"p", 0}, {"p", 8}}));
  EXPECT_EQ(fold(pair(w2o::maxProvenDistance)),
            (Places{{"p", 0}, {"p", w2o::maxProvenDistance}}));
  EXPECT_EQ(fold(pair(w2o::maxProvenDistance + 1)),
            (Places{{"p", 0}, {"q", 0}}));
  // Below may be the instance.
  EXPECT_EQ(fold(pair(-8)), (Places{{"p", 0}, {"q", 0}}));
}

TEST(FoldAddresses, TheLowerOneHasToComeFirst) {
  EXPECT_EQ(fold("a:\n" + sum("q", 8) + address("q") + store("q") +
                 address("p") + store("p") + "  ret void\n"),
            (Places{{"q", 0}, {"p", 0}}));
}

TEST(FoldAddresses, BetweenTwoSums) {
  EXPECT_EQ(fold("a:\n" + sum("q", -24) + sum("r", -8) + address("q") +
                 store("q") + address("r") + store("r") + "  ret void\n"),
            (Places{{"q", 0}, {"q", 16}}));
}

TEST(FoldAddresses, ABranchProvesNothingToAnother) {
  EXPECT_EQ(fold("a:\n" + sum("q", 8) +
                 "  br i1 %c, label %b, label %d\n"
                 "b:\n" +
                 address("p") + store("p") +
                 "  br label %d\n"
                 "d:\n" +
                 address("q") + store("q") + "  ret void\n"),
            (Places{{"p", 0}, {"q", 0}}));
}

TEST(FoldAddresses, AnAccessInFrontOfABranchProvesToBoth) {
  EXPECT_EQ(fold("a:\n" + sum("q", 8) + sum("r", 16) + address("p") +
                 store("p") +
                 "  br i1 %c, label %b, label %d\n"
                 "b:\n" +
                 address("q") + store("q") +
                 "  br label %d\n"
                 "d:\n" +
                 address("r") + store("r") + "  ret void\n"),
            (Places{{"p", 0}, {"p", 8}, {"p", 16}}));
}

TEST(FoldAddresses, WhatIsAValueStays) {
  EXPECT_EQ(fold("a:\n" + sum("q", 8) + address("p") + store("p") +
                 "  call void @g(i32 %q)\n" + address("q") + store("q") +
                 "  ret void\n"),
            (Places{{"p", 0}, {"q", 0}}));
}

TEST(FoldAddresses, AnotherMemoryProvesNothing) {
  EXPECT_EQ(fold("a:\n" + sum("q", 8) + address("p", "other") + store("p") +
                 address("q") + store("q") + "  ret void\n"),
            (Places{{"p", 0}, {"q", 0}}));
}

TEST(FoldAddresses, AMemoryWithoutGuardPagesProvesNothing) {
  EXPECT_EQ(fold("a:\n" + sum("q", 8) + address("p") +
                 "  store double %x, ptr %p.at, align 1, !tbaa !3\n" +
                 address("q") + store("q") + "  ret void\n"),
            (Places{{"p", 0}, {"q", 0}}));
}

TEST(FoldAddresses, ASumIsNoBaseOfAMemory) {
  // It could be below the memory.
  EXPECT_EQ(fold("a:\n"
                 "  %wide = sext i32 %n to i64\n"
                 "  %lower = getelementptr i8, ptr %vm, i64 %wide\n" +
                 sum("q", 8) + address("p", "lower") + store("p") +
                 address("q", "lower") + store("q") + "  ret void\n"),
            (Places{{"p", 0}, {"q", 0}}));
}

TEST(FoldAddresses, OffsetsStayInsideOfTheGuard) {
  auto body = [](int64_t offset) {
    return "a:\n" + sum("q", 8) + address("p") + store("p") + address("q") +
           "  %far = getelementptr inbounds i8, ptr %q.at, i64 " +
           std::to_string(offset) + "\n" + STORE("x", "far") + "  ret void\n";
  };
  int64_t most = w2o::maxGuestOffset - 9;
  EXPECT_EQ(fold(body(most)), (Places{{"p", 0}, {"p", most + 8}}));
  EXPECT_EQ(fold(body(most + 1)), (Places{{"p", 0}, {"q", most + 1}}));
}
