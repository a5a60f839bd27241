//===- DecodeTypes.cpp - Types and the type section -----------------------===//
//
// Specification: Binary Format, "Types" and "Type Section". Type constructors
// are negative numbers of seven bits, so that they and type indices (33 bits,
// not negative) can stand in one place: a constructor has one byte only.
//
//===----------------------------------------------------------------------===//

#include "decode/DecodeTypes.h"
#include "decode/ModuleDecoder.h"
#include "wasm/Limits.h"
#include "llvm/ADT/StringExtras.h"

using namespace w2o;

namespace {

// The constructors that are more than one fact of Types.h.
enum : uint8_t {
  RefConstructor = 0x64,
  RefNullConstructor = 0x63,
  FuncConstructor = 0x60,
  StructConstructor = 0x5f,
  ArrayConstructor = 0x5e,
  SubConstructor = 0x50,
  SubFinalConstructor = 0x4f,
  RecConstructor = 0x4e,
  PackedI8 = 0x78,
  PackedI16 = 0x77,
};

} // namespace

static std::optional<HeapKind> abstractHeapType(uint8_t byte) {
  switch (byte) {
  case 0x74:
    return HeapKind::NoExn;
  case 0x73:
    return HeapKind::NoFunc;
  case 0x72:
    return HeapKind::NoExtern;
  case 0x71:
    return HeapKind::None;
  case 0x70:
    return HeapKind::Func;
  case 0x6f:
    return HeapKind::Extern;
  case 0x6e:
    return HeapKind::Any;
  case 0x6d:
    return HeapKind::Eq;
  case 0x6c:
    return HeapKind::I31;
  case 0x6b:
    return HeapKind::Struct;
  case 0x6a:
    return HeapKind::Array;
  case 0x69:
    return HeapKind::Exn;
  default:
    return std::nullopt;
  }
}

static std::optional<ValKind> plainValType(uint8_t byte) {
  switch (byte) {
  case 0x7f:
    return ValKind::I32;
  case 0x7e:
    return ValKind::I64;
  case 0x7d:
    return ValKind::F32;
  case 0x7c:
    return ValKind::F64;
  case 0x7b:
    return ValKind::V128;
  default:
    return std::nullopt;
  }
}

/// Reports a byte that is no type constructor. One with a continuation bit is
/// a number that has the value of a constructor, or none, in too many bytes.
static bool failConstructor(ErrorSink &errors, uint32_t offset, uint8_t byte,
                            const llvm::Twine &phrase) {
  std::string found = "0x" + llvm::utohexstr(byte, /*LowerCase=*/true);
  if (byte & 0x80)
    return errors.malformed(
        offset, "integer representation too long: type byte " + found);
  return errors.malformed(offset, phrase + ": found byte " + found);
}

bool w2o::startsValType(uint8_t byte) {
  return plainValType(byte) || abstractHeapType(byte) ||
         byte == RefConstructor || byte == RefNullConstructor;
}

bool w2o::readHeapType(ByteReader &in, ErrorSink &errors, HeapType &type) {
  uint32_t offset = in.offset();
  if (std::optional<uint8_t> byte = in.peek())
    if (std::optional<HeapKind> kind = abstractHeapType(*byte)) {
      in.skip(1);
      type = *kind;
      return true;
    }
  int64_t index = 0;
  if (!in.readS33(index))
    return false;
  if (index < 0)
    return errors.malformed(offset, "malformed heap type: found " +
                                        llvm::Twine(index));
  // No module can define so many types, and a HeapType cannot name them.
  if (index >= limits::maxTypes)
    return errors.invalid(offset, "unknown type " + llvm::Twine(index));
  type = HeapType::concrete(uint32_t(index));
  return true;
}

bool w2o::readRefType(ByteReader &in, ErrorSink &errors, ValType &type) {
  uint32_t offset = in.offset();
  uint8_t byte = 0;
  if (!in.readByte(byte))
    return false;
  if (byte == RefConstructor || byte == RefNullConstructor) {
    HeapType heap;
    if (!readHeapType(in, errors, heap))
      return false;
    type = ValType::ref(heap, byte == RefNullConstructor);
    return true;
  }
  std::optional<HeapKind> kind = abstractHeapType(byte);
  if (!kind)
    return failConstructor(errors, offset, byte, "malformed reference type");
  type = ValType::ref(*kind, /*nullable=*/true);
  return true;
}

bool w2o::readValType(ByteReader &in, ErrorSink &errors, ValType &type) {
  std::optional<uint8_t> byte = in.peek();
  if (!byte)
    return in.failAtEnd();
  if (std::optional<ValKind> kind = plainValType(*byte)) {
    in.skip(1);
    type = *kind;
    return true;
  }
  if (!startsValType(*byte))
    return failConstructor(errors, in.offset(), *byte, "malformed value type");
  return readRefType(in, errors, type);
}

bool ModuleDecoder::decodeTypeSection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "types", limits::maxTypes, count))
    return false;
  uint32_t numTypes = 0;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t offset = in.offset();
    std::vector<SubType> group;
    if (!readRecType(in, group))
      return false;
    numTypes += uint32_t(group.size());
    if (numTypes > limits::maxTypes)
      return failLimit(offset, "types", numTypes, limits::maxTypes);
    groups.push_back(std::move(group));
  }
  return true;
}

bool ModuleDecoder::readRecType(ByteReader &in, std::vector<SubType> &group) {
  uint32_t size = 1;
  if (in.peek() == RecConstructor) {
    if (!need(Feature::GC, in.offset(), "a recursive type group"))
      return false;
    in.skip(1);
    if (!readCount(in, "types in a recursive group", limits::maxRecGroupSize,
                   size))
      return false;
  }
  for (uint32_t i = 0; i < size; ++i)
    if (!readSubType(in, group.emplace_back()))
      return false;
  return true;
}

bool ModuleDecoder::readSubType(ByteReader &in, SubType &type) {
  uint32_t offset = in.offset();
  type.offset = offset;
  std::optional<uint8_t> byte = in.peek();
  if (byte == SubConstructor || byte == SubFinalConstructor) {
    if (!need(Feature::GC, offset, "a subtype declaration"))
      return false;
    in.skip(1);
    type.isFinal = byte == SubFinalConstructor;
    uint32_t numSupers = 0;
    if (!readCount(in, "supertypes", UINT32_MAX, numSupers))
      return false;
    for (uint32_t i = 0; i < numSupers; ++i) {
      uint32_t index = 0;
      if (!in.readU32(index))
        return false;
      type.superType = index;
    }
    if (numSupers > 1)
      return errors.invalid(offset, "sub type has " + llvm::Twine(numSupers) +
                                        " supertypes, expected at most one");
  }
  return readCompositeType(in, type);
}

bool ModuleDecoder::readCompositeType(ByteReader &in, SubType &type) {
  uint32_t offset = in.offset();
  uint8_t byte = 0;
  if (!in.readByte(byte))
    return false;
  switch (byte) {
  case FuncConstructor:
    type.kind = CompositeKind::Func;
    return readTypeList(in, "parameters", limits::maxParams,
                        type.func.params) &&
           readTypeList(in, "results", limits::maxResults, type.func.results);
  case StructConstructor: {
    type.kind = CompositeKind::Struct;
    uint32_t count = 0;
    if (!readCount(in, "fields", limits::maxStructFields, count))
      return false;
    for (uint32_t i = 0; i < count; ++i)
      if (!readFieldType(in, type.fields.emplace_back()))
        return false;
    return true;
  }
  case ArrayConstructor:
    type.kind = CompositeKind::Array;
    return readFieldType(in, type.fields.emplace_back());
  default:
    return failConstructor(errors, offset, byte, "malformed definition type");
  }
}

bool ModuleDecoder::readTypeList(ByteReader &in, const char *what,
                                 uint32_t limit,
                                 llvm::SmallVectorImpl<ValType> &types) {
  uint32_t count = 0;
  if (!readCount(in, what, limit, count))
    return false;
  for (uint32_t i = 0; i < count; ++i)
    if (!readValType(in, errors, types.emplace_back()))
      return false;
  return true;
}

bool ModuleDecoder::readFieldType(ByteReader &in, FieldType &field) {
  std::optional<uint8_t> byte = in.peek();
  if (byte == PackedI8 || byte == PackedI16) {
    in.skip(1);
    field.storage.type = ValKind::I32;
    field.storage.packing =
        byte == PackedI8 ? StorageType::I8 : StorageType::I16;
  } else if (!readValType(in, errors, field.storage.type)) {
    return false;
  }
  return readMutability(in, field.isMutable);
}

bool ModuleDecoder::readMutability(ByteReader &in, bool &isMutable) {
  uint32_t offset = in.offset();
  uint8_t byte = 0;
  if (!in.readByte(byte))
    return false;
  if (byte > 1)
    return errors.malformed(offset, "malformed mutability: found byte " +
                                        llvm::Twine(unsigned(byte)) +
                                        ", expected 0 or 1");
  isMutable = byte == 1;
  return true;
}
