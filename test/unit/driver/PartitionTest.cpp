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
  Module module = moduleOf(3, {}, {});
  EXPECT_TRUE(makePartitions(module, codeOrder(module)).empty());
  EXPECT_TRUE(onePartition(module, codeOrder(module)).functions.empty());
}

TEST(Partition, CoversDefinedFunctionsInOrder) {
  std::vector<uint8_t> bytes(maxPartitionBytes);
  std::vector<size_t> sizes(1000, 300);
  sizes[5] = maxPartitionBytes;
  Module module = moduleOf(2, sizes, bytes);
  std::vector<Partition> partitions =
      makePartitions(module, codeOrder(module));
  uint32_t next = 2;
  for (const Partition &partition : partitions) {
    EXPECT_FALSE(partition.functions.empty());
    EXPECT_LE(partition.functions.size(), maxPartitionFunctions);
    for (uint32_t f : partition.functions)
      EXPECT_EQ(f, next++);
  }
  EXPECT_EQ(next, 1002u);
  // The large body ended the first partition.
  EXPECT_EQ(partitions.front().functions.back(), 7u);
}

TEST(Partition, HotFunctionsComeFirst) {
  std::vector<uint8_t> bytes(10);
  Module module = moduleOf(1, std::vector<size_t>(5, 10), bytes);
  std::vector<Heat> heat = {Heat::Hot,  Heat::Cold, Heat::Warm,
                            Heat::Hot,  Heat::Cold, Heat::Hot};
  EXPECT_EQ(codeOrder(module), (std::vector<uint32_t>{1, 2, 3, 4, 5}));
  std::vector<uint32_t> order = codeOrder(module, heat);
  EXPECT_EQ(order, (std::vector<uint32_t>{3, 5, 2, 1, 4}));
  EXPECT_EQ(onePartition(module, order).functions, order);
  EXPECT_EQ(onePartition(module, order).bodyBytes, 50u);
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
