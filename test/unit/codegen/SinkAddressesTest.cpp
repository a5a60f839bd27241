//===- SinkAddressesTest.cpp - One register for each guest pointer --------===//

#include "PassOutcome.h"
#include "codegen/SinkAddresses.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include <gtest/gtest.h>

using namespace llvm;

namespace {

class Sunk : public PassOutcome {
public:
  explicit Sunk(const std::string &body)
      : PassOutcome(body, w2o::createSinkAddressesPass()) {}

  /// Blocks that add an index to the instance pointer, once for each sum.
  std::vector<std::string> homes() {
    std::vector<std::string> names;
    for (Instruction &instruction : instructions(function())) {
      auto *address = dyn_cast<GetElementPtrInst>(&instruction);
      if (address && !address->hasAllConstantIndices())
        names.push_back(instruction.getParent()->getName().str());
    }
    return names;
  }

  /// Of each access, how far it is from such a sum, and whether that is in its
  /// block.
  std::vector<std::pair<int64_t, bool>> accesses() {
    std::vector<std::pair<int64_t, bool>> found;
    for (Instruction &instruction : instructions(function())) {
      Value *pointer = getLoadStorePointerOperand(&instruction);
      if (!pointer)
        continue;
      APInt distance(64, 0);
      pointer = pointer->stripAndAccumulateConstantOffsets(
          function().getDataLayout(), distance, /*AllowNonInbounds=*/true);
      found.push_back({distance.getSExtValue(),
                       cast<Instruction>(pointer)->getParent() ==
                           instruction.getParent()});
    }
    return found;
  }
};

using Names = std::vector<std::string>;
using Accesses = std::vector<std::pair<int64_t, bool>>;

} // namespace

TEST(SinkAddresses, EachBlockAddsItsOwn) {
  Sunk result("a:\n"
              "  %e = zext i32 %p to i64\n"
              "  %at = getelementptr i8, ptr %vm, i64 %e\n"
              "  %v = load i32, ptr %at\n"
              "  br i1 %c, label %b, label %d\n"
              "b:\n"
              "  %at4 = getelementptr i8, ptr %at, i64 4\n"
              "  store i32 1, ptr %at4\n"
              "  store i32 2, ptr %at\n"
              "  br label %d\n"
              "d:\n"
              "  %at8 = getelementptr i8, ptr %at, i64 8\n"
              "  %w = load i32, ptr %at8\n"
              "  ret i32 %w\n");
  EXPECT_TRUE(result.isChanged);
  EXPECT_EQ(result.homes(), (Names{"a", "b", "d"}));
  EXPECT_EQ(result.accesses(),
            (Accesses{{0, true}, {4, true}, {0, true}, {8, true}}));
}

TEST(SinkAddresses, WithoutAnAccessTheFirstOneGoes) {
  Sunk result("a:\n"
              "  %e = zext i32 %p to i64\n"
              "  %at = getelementptr i8, ptr %vm, i64 %e\n"
              "  %at4 = getelementptr i8, ptr %at, i64 4\n"
              "  br i1 %c, label %b, label %d\n"
              "b:\n"
              "  store i32 1, ptr %at4\n"
              "  br label %d\n"
              "d:\n"
              "  ret i32 0\n");
  EXPECT_EQ(result.homes(), Names{"b"});
  EXPECT_EQ(result.accesses(), (Accesses{{4, true}}));
}

TEST(SinkAddresses, OneBlockNeedsNothing) {
  Sunk result("a:\n"
              "  %e = zext i32 %p to i64\n"
              "  %at = getelementptr i8, ptr %vm, i64 %e\n"
              "  store i32 1, ptr %at\n"
              "  br label %b\n"
              "b:\n"
              "  ret i32 0\n");
  EXPECT_FALSE(result.isChanged);
}

// The address is in a register for the variable, so it serves the access too.
#define VARIABLE(tail)                                                         \
  "a:\n"                                                                       \
  "  %e = zext i32 %p to i64\n"                                                \
  "  %at = getelementptr i8, ptr %vm, i64 %e\n"                                \
  "  br i1 %c, label %b, label %d\n"                                           \
  "b:\n"                                                                       \
  "  store i32 1, ptr %at\n"                                                   \
  "  br label %d\n"                                                            \
  "d:\n"                                                                       \
  "  %x = phi ptr [ %vm, %a ], [ %at, %b ]\n"                                  \
  "  %v = load i32, ptr %x\n" tail

TEST(SinkAddresses, AVariableNeedsTheAddressItself) {
  Sunk result(VARIABLE("  ret i32 %v\n"));
  EXPECT_FALSE(result.isChanged);
}

TEST(SinkAddresses, AnIndexThatIsThereServesTheAccess) {
  Sunk result(VARIABLE("  %i = trunc i64 %e to i32\n"
                       "  %s = add i32 %v, %i\n"
                       "  ret i32 %s\n"));
  EXPECT_TRUE(result.isChanged);
  EXPECT_EQ(result.homes(), (Names{"a", "b"}));
}

TEST(SinkAddresses, StoringAnAddressNeedsIt) {
  Sunk result("a:\n"
              "  %e = zext i32 %p to i64\n"
              "  %at = getelementptr i8, ptr %vm, i64 %e\n"
              "  br label %b\n"
              "b:\n"
              "  store ptr %at, ptr %at\n"
              "  ret i32 0\n");
  EXPECT_FALSE(result.isChanged);
}
