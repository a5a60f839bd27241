//===- SizeClassTest.cpp - Sizes of cells ---------------------------------===//

#include "gc/SizeClass.h"

#include <gtest/gtest.h>

using namespace w2o;

namespace {

TEST(SizeClass, SmallestThatFits) {
  for (uint32_t bytes = 1; bytes <= maxCellBytes; ++bytes) {
    uint32_t c = sizeClassOf(bytes);
    ASSERT_LT(c, numSizeClasses);
    ASSERT_GE(cellBytes(c), bytes);
    ASSERT_LT(c ? cellBytes(c - 1) : 0, bytes);
  }
}

TEST(SizeClass, CompiledCodeFindsItsClass) {
  // free[n / W2O_CELL_GRANULE - 1] of w2o_heap_front.
  for (uint32_t bytes = W2O_CELL_GRANULE; bytes <= W2O_INLINE_CELL;
       bytes += W2O_CELL_GRANULE) {
    EXPECT_EQ(sizeClassOf(bytes), bytes / W2O_CELL_GRANULE - 1);
    EXPECT_EQ(cellBytes(sizeClassOf(bytes)), bytes);
  }
}

TEST(SizeClass, IndexIsADivision) {
  for (uint32_t c = 0; c < numSizeClasses; ++c) {
    EXPECT_EQ(cellBytes(c) % W2O_CELL_GRANULE, 0u);
    EXPECT_LE(sizeClasses.used[c], cellAreaBytes);
    EXPECT_EQ(sizeClasses.used[c] % cellBytes(c), 0u);
    for (uint32_t at = 0; at < cellAreaBytes; ++at)
      ASSERT_EQ(cellIndex(at, c), at / cellBytes(c)) << c << " " << at;
  }
}

} // namespace
