//===- FunctionReader.cpp - Body bytes to Instr, one at a time ------------===//
//
// Specification: Binary Format, "Instructions". The opcode tables say which
// immediates an instruction has, so there is one case per shape here and none
// per instruction.
//
//===----------------------------------------------------------------------===//

#include "decode/FunctionReader.h"
#include "decode/DecodeTypes.h"
#include "wasm/Limits.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <algorithm>

using namespace w2o;

FunctionReader::FunctionReader(std::span<const uint8_t> bytes, uint32_t offset,
                               ErrorSink &errors)
    : reader(bytes, offset, errors), errors(errors) {}

bool FunctionReader::readLocals(llvm::SmallVectorImpl<ValType> &locals) {
  uint32_t start = offset();
  uint32_t numRuns = 0;
  if (!reader.readU32(numRuns))
    return false;
  uint64_t total = 0;
  for (uint32_t i = 0; i < numRuns; ++i) {
    uint32_t runOffset = offset();
    uint32_t count = 0;
    ValType type;
    if (!reader.readU32(count) || !readValType(type))
      return false;
    total += count;
    // Malformed comes before our own limit, so the runs are read to the end.
    if (total > UINT32_MAX)
      return errors.malformed(runOffset, "too many locals: found at least " +
                                             llvm::Twine(total));
    if (total <= limits::maxLocals)
      locals.append(count, type);
  }
  if (total > limits::maxLocals)
    return failLimit(start, "locals", total, limits::maxLocals);
  return true;
}

bool FunctionReader::next(Instr &instr) {
  instr.offset = offset();
  uint8_t byte = 0;
  if (!reader.readByte(byte))
    return false;
  uint8_t prefix = 0;
  uint32_t code = byte;
  if (byte >= 0xfb && byte <= 0xfe) {
    prefix = byte;
    if (!reader.readU32(code))
      return false;
  }
  std::optional<Op> op = decodeOp(prefix, code);
  if (!op)
    return failOpcode(instr.offset, prefix, code);
  instr.op = *op;
  return readImmediates(instr);
}

bool FunctionReader::failOpcode(uint32_t at, uint8_t prefix, uint32_t code) {
  std::string text = "illegal opcode ";
  if (prefix)
    text += llvm::utohexstr(prefix, /*LowerCase=*/true) + " ";
  return errors.malformed(at, text + llvm::utohexstr(code, /*LowerCase=*/true,
                                                     /*Width=*/2));
}

bool FunctionReader::failLimit(uint32_t at, const char *what, uint64_t count,
                               uint64_t limit) {
  return errors.fail(ErrorClass::Limit, at,
                     llvm::Twine("too many ") + what + ": found " +
                         llvm::Twine(count) + ", the limit is " +
                         llvm::Twine(limit));
}

bool FunctionReader::readImmediates(Instr &instr) {
  switch (opImm(instr.op)) {
  case ImmKind::None:
    return true;
  case ImmKind::Block:
    return readBlockType(instr.block);
  case ImmKind::Label:
  case ImmKind::Func:
  case ImmKind::Type:
  case ImmKind::Local:
  case ImmKind::Global:
  case ImmKind::Table:
  case ImmKind::Memory:
  case ImmKind::Tag:
  case ImmKind::Data:
  case ImmKind::Elem:
    return reader.readU32(instr.index);
  case ImmKind::CallIndirect:
  case ImmKind::MemoryInit:
  case ImmKind::MemoryCopy:
  case ImmKind::TableInit:
  case ImmKind::TableCopy:
  case ImmKind::TypeField:
  case ImmKind::TypeLength:
  case ImmKind::TypeData:
  case ImmKind::TypeElem:
  case ImmKind::TypeType:
    return reader.readU32(instr.index) && reader.readU32(instr.index2);
  case ImmKind::LabelTable:
    return readLabels(instr);
  case ImmKind::MemArg:
    return readMemArg(instr.mem);
  case ImmKind::MemArgLane:
    return readMemArg(instr.mem) && reader.readByte(instr.lane);
  case ImmKind::I32: {
    int32_t value = 0;
    if (!reader.readS32(value))
      return false;
    instr.imm = uint64_t(int64_t(value));
    return true;
  }
  case ImmKind::I64: {
    int64_t value = 0;
    if (!reader.readS64(value))
      return false;
    instr.imm = uint64_t(value);
    return true;
  }
  case ImmKind::F32: {
    uint32_t value = 0;
    if (!reader.readFixed32(value))
      return false;
    instr.imm = value;
    return true;
  }
  case ImmKind::F64:
    return reader.readFixed64(instr.imm);
  case ImmKind::V128:
  case ImmKind::Shuffle: {
    std::span<const uint8_t> bytes;
    if (!reader.readBytes(instr.bytes.size(), bytes))
      return false;
    std::copy(bytes.begin(), bytes.end(), instr.bytes.begin());
    return true;
  }
  case ImmKind::Lane:
    return reader.readByte(instr.lane);
  case ImmKind::SelectTypes:
    return readSelectTypes(instr);
  case ImmKind::HeapType: {
    HeapType heap;
    if (!readHeapType(heap))
      return false;
    bool isNullable = instr.op == Op::RefNull || instr.op == Op::RefTestNull ||
                      instr.op == Op::RefCastNull;
    instr.ref = ValType::ref(heap, isNullable);
    return true;
  }
  case ImmKind::BrOnCast:
    return readBrOnCast(instr);
  case ImmKind::TryTable:
    return readBlockType(instr.block) && readCatches(instr);
  case ImmKind::AtomicFence: {
    uint8_t order = 0;
    if (!reader.readByte(order))
      return false;
    if (order != 0)
      return errors.malformed(instr.offset, "zero byte expected: found " +
                                                llvm::Twine(unsigned(order)));
    return true;
  }
  }
  llvm_unreachable("unknown shape of immediates");
}

bool FunctionReader::readBlockType(BlockType &block) {
  constexpr uint8_t emptyBlock = 0x40;
  std::optional<uint8_t> byte = reader.peek();
  if (byte == emptyBlock) {
    reader.skip(1);
    block.kind = BlockType::Empty;
    return true;
  }
  if (byte && startsValType(*byte)) {
    block.kind = BlockType::Value;
    return readValType(block.value);
  }
  uint32_t start = offset();
  int64_t index = 0;
  if (!reader.readS33(index))
    return false;
  if (index < 0)
    return errors.malformed(start, "malformed block type: found " +
                                       llvm::Twine(index));
  block.kind = BlockType::TypeIndex;
  block.typeIndex = uint32_t(index);
  return true;
}

bool FunctionReader::readMemArg(MemArg &mem) {
  // Below the alignment's six bits and one for a memory index.
  constexpr uint32_t hasMemory = 0x40;
  uint32_t start = offset();
  uint32_t flags = 0;
  if (!reader.readU32(flags))
    return false;
  if (flags >= 2 * hasMemory)
    return errors.malformed(start, "malformed memop flags: found 0x" +
                                       llvm::utohexstr(flags,
                                                       /*LowerCase=*/true));
  mem.alignLog2 = flags & (hasMemory - 1);
  mem.memory = 0;
  if (flags & hasMemory && !reader.readU32(mem.memory))
    return false;
  return reader.readU64(mem.offset);
}

bool FunctionReader::readHeapType(HeapType &heap) {
  return w2o::readHeapType(reader, errors, heap);
}

bool FunctionReader::readValType(ValType &type) {
  return w2o::readValType(reader, errors, type);
}

bool FunctionReader::readLength(const char *what, uint32_t &length) {
  uint32_t start = offset();
  if (!reader.readU32(length))
    return false;
  if (length > reader.remaining())
    return errors.malformed(start, "unexpected end of section or function: " +
                                       llvm::Twine(length) + " " + what +
                                       " announced, " +
                                       llvm::Twine(reader.remaining()) +
                                       " bytes left");
  return true;
}

bool FunctionReader::readLabels(Instr &instr) {
  uint32_t length = 0;
  if (!readLength("labels", length))
    return false;
  if (length > limits::maxBrTableSize)
    return failLimit(instr.offset, "labels", length, limits::maxBrTableSize);
  labels.resize(length + 1);
  for (uint32_t &label : labels)
    if (!reader.readU32(label))
      return false;
  instr.labels = labels;
  return true;
}

bool FunctionReader::readSelectTypes(Instr &instr) {
  uint32_t length = 0;
  if (!readLength("types", length))
    return false;
  types.resize(length);
  for (ValType &type : types)
    if (!readValType(type))
      return false;
  instr.types = types;
  return true;
}

bool FunctionReader::readBrOnCast(Instr &instr) {
  enum : uint8_t { SourceNullable = 1, TargetNullable = 2 };
  uint32_t start = offset();
  uint8_t flags = 0;
  HeapType source, target;
  if (!reader.readByte(flags))
    return false;
  if (flags > (SourceNullable | TargetNullable))
    return errors.malformed(start, "malformed cast flags: found " +
                                       llvm::Twine(unsigned(flags)));
  if (!reader.readU32(instr.index) || !readHeapType(source) ||
      !readHeapType(target))
    return false;
  instr.ref = ValType::ref(source, flags & SourceNullable);
  instr.ref2 = ValType::ref(target, flags & TargetNullable);
  return true;
}

bool FunctionReader::readCatches(Instr &instr) {
  uint32_t length = 0;
  if (!readLength("catch clauses", length))
    return false;
  catches.resize(length);
  for (CatchClause &clause : catches) {
    uint32_t start = offset();
    uint8_t kind = 0;
    if (!reader.readByte(kind))
      return false;
    if (kind > CatchClause::CatchAllRef)
      return errors.malformed(start, "malformed catch clause: found kind " +
                                         llvm::Twine(unsigned(kind)));
    clause.kind = CatchClause::Kind(kind);
    bool hasTag = kind <= CatchClause::CatchRef;
    if (hasTag && !reader.readU32(clause.tag))
      return false;
    if (!reader.readU32(clause.label))
      return false;
  }
  instr.catches = catches;
  return true;
}
