//===- ExtendIndicesTest.cpp - One extension for each guest pointer -------===//

#include "PassOutcome.h"
#include "codegen/ExtendIndices.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include <gtest/gtest.h>

using namespace llvm;

namespace {

class Extended : public PassOutcome {
public:
  explicit Extended(const std::string &body)
      : PassOutcome(body, w2o::createExtendIndicesPass()) {}

  template <typename Kind> unsigned count(unsigned bits) {
    return count_if(instructions(function()), [&](Instruction &instruction) {
      return isa<Kind>(instruction) && instruction.getType()->isIntegerTy(bits);
    });
  }

  /// Names of blocks with an extension.
  std::vector<std::string> homes() {
    std::vector<std::string> names;
    for (Instruction &instruction : instructions(function()))
      if (isa<ZExtInst>(instruction))
        names.push_back(instruction.getParent()->getName().str());
    return names;
  }
};

using Names = std::vector<std::string>;

} // namespace

TEST(ExtendIndices, AValueIsExtendedWhereItIsMade) {
  Extended result("a:\n"
                  "  %q = add i32 %p, 8\n"
                  "  br i1 %c, label %b, label %d\n"
                  "b:\n"
                  "  %e1 = zext i32 %q to i64\n"
                  "  %p1 = getelementptr i8, ptr %vm, i64 %e1\n"
                  "  store i32 %q, ptr %p1\n"
                  "  br label %d\n"
                  "d:\n"
                  "  %e2 = zext i32 %q to i64\n"
                  "  %p2 = getelementptr i8, ptr %vm, i64 %e2\n"
                  "  %v = load i32, ptr %p2\n"
                  "  %s = add i32 %v, %q\n"
                  "  ret i32 %s\n");
  EXPECT_TRUE(result.isChanged);
  EXPECT_EQ(result.homes(), Names{"a"});
  // One in each block that uses the value as it was.
  EXPECT_EQ(result.count<TruncInst>(32), 2u);
}

TEST(ExtendIndices, WhatOneBlockUsesStays) {
  Extended result("a:\n"
                  "  %q = add i32 %p, 8\n"
                  "  %e1 = zext i32 %q to i64\n"
                  "  %p1 = getelementptr i8, ptr %vm, i64 %e1\n"
                  "  store i32 %q, ptr %p1\n"
                  "  ret i32 %q\n");
  EXPECT_FALSE(result.isChanged);
}

TEST(ExtendIndices, WithoutAnAccessNothingIsExtended) {
  Extended result("a:\n"
                  "  %q = add i32 %p, 8\n"
                  "  br i1 %c, label %b, label %d\n"
                  "b:\n"
                  "  call void @g(i32 %q)\n"
                  "  br label %d\n"
                  "d:\n"
                  "  ret i32 %q\n");
  EXPECT_FALSE(result.isChanged);
}

TEST(ExtendIndices, ArgumentsAreExtendedAtTheStart) {
  Extended result("a:\n"
                  "  br i1 %c, label %b, label %d\n"
                  "b:\n"
                  "  %e1 = zext i32 %p to i64\n"
                  "  %p1 = getelementptr i8, ptr %vm, i64 %e1\n"
                  "  store i32 1, ptr %p1\n"
                  "  br label %d\n"
                  "d:\n"
                  "  ret i32 %p\n");
  EXPECT_EQ(result.homes(), Names{"a"});
}

TEST(ExtendIndices, VariablesGrowToSixtyFourBits) {
  // A list: the variable and what it gets from a load.
  Extended result("a:\n"
                  "  br label %loop\n"
                  "loop:\n"
                  "  %x = phi i32 [ %p, %a ], [ %next, %loop ]\n"
                  "  %e = zext i32 %x to i64\n"
                  "  %at = getelementptr i8, ptr %vm, i64 %e\n"
                  "  %next = load i32, ptr %at\n"
                  "  %end = icmp eq i32 %next, 0\n"
                  "  br i1 %end, label %out, label %loop\n"
                  "out:\n"
                  "  ret i32 %x\n");
  EXPECT_EQ(result.count<PHINode>(32), 0u);
  EXPECT_EQ(result.count<PHINode>(64), 1u);
  EXPECT_EQ(result.homes(), (Names{"a", "loop"}));
  EXPECT_EQ(result.count<TruncInst>(32), 1u);
}

TEST(ExtendIndices, VariablesOfVariables) {
  // An access through the second makes both grow, and they use each other.
  Extended result("a:\n"
                  "  br label %loop\n"
                  "loop:\n"
                  "  %x = phi i32 [ %p, %a ], [ %y, %tail ]\n"
                  "  %n1 = phi i32 [ %n, %a ], [ %n2, %tail ]\n"
                  "  br i1 %c, label %one, label %tail\n"
                  "one:\n"
                  "  br label %tail\n"
                  "tail:\n"
                  "  %y = phi i32 [ %x, %one ], [ 16, %loop ]\n"
                  "  %e = zext i32 %y to i64\n"
                  "  %at = getelementptr i8, ptr %vm, i64 %e\n"
                  "  store i32 %y, ptr %at\n"
                  "  %n2 = sub i32 %n1, 1\n"
                  "  %end = icmp eq i32 %n2, 0\n"
                  "  br i1 %end, label %out, label %loop\n"
                  "out:\n"
                  "  ret i32 %y\n");
  EXPECT_EQ(result.count<PHINode>(64), 2u);
  // The counter is no pointer.
  EXPECT_EQ(result.count<PHINode>(32), 1u);
  EXPECT_EQ(result.homes(), Names{"a"});
}

TEST(ExtendIndices, AVariableOfAnInvokeStays) {
  // Its result does not exist before the edge that leads to the variable.
  Extended result("a:\n"
                  "  br i1 %c, label %b, label %d\n"
                  "b:\n"
                  "  %r = invoke i32 @h() to label %d unwind label %pad\n"
                  "d:\n"
                  "  %x = phi i32 [ %p, %a ], [ %r, %b ]\n"
                  "  br label %last\n"
                  "last:\n"
                  "  %e = zext i32 %x to i64\n"
                  "  %at = getelementptr i8, ptr %vm, i64 %e\n"
                  "  store i32 %x, ptr %at\n"
                  "  ret i32 %x\n"
                  "pad:\n"
                  "  %l = landingpad { ptr, i32 } cleanup\n"
                  "  resume { ptr, i32 } %l\n");
  EXPECT_EQ(result.count<PHINode>(32), 1u);
  EXPECT_EQ(result.count<PHINode>(64), 0u);
  EXPECT_EQ(result.homes(), Names{"d"});
}

TEST(ExtendIndices, UsesByOtherVariablesAreAtTheEndOfTheirBlocks) {
  Extended result("a:\n"
                  "  %q = add i32 %p, 8\n"
                  "  br i1 %c, label %b, label %d\n"
                  "b:\n"
                  "  %e1 = zext i32 %q to i64\n"
                  "  %p1 = getelementptr i8, ptr %vm, i64 %e1\n"
                  "  store i32 1, ptr %p1\n"
                  "  br label %d\n"
                  "d:\n"
                  "  %x = phi i32 [ %q, %a ], [ %q, %b ]\n"
                  "  ret i32 %x\n");
  EXPECT_EQ(result.homes(), Names{"a"});
  EXPECT_EQ(result.count<PHINode>(32), 1u);
  EXPECT_EQ(result.count<TruncInst>(32), 1u);
}

TEST(ExtendIndices, TheFirstInstructionOfABlockIsAnExtension) {
  // It goes, and what is put in front of it must find another place.
  Extended result("a:\n"
                  "  %q = add i32 %p, 8\n"
                  "  %r = add i32 %n, 8\n"
                  "  br i1 %c, label %b, label %d\n"
                  "b:\n"
                  "  call void @g(i32 %q)\n"
                  "  br label %d\n"
                  "d:\n"
                  "  %e1 = zext i32 %q to i64\n"
                  "  %e2 = zext i32 %r to i64\n"
                  "  %p1 = getelementptr i8, ptr %vm, i64 %e1\n"
                  "  %p2 = getelementptr i8, ptr %vm, i64 %e2\n"
                  "  store i32 %r, ptr %p1\n"
                  "  store i32 %q, ptr %p2\n"
                  "  ret i32 %q\n");
  EXPECT_EQ(result.homes(), (Names{"a", "a"}));
  EXPECT_EQ(result.count<TruncInst>(32), 3u);
}
