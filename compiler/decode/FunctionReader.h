//===- FunctionReader.h - Body bytes to Instr, one at a time --------------===//

#ifndef W2O_DECODE_FUNCTIONREADER_H
#define W2O_DECODE_FUNCTIONREADER_H

#include "support/ByteReader.h"
#include "support/ErrorSink.h"
#include "wasm/Instr.h"
#include "llvm/ADT/SmallVector.h"
#include <span>
#include <vector>

namespace w2o {

/// Reads the code of one function body, or of one constant expression. All
/// malformed encodings end here; nothing is type-checked.
class FunctionReader {
public:
  /// `bytes` must outlive the reader; `offset` is the module offset of its
  /// first byte.
  FunctionReader(std::span<const uint8_t> bytes, uint32_t offset,
                 ErrorSink &errors);

  /// Reads the local declarations at the start of a body and appends their
  /// types. False (with an error) on malformed input or too many locals.
  bool readLocals(llvm::SmallVectorImpl<ValType> &locals);

  /// Reads one instruction. False (with an error) on malformed input, which
  /// the end of the bytes is too.
  bool next(Instr &instr);

  bool atEnd() const { return reader.atEnd(); }
  uint32_t offset() const { return reader.offset(); }

private:
  bool readImmediates(Instr &instr);
  bool readBlockType(BlockType &block);
  bool readMemArg(MemArg &mem);
  bool readHeapType(HeapType &heap);
  bool readValType(ValType &type);
  bool readLabels(Instr &instr);
  bool readSelectTypes(Instr &instr);
  bool readBrOnCast(Instr &instr);
  bool readCatches(Instr &instr);
  /// The length of a list whose entries have a byte at least.
  bool readLength(const char *what, uint32_t &length);
  bool failOpcode(uint32_t at, uint8_t prefix, uint32_t code);
  bool failLimit(uint32_t at, const char *what, uint64_t count,
                 uint64_t limit);

  ByteReader reader;
  ErrorSink &errors;
  std::vector<uint32_t> labels;
  std::vector<ValType> types;
  std::vector<CatchClause> catches;
};

} // namespace w2o

#endif // W2O_DECODE_FUNCTIONREADER_H
