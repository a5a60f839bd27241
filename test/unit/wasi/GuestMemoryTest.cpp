//===- GuestMemoryTest.cpp - Bounds of guest pointers ---------------------===//

#include "wasi/GuestMemory.h"
#include "wasi/IoVectors.h"

#include "gtest/gtest.h"

#include <memory>

using namespace w2o::wasi;

namespace {

class GuestMemoryTest : public testing::Test {
protected:
  static constexpr uint32_t size = 65536;
  // Exactly as large as the guest's, so that a sanitizer sees what is beyond.
  std::unique_ptr<uint8_t[]> bytes{new uint8_t[size]()};
  GuestMemory memory{bytes.get(), size};
};

TEST_F(GuestMemoryTest, ContainsUpToTheLastByte) {
  EXPECT_TRUE(memory.contains(0, size));
  EXPECT_TRUE(memory.contains(size - 1, 1));
  EXPECT_TRUE(memory.contains(size, 0));
  EXPECT_FALSE(memory.contains(size, 1));
  EXPECT_FALSE(memory.contains(size - 1, 2));
  EXPECT_FALSE(memory.contains(size + 1, 0));
  EXPECT_FALSE(memory.contains(0, size + 1));
  EXPECT_FALSE(memory.contains(UINT32_MAX, 1));
  EXPECT_FALSE(memory.contains(UINT32_MAX, UINT32_MAX));
  EXPECT_FALSE(memory.contains(1, UINT64_MAX));
}

TEST_F(GuestMemoryTest, EmptyMemoryHoldsNothing) {
  GuestMemory empty(bytes.get(), 0);
  EXPECT_TRUE(empty.contains(0, 0));
  EXPECT_FALSE(empty.contains(0, 1));
  EXPECT_EQ(empty.bytes(0, 1), nullptr);
}

TEST_F(GuestMemoryTest, AWholeAddressSpaceFits) {
  GuestMemory whole(nullptr, uint64_t{1} << 32);
  EXPECT_TRUE(whole.contains(UINT32_MAX, 1));
  EXPECT_FALSE(whole.contains(UINT32_MAX, 2));
  EXPECT_TRUE(whole.contains(0, uint64_t{1} << 32));
}

TEST_F(GuestMemoryTest, ReadsAndWritesUnaligned) {
  EXPECT_TRUE(memory.write<uint64_t>(3, 0x0102030405060708));
  uint64_t value = 0;
  EXPECT_TRUE(memory.read(3, value));
  EXPECT_EQ(value, 0x0102030405060708u);
  EXPECT_EQ(bytes[3], 8);
  EXPECT_TRUE(memory.write<uint64_t>(size - 8, 1));
  EXPECT_FALSE(memory.write<uint64_t>(size - 7, 1));
  EXPECT_FALSE(memory.read(size - 7, value));
  EXPECT_FALSE(memory.read(UINT32_MAX - 3, value));
}

TEST_F(GuestMemoryTest, StringsAreCopiedAndChecked) {
  std::memcpy(bytes.get() + 10, "path", 4);
  HeapString text;
  EXPECT_EQ(memory.readString(10, 4, 100, text), Errno::Success);
  bytes[10] = 'x';
  EXPECT_STREQ(text.c_str(), "path");
  EXPECT_EQ(memory.readString(10, 4, 3, text), Errno::NameTooLong);
  EXPECT_EQ(memory.readString(10, 5, 100, text), Errno::Inval); // a NUL
  EXPECT_EQ(memory.readString(size - 2, 4, 100, text), Errno::Fault);
  EXPECT_EQ(memory.readString(10, 0, 100, text), Errno::Success);
  EXPECT_TRUE(text.empty());
}

TEST_F(GuestMemoryTest, IoVectorsAreChecked) {
  Iovec list[] = {{100, 10}, {0, 0}, {size - 5, 5}};
  memory.writeBytes(0, list, sizeof(list));
  IoVectors vectors;
  ASSERT_EQ(vectors.read(memory, 0, 3), Errno::Success);
  ASSERT_EQ(vectors.count(), 2); // the empty one takes no place
  EXPECT_EQ(vectors.data()[0].iov_base, bytes.get() + 100);
  EXPECT_EQ(vectors.data()[1].iov_len, 5u);

  Iovec outside = {size - 5, 6};
  memory.write(64, outside);
  IoVectors refused;
  EXPECT_EQ(refused.read(memory, 64, 1), Errno::Fault);
  EXPECT_EQ(refused.read(memory, size - 8, 2), Errno::Fault);
  EXPECT_EQ(refused.read(memory, 0, UINT32_MAX), Errno::Fault);
}

TEST_F(GuestMemoryTest, IoVectorsStopAtTheirLimit) {
  for (uint32_t i = 0; i < 1000; ++i)
    memory.write(i * 8, Iovec{i, 1});
  IoVectors vectors;
  EXPECT_EQ(vectors.read(memory, 0, 1000), Errno::Success);
  EXPECT_EQ(vectors.count(), static_cast<int>(IoVectors::most));
}

TEST_F(GuestMemoryTest, IoVectorsBoundTheTotal) {
  // Overlapping buffers may add up to more than one transfer can move.
  GuestMemory whole(bytes.get(), size);
  for (uint32_t i = 0; i < 64; ++i)
    whole.write(i * 8, Iovec{0, size});
  IoVectors vectors;
  ASSERT_EQ(vectors.read(whole, 0, 64), Errno::Success);
  size_t total = 0;
  for (int i = 0; i < vectors.count(); ++i)
    total += vectors.data()[i].iov_len;
  EXPECT_LE(total, IoVectors::mostBytes);
}

} // namespace
