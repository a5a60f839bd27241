//===- ByteReader.h - Bounds-checked reading of bytes ---------------------===//
//
// A cursor over borrowed bytes that knows the position in the whole file, so
// that each error names the right byte. Reads the primitive values of the
// binary format (specification: Binary Format, "Values"): bytes, LEB128
// integers, little-endian floats and names. Every read that fails leaves the
// reason in the sink and returns false; no value is then written that could
// be mistaken for input.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_SUPPORT_BYTEREADER_H
#define W2O_SUPPORT_BYTEREADER_H

#include "support/ErrorSink.h"
#include "llvm/ADT/StringRef.h"
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace w2o {

class ByteReader {
public:
  /// `bytes` must outlive the reader; `offset` is the position of its first
  /// byte in the file. `endText` is the message for reading past the end.
  ByteReader(std::span<const uint8_t> bytes, uint32_t offset, ErrorSink &errors,
             const char *endText = "unexpected end of section or function")
      : begin(bytes.data()), cur(begin), end(begin + bytes.size()),
        base(offset), errors(&errors), endText(endText) {}

  bool atEnd() const { return cur == end; }
  size_t remaining() const { return size_t(end - cur); }
  uint32_t offset() const { return base + uint32_t(cur - begin); }
  /// What is left, without consuming it.
  std::span<const uint8_t> rest() const { return {cur, remaining()}; }
  /// Consumes bytes that the caller has seen in rest().
  void skip(size_t size) {
    assert(size <= remaining());
    cur += size;
  }
  /// The next byte without consuming it; nothing is reported at the end.
  std::optional<uint8_t> peek() const {
    return atEnd() ? std::nullopt : std::optional<uint8_t>(*cur);
  }

  bool readByte(uint8_t &value) {
    if (atEnd())
      return failAtEnd();
    value = *cur++;
    return true;
  }
  bool readU32(uint32_t &value) {
    if (cur != end && *cur < 0x80) {
      value = *cur++;
      return true;
    }
    return readLongU32(value);
  }
  bool readU64(uint64_t &value) {
    if (cur != end && *cur < 0x80) {
      value = *cur++;
      return true;
    }
    return readUnsigned<64>(value);
  }
  bool readS32(int32_t &value);
  /// 33 bits: type indices and, as negative numbers, type constructors.
  bool readS33(int64_t &value) { return readSigned<33>(value); }
  bool readS64(int64_t &value) { return readSigned<64>(value); }
  /// Little-endian bit patterns of f32 and f64.
  bool readFixed32(uint32_t &value);
  bool readFixed64(uint64_t &value);

  bool readBytes(size_t size, std::span<const uint8_t> &bytes);
  /// A length-prefixed UTF-8 string; `name` points into the bytes.
  bool readName(llvm::StringRef &name);

  /// Reports malformed input at the current position.
  bool fail(const llvm::Twine &message) {
    return errors->malformed(offset(), message);
  }
  bool failAtEnd() { return fail(endText); }

private:
  bool readLongU32(uint32_t &value);
  template <unsigned Bits> bool readUnsigned(uint64_t &value);
  template <unsigned Bits> bool readSigned(int64_t &value);

  const uint8_t *begin;
  const uint8_t *cur;
  const uint8_t *end;
  uint32_t base;
  ErrorSink *errors;
  const char *endText;
};

extern template bool ByteReader::readUnsigned<64>(uint64_t &);
extern template bool ByteReader::readSigned<33>(int64_t &);
extern template bool ByteReader::readSigned<64>(int64_t &);

} // namespace w2o

#endif // W2O_SUPPORT_BYTEREADER_H
