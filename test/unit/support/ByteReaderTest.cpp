//===- ByteReaderTest.cpp - LEB128, names and bounds ----------------------===//

#include "support/ByteReader.h"
#include <gtest/gtest.h>
#include <vector>

using namespace w2o;

namespace {

using Bytes = std::vector<uint8_t>;

/// Reads one value and gives it back, or the message of the error.
template <typename T, typename Read>
std::string readAs(const Bytes &bytes, Read read) {
  ErrorSink errors;
  ByteReader in(bytes, 100, errors);
  T value = 0;
  if (!(in.*read)(value))
    return errors.error().message.substr(0, errors.error().message.find(':'));
  return std::to_string(value) + (in.atEnd() ? "" : " and more");
}

std::string u32(const Bytes &b) {
  return readAs<uint32_t>(b, &ByteReader::readU32);
}
std::string u64(const Bytes &b) {
  return readAs<uint64_t>(b, &ByteReader::readU64);
}
std::string s32(const Bytes &b) {
  return readAs<int32_t>(b, &ByteReader::readS32);
}
std::string s33(const Bytes &b) {
  return readAs<int64_t>(b, &ByteReader::readS33);
}
std::string s64(const Bytes &b) {
  return readAs<int64_t>(b, &ByteReader::readS64);
}

const char *tooLong = "integer representation too long";
const char *tooLarge = "integer too large";
const char *end = "unexpected end of section or function";

TEST(ByteReader, UnsignedIntegers) {
  EXPECT_EQ(u32({0x00}), "0");
  EXPECT_EQ(u32({0x7f, 0x00}), "127 and more");
  EXPECT_EQ(u32({0xe5, 0x8e, 0x26}), "624485");
  EXPECT_EQ(u32({0xff, 0xff, 0xff, 0xff, 0x0f}), "4294967295");
  EXPECT_EQ(u64({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}),
            "18446744073709551615");
}

TEST(ByteReader, PaddingIsAllowedUpToTheLongestForm) {
  EXPECT_EQ(u32({0x83, 0x80, 0x80, 0x80, 0x00}), "3");
  EXPECT_EQ(s32({0xff, 0xff, 0xff, 0xff, 0x7f}), "-1");
  EXPECT_EQ(s32({0x80, 0x80, 0x80, 0x80, 0x00}), "0");
  EXPECT_EQ(u32({0x83, 0x80, 0x80, 0x80, 0x80, 0x00}), tooLong);
  EXPECT_EQ(s32({0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}), tooLong);
  EXPECT_EQ(s64({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80,
                 0x00}),
            tooLong);
}

TEST(ByteReader, UnusedBitsMustExtendTheValue) {
  EXPECT_EQ(u32({0x80, 0x80, 0x80, 0x80, 0x10}), tooLarge);
  EXPECT_EQ(u64({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02}),
            tooLarge);
  EXPECT_EQ(s32({0x80, 0x80, 0x80, 0x80, 0x08}), tooLarge);
  EXPECT_EQ(s32({0x80, 0x80, 0x80, 0x80, 0x70}), tooLarge);
  EXPECT_EQ(s32({0x80, 0x80, 0x80, 0x80, 0x78}), "-2147483648");
  EXPECT_EQ(s32({0xff, 0xff, 0xff, 0xff, 0x07}), "2147483647");
  EXPECT_EQ(s64({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f}),
            "-9223372036854775808");
  EXPECT_EQ(s64({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01}),
            tooLarge);
}

TEST(ByteReader, SignedIntegers) {
  EXPECT_EQ(s32({0x40}), "-64");
  EXPECT_EQ(s32({0x3f}), "63");
  EXPECT_EQ(s32({0xc0, 0xbb, 0x78}), "-123456");
  EXPECT_EQ(s33({0xff, 0xff, 0xff, 0xff, 0x0f}), "4294967295");
  EXPECT_EQ(s33({0x80, 0x80, 0x80, 0x80, 0x70}), "-4294967296");
  EXPECT_EQ(s33({0x80, 0x80, 0x80, 0x80, 0x10}), tooLarge);
}

TEST(ByteReader, EndInsideOfAValue) {
  EXPECT_EQ(u32({}), end);
  EXPECT_EQ(u32({0x80}), end);
  EXPECT_EQ(s64({0xff, 0xff}), end);
}

TEST(ByteReader, FixedWidthValuesAreLittleEndian) {
  Bytes bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
  ErrorSink errors;
  ByteReader in(bytes, 0, errors);
  uint32_t small = 0;
  uint64_t large = 0;
  EXPECT_TRUE(in.readFixed32(small));
  EXPECT_EQ(small, 0x04030201u);
  EXPECT_TRUE(in.readFixed64(large));
  EXPECT_EQ(large, 0x0c0b0a0908070605u);
  EXPECT_FALSE(in.readFixed32(small));
  EXPECT_EQ(errors.error().kind, ErrorClass::Malformed);
}

TEST(ByteReader, OffsetsCountFromTheWholeFile) {
  Bytes bytes = {0x01, 0x80};
  ErrorSink errors;
  ByteReader in(bytes, 40, errors);
  uint32_t value = 0;
  EXPECT_TRUE(in.readU32(value));
  EXPECT_EQ(in.offset(), 41u);
  EXPECT_EQ(in.remaining(), 1u);
  EXPECT_EQ(in.peek(), 0x80);
  EXPECT_FALSE(in.readU32(value));
  EXPECT_EQ(errors.error().offset, 42u);
  EXPECT_EQ(value, 1u);
}

std::string name(const Bytes &bytes) {
  ErrorSink errors;
  ByteReader in(bytes, 0, errors);
  llvm::StringRef text;
  if (!in.readName(text))
    return errors.error().message.substr(0, errors.error().message.find(':'));
  return text.str();
}

TEST(ByteReader, Names) {
  EXPECT_EQ(name({0}), "");
  EXPECT_EQ(name({2, 'a', 'b', 'c'}), "ab");
  EXPECT_EQ(name({3, 0xe2, 0x82, 0xac}), "\u20ac");
  EXPECT_EQ(name({4, 0xf4, 0x8f, 0xbf, 0xbf}), "\xf4\x8f\xbf\xbf");
  EXPECT_EQ(name({3, 'a', 'b'}), "length out of bounds");
  const char *malformed = "malformed UTF-8 encoding";
  EXPECT_EQ(name({1, 0x80}), malformed);
  EXPECT_EQ(name({2, 0xc0, 0x80}), malformed) << "over-long";
  EXPECT_EQ(name({3, 0xed, 0xa0, 0x80}), malformed) << "surrogate";
  EXPECT_EQ(name({4, 0xf4, 0x90, 0x80, 0x80}), malformed) << "above U+10FFFF";
  EXPECT_EQ(name({1, 0xe2}), malformed) << "truncated";
}

} // namespace
