//===- PcMapTest.cpp - Encoding of code offset maps -----------------------===//

#include "codegen/PcMap.h"
#include <gtest/gtest.h>

using namespace w2o;
using Rows = std::vector<PcRow>;

static std::string bytes(std::initializer_list<int> list) {
  return std::string(list.begin(), list.end());
}

TEST(PcMap, EmptyFunctionHasNoRows) {
  EXPECT_EQ(encodePcRows(Rows{}, {100}), "");
}

TEST(PcMap, DeltasStartAtTheBody) {
  // +3 is zigzag 6.
  EXPECT_EQ(encodePcRows(Rows{{0, 103, 0}}, {100}), bytes({0, 6}));
}

TEST(PcMap, WasmOffsetsMayGoBack) {
  // Code motion: -5 is zigzag 9. Four bytes of code without another caller: 8.
  EXPECT_EQ(encodePcRows(Rows{{0, 110, 0}, {4, 105, 0}}, {100}),
            bytes({0, 20, 8, 9}));
}

TEST(PcMap, LargeDeltasTakeSeveralBytes) {
  // 400 = 0x190: 0x10 | 0x80, 3. 64 is zigzag 128: 0x80, 1.
  EXPECT_EQ(encodePcRows(Rows{{200, 164, 0}}, {100}),
            bytes({0x90, 0x03, 0x80, 0x01}));
}

TEST(PcMap, OffsetsStartAgainWithAnotherCaller) {
  // Into call 2, whose body begins at 50; within it; back.
  EXPECT_EQ(encodePcRows(Rows{{0, 103, 0}, {4, 57, 2}, {8, 60, 2}, {9, 104, 0}},
                         {100, 0, 50}),
            bytes({0, 6, 9, 2, 14, 8, 6, 3, 0, 8}));
}

TEST(PcMap, GarbageIsAnErrorNotACrash) {
  std::vector<FunctionCode> functions;
  auto error = readFunctionCode(llvm::MemoryBufferRef("no object", "x"),
                                functions);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorClass::Internal);
}
