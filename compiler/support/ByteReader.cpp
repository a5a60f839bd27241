//===- ByteReader.cpp - Bounds-checked reading of bytes -------------------===//
//
// LEB128 as the specification has it (Binary Format, "Integers"): at most
// ceil(N/7) bytes, trailing zero bytes allowed within that, and the unused
// bits of the last byte must be zero, or copies of the sign bit.
//
//===----------------------------------------------------------------------===//

#include "support/ByteReader.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Endian.h"

using namespace w2o;

template <unsigned Bits> bool ByteReader::readUnsigned(uint64_t &value) {
  constexpr unsigned lastShift = (Bits - 1) / 7 * 7;
  uint64_t result = 0;
  for (unsigned shift = 0;; shift += 7) {
    uint8_t byte = 0;
    if (!readByte(byte))
      return false;
    result |= uint64_t(byte & 0x7f) << shift;
    if (shift == lastShift) {
      if (byte & 0x80)
        return fail("integer representation too long: an unsigned integer of " +
                    llvm::Twine(Bits) + " bits has at most " +
                    llvm::Twine(lastShift / 7 + 1) + " bytes");
      if (byte >> (Bits - lastShift))
        return fail("integer too large: expected at most " +
                    llvm::Twine(Bits) + " bits");
    }
    if (!(byte & 0x80))
      break;
  }
  value = result;
  return true;
}

template <unsigned Bits> bool ByteReader::readSigned(int64_t &value) {
  constexpr unsigned lastShift = (Bits - 1) / 7 * 7;
  uint64_t result = 0;
  for (unsigned shift = 0;; shift += 7) {
    uint8_t byte = 0;
    if (!readByte(byte))
      return false;
    result |= uint64_t(byte & 0x7f) << shift;
    if (shift == lastShift) {
      if (byte & 0x80)
        return fail("integer representation too long: a signed integer of " +
                    llvm::Twine(Bits) + " bits has at most " +
                    llvm::Twine(lastShift / 7 + 1) + " bytes");
      // The sign bit and all bits above it must agree.
      constexpr unsigned mask = 0x7f & (0x7f << (Bits - 1 - lastShift));
      if ((byte & mask) != 0 && (byte & mask) != mask)
        return fail("integer too large: expected a signed integer of " +
                    llvm::Twine(Bits) + " bits");
    }
    if (!(byte & 0x80)) {
      if (byte & 0x40 && shift + 7 < 64)
        result |= ~uint64_t(0) << (shift + 7);
      break;
    }
  }
  value = int64_t(result);
  return true;
}

template bool ByteReader::readUnsigned<64>(uint64_t &);
template bool ByteReader::readSigned<33>(int64_t &);
template bool ByteReader::readSigned<64>(int64_t &);

bool ByteReader::readLongU32(uint32_t &value) {
  uint64_t wide;
  if (!readUnsigned<32>(wide))
    return false;
  value = uint32_t(wide);
  return true;
}

bool ByteReader::readS32(int32_t &value) {
  int64_t wide;
  if (!readSigned<32>(wide))
    return false;
  value = int32_t(wide);
  return true;
}

bool ByteReader::readFixed32(uint32_t &value) {
  std::span<const uint8_t> bytes;
  if (!readBytes(4, bytes))
    return false;
  value = llvm::support::endian::read32le(bytes.data());
  return true;
}

bool ByteReader::readFixed64(uint64_t &value) {
  std::span<const uint8_t> bytes;
  if (!readBytes(8, bytes))
    return false;
  value = llvm::support::endian::read64le(bytes.data());
  return true;
}

bool ByteReader::readBytes(size_t size, std::span<const uint8_t> &bytes) {
  if (size > remaining()) {
    cur = end;
    return failAtEnd();
  }
  bytes = {cur, size};
  cur += size;
  return true;
}

bool ByteReader::readName(llvm::StringRef &name) {
  uint32_t start = offset();
  uint32_t length;
  if (!readU32(length))
    return false;
  if (length > remaining())
    return errors->malformed(start, "length out of bounds: name of " +
                                        llvm::Twine(length) + " bytes, " +
                                        llvm::Twine(remaining()) + " left");
  const llvm::UTF8 *text = cur;
  if (!llvm::isLegalUTF8String(&text, cur + length))
    return fail("malformed UTF-8 encoding");
  name = llvm::StringRef(reinterpret_cast<const char *>(cur), length);
  cur += length;
  return true;
}
