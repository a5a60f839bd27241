//===- PartitionStoreTest.cpp - Compiled partitions as bytes --------------===//

#include "driver/BuildId.h"
#include "driver/PartitionStore.h"
#include <gtest/gtest.h>

using namespace w2o;

static CompiledPartition example() {
  CompiledPartition partition;
  partition.numProfiled = 300;
  for (char c : {'o', '\0', 'b', 'j'})
    partition.object.push_back(c);
  for (uint32_t i = 0; i < 3; ++i) {
    CodeRange range;
    range.functionIndex = i * 1000;
    range.symbol = "m.f" + std::to_string(i);
    range.size = uint64_t(1) << (20 * i);
    range.pcRows.assign(i, '\x80');
    for (uint32_t k = 0; k < i; ++k)
      range.inlined.push_back({k + 1000, k, k << 20});
    partition.code.push_back(range);
  }
  return partition;
}

TEST(PartitionStore, BytesAndBack) {
  CompiledPartition from = example(), to;
  ASSERT_TRUE(readPartition(writePartition(from), to));
  EXPECT_EQ(to.object, from.object);
  EXPECT_EQ(to.numProfiled, from.numProfiled);
  ASSERT_EQ(to.code.size(), from.code.size());
  for (size_t i = 0; i < to.code.size(); ++i) {
    EXPECT_EQ(to.code[i].functionIndex, from.code[i].functionIndex);
    EXPECT_EQ(to.code[i].symbol, from.code[i].symbol);
    EXPECT_EQ(to.code[i].size, from.code[i].size);
    EXPECT_EQ(to.code[i].inlined, from.code[i].inlined);
    EXPECT_EQ(to.code[i].pcRows, from.code[i].pcRows);
  }
  ASSERT_TRUE(readPartition(writePartition({}), to));
  EXPECT_TRUE(to.object.empty() && to.code.empty());
}

TEST(PartitionStore, OtherBytesAreRefused) {
  std::string bytes = writePartition(example());
  CompiledPartition result;
  for (size_t length = 0; length < bytes.size(); ++length)
    EXPECT_FALSE(readPartition(bytes.substr(0, length), result)) << length;
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] ^= 1;
    EXPECT_FALSE(readPartition(changed, result)) << i;
  }
  EXPECT_FALSE(readPartition(bytes + "x", result));
  EXPECT_TRUE(result.code.empty());
}

/// A file of --partition with the given rest.
static std::optional<Error> openPart(const std::string &rest) {
  static std::string bytes;
  bytes = "w2o part 1\n" + rest;
  CompileOptions options;
  options.parts.emplace_back(
      "p.part", std::span<const uint8_t>(
                    reinterpret_cast<const uint8_t *>(bytes.data()),
                    bytes.size()));
  return PartitionStore(options).open();
}

TEST(PartitionStore, PartsThatEndInTheMiddle) {
  EXPECT_FALSE(openPart(""));
  EXPECT_FALSE(openPart(std::string("\3key\0", 5)));
  for (const std::string &rest :
       {std::string("\3ke"), std::string("\3key"), std::string("\3key\5"),
        std::string("\xff"),
        std::string("\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
        std::string("\3key\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff")}) {
    std::optional<Error> error = openPart(rest);
    ASSERT_TRUE(error);
    EXPECT_EQ(error->kind, ErrorClass::Io);
    EXPECT_EQ(error->message, "'p.part' ends in the middle");
  }
}

TEST(PartitionStore, ABuildHasAnId) {
#if __has_include(<link.h>)
  EXPECT_GE(buildIds().size(), 16u);
#endif
  EXPECT_EQ(buildIds(), buildIds());
}
