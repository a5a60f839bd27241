//===- ContentsTest.cpp - The bytes of a file in memory -------------------===//

#include "gtest/gtest.h"
#include "wasi/memfs/Contents.h"

#include <random>
#include <string>
#include <vector>

using namespace w2o::wasi::memfs;

namespace {

constexpr size_t chunk = Contents::chunkSize;

Limits limitsOf(uint64_t bytes, uint64_t fileSize = 1 << 30) {
  return {bytes, fileSize, 100, 100, 255, 100};
}

std::string all(const Contents &contents) {
  std::string result(contents.size(), '?');
  EXPECT_EQ(contents.read(0, reinterpret_cast<uint8_t *>(result.data()),
                          result.size()),
            result.size());
  return result;
}

const uint8_t *bytesOf(const std::string &text) {
  return reinterpret_cast<const uint8_t *>(text.data());
}

size_t write(Contents &contents, uint64_t offset, const std::string &text) {
  size_t written = 0;
  EXPECT_EQ(contents.write(offset, bytesOf(text), text.size(), written), 0);
  return written;
}

TEST(ContentsTest, RandomChangesAsOnAString) {
  // Writes, cuts and growth around the borders of chunks, with and without
  // bytes of the host below, against a string that does the same.
  for (unsigned seed = 1; seed <= 30; ++seed) {
    std::mt19937 random(seed);
    auto below = [&](uint64_t bound) { return random() % bound; };
    auto place = [&] {
      uint64_t near = below(4) * chunk + below(65);
      return near < 32 ? near : near - 32;
    };
    Budget budget(limitsOf(1 << 30));
    std::string lent;
    for (size_t i = 0; seed % 2 == 0 && i < 2 * chunk + 100; ++i)
      lent += static_cast<char>('a' + i % 26);
    {
      Contents contents(budget);
      std::string expected = lent, untouched = lent;
      contents.borrow(bytesOf(lent), lent.size(), nullptr, nullptr);
      for (int i = 0; i < 200; ++i) {
        uint64_t at = place();
        if (below(3) == 0) {
          ASSERT_EQ(contents.resize(at), 0);
          expected.resize(at, '\0');
        } else if (below(5) == 0) {
          uint64_t length = 1 + below(2 * chunk);
          ASSERT_EQ(contents.allocate(at, length), 0);
          if (at + length > expected.size())
            expected.resize(at + length, '\0');
        } else {
          std::string text(1 + below(below(8) == 0 ? 2 * chunk : 80),
                           static_cast<char>('A' + i % 26));
          ASSERT_EQ(write(contents, at, text), text.size());
          if (at + text.size() > expected.size())
            expected.resize(at + text.size(), '\0');
          expected.replace(at, text.size(), text);
        }
        ASSERT_EQ(contents.size(), expected.size()) << seed << " " << i;
        ASSERT_TRUE(all(contents) == expected) << seed << " " << i;
      }
      EXPECT_EQ(lent, untouched);
    }
    EXPECT_EQ(budget.used.get(), 0u) << seed;
  }
}

TEST(ContentsTest, SmallFilesAndHolesTakeLittle) {
  Budget budget(limitsOf(1 << 20));
  Contents contents(budget);
  write(contents, 0, "text");
  EXPECT_LT(budget.used.get(), 128u);
  EXPECT_EQ(contents.resize(1 << 29), 0);
  EXPECT_LT(budget.used.get(), 128u);
  uint8_t byte = 1;
  EXPECT_EQ(contents.read((1 << 29) - 1, &byte, 10), 1u);
  EXPECT_EQ(byte, 0);
  EXPECT_EQ(contents.read(1 << 29, &byte, 10), 0u);
  EXPECT_EQ(contents.read(UINT64_MAX, &byte, 10), 0u);
  EXPECT_EQ(contents.resize(0), 0);
  EXPECT_EQ(budget.used.get(), 0u);
}

TEST(ContentsTest, WritesUpToTheLimitAndNoFurther) {
  Budget budget(limitsOf(4 * chunk));
  Contents contents(budget);
  std::string text(10 * chunk, 'x');
  size_t written = 0;
  EXPECT_EQ(contents.write(0, bytesOf(text), text.size(), written), 0);
  EXPECT_EQ(written, 3 * chunk); // and the table
  EXPECT_EQ(contents.size(), written);
  EXPECT_EQ(contents.write(written, bytesOf(text), 1, written), ENOSPC);
  EXPECT_EQ(written, 0u);
  EXPECT_EQ(contents.size(), 3 * chunk);
  // What could not be reserved is given back.
  uint64_t used = budget.used.get();
  EXPECT_EQ(contents.allocate(0, 8 * chunk), ENOSPC);
  EXPECT_LE(budget.used.get(), used + 128);
  EXPECT_EQ(contents.size(), 3 * chunk);
  EXPECT_LE(budget.used.get(), 4 * chunk);
}

TEST(ContentsTest, TheLongestFile) {
  Budget budget(limitsOf(1 << 20, 1000));
  Contents contents(budget);
  std::string text(2000, 'x');
  size_t written = 0;
  EXPECT_EQ(contents.write(0, bytesOf(text), text.size(), written), 0);
  EXPECT_EQ(written, 1000u);
  for (uint64_t offset : {uint64_t{1000}, uint64_t{1} << 40,
                          uint64_t{INT64_MAX}}) {
    EXPECT_EQ(contents.write(offset, bytesOf(text), 1, written), EFBIG);
    EXPECT_EQ(contents.write(offset, bytesOf(text), 0, written), 0);
    EXPECT_EQ(contents.resize(offset + 1), EFBIG);
    EXPECT_EQ(contents.allocate(offset, 1), EFBIG);
  }
  EXPECT_EQ(contents.allocate(1, UINT64_MAX), EFBIG);
  EXPECT_EQ(contents.size(), 1000u);
  // What could not fit anyway is a matter of space.
  Budget whole(limitsOf(1000, 1000));
  Contents other(whole);
  EXPECT_EQ(other.write(1000, bytesOf(text), 1, written), ENOSPC);
  EXPECT_EQ(other.resize(1001), ENOSPC);
  EXPECT_EQ(other.allocate(0, 1001), ENOSPC);
}

TEST(ContentsTest, LentBytesAreReleasedOnceAtTheEnd) {
  Budget budget(limitsOf(1 << 20));
  int released = 0;
  std::string lent(5 * chunk, 'x');
  {
    Contents contents(budget);
    contents.borrow(bytesOf(lent), lent.size(),
                    [](void *count) { ++*static_cast<int *>(count); },
                    &released);
    EXPECT_EQ(budget.used.get(), 0u);
    write(contents, 3 * chunk + 5, "y");
    // One chunk and the table; the others are the host's still.
    EXPECT_LT(budget.used.get(), chunk + 256);
    EXPECT_EQ(contents.resize(0), 0);
    EXPECT_EQ(contents.resize(10), 0);
    EXPECT_EQ(all(contents), std::string(10, '\0'));
    EXPECT_EQ(released, 0);
  }
  EXPECT_EQ(released, 1);
}

int failAfter = 0;

TEST(ContentsTest, NoMemoryAtAnyPoint) {
  // Each allocation fails once; what was there before stays.
  for (int after = 0; after < 12; ++after) {
    Budget budget(limitsOf(1 << 20), [](size_t size) {
      return failAfter-- > 0 ? std::malloc(size) : nullptr;
    });
    failAfter = 100;
    Contents contents(budget);
    write(contents, 0, "text");
    failAfter = after;
    std::string text(5 * chunk, 'x');
    size_t written = 0;
    int error = contents.write(2, bytesOf(text), text.size(), written);
    EXPECT_EQ(error, written == 0 ? ENOMEM : 0);
    std::string expected = "text";
    if (written > 0)
      expected = "te" + text.substr(0, written);
    EXPECT_EQ(all(contents), expected);
    failAfter = 100;
  }
}

} // namespace
