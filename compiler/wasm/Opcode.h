//===- Opcode.h - The instructions, derived from Opcodes.def --------------===//
//
// enum class Op and everything about an instruction that is a fact of the
// specification alone: text name, encoding, immediates, feature and, where it
// is constant, the stack effect. Opcodes.def is the only list; nothing here
// repeats it.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM_OPCODE_H
#define W2O_WASM_OPCODE_H

#include "wasm2obj/Features.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>

namespace w2o {

enum class ValKind : uint8_t;

enum class Op : uint16_t {
#define OP(Name, Text, Prefix, Code, Feature, Imm) Name,
#include "wasm/Opcodes.def"
};

inline constexpr unsigned numOps = 0
#define OP(Name, Text, Prefix, Code, Feature, Imm) +1
#include "wasm/Opcodes.def"
    ;

/// Shape of an instruction's immediates; Instr.h says where they are kept.
enum class ImmKind : uint8_t {
  None,
  Block,        ///< blocktype
  Label,        ///< index
  LabelTable,   ///< labels
  Func,         ///< index
  CallIndirect, ///< type index, table index2
  Type,         ///< index (call_ref, struct.new, array.new, ...)
  Local,
  Global,
  Table,
  Memory,   ///< memory.size, memory.grow, memory.fill
  Tag,
  Data,     ///< data.drop
  Elem,     ///< elem.drop
  MemArg,
  MemArgLane,     ///< mem, lane
  MemoryInit,     ///< data segment index, memory index2
  MemoryCopy,     ///< destination index, source index2
  TableInit,      ///< element segment index, table index2
  TableCopy,      ///< destination index, source index2
  I32,
  I64,
  F32,
  F64,
  V128,
  Shuffle,        ///< bytes
  Lane,
  SelectTypes,    ///< types
  HeapType,       ///< ref (ref.null: nullable; ref.test/ref.cast: as written)
  BrOnCast,       ///< label index, ref, ref2
  TypeField,      ///< type index, field index2
  TypeLength,     ///< type index, length index2
  TypeData,       ///< type index, data segment index2
  TypeElem,       ///< type index, element segment index2
  TypeType,       ///< destination type index, source type index2
  TryTable,       ///< block, catches
  AtomicFence,    ///< one reserved zero byte
};

/// Text-format name, e.g. "i32.div_s".
llvm::StringRef opName(Op op);
ImmKind opImm(Op op);
/// The feature that the instruction belongs to; nothing for the MVP.
std::optional<Feature> opFeature(Op op);

/// The instruction with that encoding; prefix 0 means no prefix byte.
std::optional<Op> decodeOp(uint8_t prefix, uint32_t code);
/// Prefix byte (0xfb to 0xfe) or 0, and the code behind it.
uint8_t opPrefix(Op op);
uint32_t opCode(Op op);

/// Stack effect of an instruction for which it is a constant list (OP_FIXED
/// and, without the address, OP_MEM); nothing for the others.
struct FixedSignature {
  llvm::ArrayRef<ValKind> params;
  llvm::ArrayRef<ValKind> results;
};
std::optional<FixedSignature> opSignature(Op op);

/// Natural alignment as a power of two of a load, store or atomic access;
/// only for ImmKind::MemArg and MemArgLane.
uint32_t opAccessLog2(Op op);
/// Whether the instruction may stand in a constant expression
/// (specification: "constant expressions"), extended-const included.
bool opIsConstant(Op op);

} // namespace w2o

#endif // W2O_WASM_OPCODE_H
