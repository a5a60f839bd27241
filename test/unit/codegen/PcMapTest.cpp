//===- PcMapTest.cpp - Encoding of code offset maps -----------------------===//

#include "codegen/PcMap.h"
#include <gtest/gtest.h>

using namespace w2o;
using Lines = std::vector<std::pair<uint32_t, uint32_t>>;

static std::string bytes(std::initializer_list<int> list) {
  return std::string(list.begin(), list.end());
}

TEST(PcMap, EmptyFunctionHasAnEmptyMap) {
  EXPECT_EQ(encodePcMap(Lines{}, 100), "");
}

TEST(PcMap, DeltasStartAtTheBody) {
  // +3 is zigzag 6.
  EXPECT_EQ(encodePcMap(Lines{{0, 103}}, 100), bytes({0, 6}));
}

TEST(PcMap, WasmOffsetsMayGoBack) {
  // Code motion: -5 is zigzag 9.
  EXPECT_EQ(encodePcMap(Lines{{0, 110}, {4, 105}}, 100),
            bytes({0, 20, 4, 9}));
}

TEST(PcMap, LargeDeltasTakeSeveralBytes) {
  // 200 = 0xc8: 0x48 | 0x80, 1. 64 is zigzag 128: 0x80, 1.
  EXPECT_EQ(encodePcMap(Lines{{200, 164}}, 100),
            bytes({0xc8, 0x01, 0x80, 0x01}));
}

TEST(PcMap, GarbageIsAnErrorNotACrash) {
  std::vector<FunctionCode> functions;
  auto error = readFunctionCode(llvm::MemoryBufferRef("no object", "x"),
                                functions);
  ASSERT_TRUE(error);
  EXPECT_EQ(error->kind, ErrorClass::Internal);
}
