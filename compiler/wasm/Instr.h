//===- Instr.h - One decoded instruction ----------------------------------===//
//
// What decode/FunctionReader produces and validate/ and lower/ consume. The
// fields that are meaningful depend on opImm(op); see ImmKind in Opcode.h.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM_INSTR_H
#define W2O_WASM_INSTR_H

#include "wasm/Opcode.h"
#include "wasm/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include <array>

namespace w2o {

/// Immediate of block, loop, if, try, try_table (specification:
/// "blocktype").
struct BlockType {
  enum Kind : uint8_t { Empty, Value, TypeIndex } kind = Empty;
  ValType value;          ///< Value
  uint32_t typeIndex = 0; ///< TypeIndex
};

/// Immediate of loads and stores (specification: "memarg").
struct MemArg {
  uint64_t offset = 0;
  uint32_t alignLog2 = 0;
  uint32_t memory = 0;
};

/// One clause of try_table.
struct CatchClause {
  enum Kind : uint8_t { Catch, CatchRef, CatchAll, CatchAllRef } kind = Catch;
  uint32_t tag = 0; ///< Catch, CatchRef
  uint32_t label = 0;
};

struct Instr {
  Op op = Op::Unreachable;
  uint32_t offset = 0; ///< Byte offset of the opcode in the module.

  /// ImmKind::I32 (sign-extended), I64, F32 and F64 (bit patterns).
  uint64_t imm = 0;
  /// Label, function, local, global, type, table, memory, tag, data or
  /// element index. Two-index forms: `index` is the first in binary order,
  /// except that table.init/memory.init keep the segment in `index` and the
  /// table/memory in `index2`, and table.copy/memory.copy the destination in
  /// `index` and the source in `index2`; call_indirect has the type in
  /// `index` and the table in `index2`; struct.get and relatives the type in
  /// `index` and the field in `index2`; array.new_fixed type and length.
  uint32_t index = 0;
  uint32_t index2 = 0;
  MemArg mem;
  uint8_t lane = 0;
  /// v128.const bytes or i8x16.shuffle lanes.
  std::array<uint8_t, 16> bytes = {};
  BlockType block;
  /// ref.null, ref.test, ref.cast; br_on_cast*: `ref` is the source type and
  /// `ref2` the target type.
  ValType ref;
  ValType ref2;
  /// br_table: all labels, the default last. Valid until the next read.
  llvm::ArrayRef<uint32_t> labels;
  /// select with types. Valid until the next read.
  llvm::ArrayRef<ValType> types;
  /// try_table. Valid until the next read.
  llvm::ArrayRef<CatchClause> catches;
};

} // namespace w2o

#endif // W2O_WASM_INSTR_H
