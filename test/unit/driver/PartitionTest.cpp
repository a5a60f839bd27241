//===- PartitionTest.cpp - How functions are grouped ----------------------===//

#include "driver/Partition.h"
#include <gtest/gtest.h>

using namespace w2o;

static Module moduleOf(uint32_t imports, const std::vector<size_t> &sizes,
                       const std::vector<uint8_t> &bytes) {
  Module module;
  module.numImportedFunctions = imports;
  module.functions.resize(imports + sizes.size());
  for (size_t i = 0; i < sizes.size(); ++i)
    module.functions[imports + i].body = {bytes.data(), sizes[i]};
  return module;
}

TEST(Partition, NoFunctionsNoPartitions) {
  EXPECT_TRUE(makePartitions(moduleOf(3, {}, {})).empty());
  EXPECT_TRUE(onePartition(moduleOf(3, {}, {})).empty());
}

TEST(Partition, CoversDefinedFunctionsInOrder) {
  std::vector<uint8_t> bytes(maxPartitionBytes);
  std::vector<size_t> sizes(1000, 300);
  sizes[5] = maxPartitionBytes;
  std::vector<Partition> partitions =
      makePartitions(moduleOf(2, sizes, bytes));
  uint32_t next = 2;
  for (const Partition &partition : partitions) {
    EXPECT_EQ(partition.first, next);
    EXPECT_LT(partition.first, partition.last);
    EXPECT_LE(partition.last - partition.first, maxPartitionFunctions);
    next = partition.last;
  }
  EXPECT_EQ(next, 1002u);
  // The large body ended the first partition.
  EXPECT_EQ(partitions.front().last, 8u);
}

TEST(Partition, LargestFirst) {
  std::vector<Partition> partitions(3);
  partitions[0].bodyBytes = 5;
  partitions[1].bodyBytes = 9;
  partitions[2].bodyBytes = 5;
  EXPECT_EQ(scheduleOf(partitions), (std::vector<size_t>{1, 0, 2}));
}

TEST(Partition, EachIsInOnePart) {
  std::vector<size_t> schedule = {4, 2, 0, 1, 3};
  EXPECT_EQ(scheduleOfPart(schedule, 0, 2), (std::vector<size_t>{4, 0, 3}));
  EXPECT_EQ(scheduleOfPart(schedule, 1, 2), (std::vector<size_t>{2, 1}));
  EXPECT_EQ(scheduleOfPart(schedule, 0, 1), schedule);
  EXPECT_TRUE(scheduleOfPart(schedule, 5, 6).empty());
}
