//===- DecodeSegments.cpp - Segments and constant expressions -------------===//
//
// Specification: Binary Format, "Element Section", "Data Section" and
// "Expressions". The eight forms of element segments are three bits:
//
//   bit 0   passive or declarative, rather than active
//   bit 1   active: explicit table index; otherwise: declarative
//   bit 2   elements are expressions, rather than function indices
//
// and a segment names its type unless it is active and has no table index.
//
//===----------------------------------------------------------------------===//

#include "decode/DecodeTypes.h"
#include "decode/FunctionReader.h"
#include "decode/ModuleDecoder.h"
#include "wasm/Limits.h"

using namespace w2o;

namespace {

enum : uint32_t {
  NotActive = 1,
  ExplicitIndex = 2, ///< Active
  Declarative = 2,   ///< NotActive
  UsesExprs = 4,
};

} // namespace

bool ModuleDecoder::decodeElementSection(ByteReader &in) {
  uint32_t count = 0;
  if (!readCount(in, "element segments", limits::maxElementSegments, count))
    return false;
  for (uint32_t i = 0; i < count; ++i)
    if (!readElementSegment(in, module.elements.emplace_back()))
      return false;
  return true;
}

bool ModuleDecoder::readElementSegment(ByteReader &in,
                                       ElementSegment &segment) {
  uint32_t offset = in.offset();
  segment.definitionOffset = offset;
  uint32_t flags = 0;
  if (!in.readU32(flags))
    return false;
  if (flags > (NotActive | Declarative | UsesExprs))
    return errors.malformed(offset, "malformed elements segment kind: found " +
                                        llvm::Twine(flags));
  segment.usesExprs = flags & UsesExprs;
  if (segment.usesExprs || (flags & NotActive && flags & Declarative)) {
    if (!need(Feature::ReferenceTypes, offset,
              "an element segment of this form"))
      return false;
  } else if (flags != 0) {
    if (!need(Feature::BulkMemory, offset, "an element segment of this form"))
      return false;
  }

  if (!(flags & NotActive)) {
    segment.mode = SegmentMode::Active;
    if (flags & ExplicitIndex && !in.readU32(segment.table))
      return false;
    if (!readConstExpr(in, segment.offset))
      return false;
  } else {
    segment.mode =
        flags & Declarative ? SegmentMode::Declarative : SegmentMode::Passive;
  }

  bool namesType = flags & (NotActive | ExplicitIndex);
  if (segment.usesExprs) {
    segment.type = ValType::funcRef();
    if (namesType && !readRefType(in, errors, segment.type))
      return false;
    return readElementExprs(in, segment);
  }
  // Function indices are references that are not null, of any function type.
  segment.type = ValType::ref(HeapKind::Func, /*nullable=*/false);
  if (namesType) {
    uint32_t kindOffset = in.offset();
    uint8_t kind = 0;
    if (!in.readByte(kind))
      return false;
    if (kind != 0)
      return errors.malformed(kindOffset, "malformed element kind: found " +
                                              llvm::Twine(unsigned(kind)) +
                                              ", expected 0");
  }
  return readElementFunctions(in, segment);
}

bool ModuleDecoder::readElementFunctions(ByteReader &in,
                                         ElementSegment &segment) {
  uint32_t count = 0;
  if (!readCount(in, "elements", limits::maxElementsPerSegment, count))
    return false;
  segment.functions.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t index = 0;
    if (!in.readU32(index))
      return false;
    segment.functions.push_back(index);
  }
  return true;
}

bool ModuleDecoder::readElementExprs(ByteReader &in, ElementSegment &segment) {
  uint32_t count = 0;
  if (!readCount(in, "elements", limits::maxElementsPerSegment, count))
    return false;
  for (uint32_t i = 0; i < count; ++i)
    if (!readConstExpr(in, segment.exprs.emplace_back()))
      return false;
  return true;
}

bool ModuleDecoder::decodeDataSection(ByteReader &in) {
  uint32_t offset = in.offset();
  uint32_t count = 0;
  if (!readCount(in, "data segments", limits::maxDataSegments, count))
    return false;
  if (module.dataCount && *module.dataCount != count)
    return errors.malformed(
        offset, "data count and data section have inconsistent lengths: " +
                    llvm::Twine(*module.dataCount) + " announced, " +
                    llvm::Twine(count) + " present");
  for (uint32_t i = 0; i < count; ++i)
    if (!readDataSegment(in, module.data.emplace_back()))
      return false;
  return true;
}

bool ModuleDecoder::readDataSegment(ByteReader &in, DataSegment &segment) {
  enum : uint32_t { Active = 0, Passive = 1, ActiveExplicit = 2 };
  uint32_t offset = in.offset();
  segment.definitionOffset = offset;
  uint32_t flags = 0;
  if (!in.readU32(flags))
    return false;
  if (flags > ActiveExplicit)
    return errors.malformed(offset, "malformed data segment kind: found " +
                                        llvm::Twine(flags));
  if (flags != Active &&
      !need(Feature::BulkMemory, offset, "a data segment of this form"))
    return false;
  if (flags == ActiveExplicit && !in.readU32(segment.memory))
    return false;
  segment.mode =
      flags == Passive ? SegmentMode::Passive : SegmentMode::Active;
  if (segment.mode == SegmentMode::Active &&
      !readConstExpr(in, segment.offset))
    return false;
  uint32_t size = 0;
  return in.readU32(size) && in.readBytes(size, segment.bytes);
}

bool ModuleDecoder::readConstExpr(ByteReader &in, ConstExpr &expr) {
  expr.offset = in.offset();
  FunctionReader reader(in.rest(), in.offset(), errors);
  // Blocks are no constant instructions, which is for validation to say, but
  // their `end` is not the end of the expression.
  uint32_t depth = 0;
  while (true) {
    Instr instr;
    if (!reader.next(instr))
      return false;
    if (opImm(instr.op) == ImmKind::Block ||
        opImm(instr.op) == ImmKind::TryTable)
      ++depth;
    if (instr.op == Op::Delegate && depth > 0)
      --depth;
    if (instr.op == Op::End && depth-- == 0)
      break;
    if (++numConstInstrs > limits::maxConstInstrs)
      return failLimit(instr.offset, "instructions in constant expressions",
                       numConstInstrs, limits::maxConstInstrs);
    // Lists are borrowed from the reader; no constant instruction has one.
    instr.labels = {};
    instr.types = {};
    instr.catches = {};
    expr.instrs.push_back(instr);
  }
  in.skip(reader.offset() - in.offset());
  return true;
}
