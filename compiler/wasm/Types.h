//===- Types.h - Value, reference and heap types --------------------------===//
//
// Types of the specification (Structure, section "Types"), packed so that a
// value type is one 32-bit word that can be compared with ==. Concrete heap
// types carry an index into the module's type section; TypeTable maps such an
// index to a canonical id and answers subtyping questions.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM_TYPES_H
#define W2O_WASM_TYPES_H

#include "llvm/ADT/SmallVector.h"
#include <cassert>
#include <cstdint>
#include <optional>
#include <string>

namespace w2o {

/// Abstract heap types, or Concrete for a type index.
enum class HeapKind : uint8_t {
  Func,
  NoFunc,
  Extern,
  NoExtern,
  Any,
  Eq,
  I31,
  Struct,
  Array,
  None,
  Exn,
  NoExn,
  Bottom,   ///< Subtype of every heap type; only inside the validator.
  Concrete, ///< A defined type.
};

class HeapType {
public:
  constexpr HeapType() = default;
  constexpr HeapType(HeapKind k) : bits(uint32_t(k)) {
    assert(k != HeapKind::Concrete);
  }
  static constexpr HeapType concrete(uint32_t typeIndex) {
    HeapType h;
    h.bits = typeIndex + uint32_t(HeapKind::Concrete);
    return h;
  }

  constexpr bool isConcrete() const {
    return bits >= uint32_t(HeapKind::Concrete);
  }
  constexpr HeapKind kind() const {
    return isConcrete() ? HeapKind::Concrete : HeapKind(bits);
  }
  constexpr uint32_t typeIndex() const {
    assert(isConcrete());
    return bits - uint32_t(HeapKind::Concrete);
  }
  constexpr uint32_t raw() const { return bits; }
  static constexpr HeapType fromRaw(uint32_t raw) {
    HeapType h;
    h.bits = raw;
    return h;
  }
  constexpr bool operator==(const HeapType &) const = default;

private:
  uint32_t bits = 0;
};

enum class ValKind : uint8_t {
  Bottom, ///< Unknown type of an unreachable operand; only in the validator.
  I32,
  I64,
  F32,
  F64,
  V128,
  Ref,
};

/// A value type. Layout: bits 0-3 kind, bit 4 nullable, bits 5-31 heap type.
class ValType {
public:
  constexpr ValType() = default;
  constexpr ValType(ValKind k) : bits(uint32_t(k)) {
    assert(k != ValKind::Ref);
  }
  static constexpr ValType ref(HeapType h, bool nullable) {
    ValType t;
    t.bits = uint32_t(ValKind::Ref) | uint32_t(nullable) << 4 | h.raw() << 5;
    return t;
  }
  static constexpr ValType funcRef() { return ref(HeapKind::Func, true); }
  static constexpr ValType externRef() { return ref(HeapKind::Extern, true); }

  constexpr ValKind kind() const { return ValKind(bits & 0xf); }
  constexpr bool isRef() const { return kind() == ValKind::Ref; }
  constexpr bool isNum() const {
    return kind() >= ValKind::I32 && kind() <= ValKind::F64;
  }
  constexpr bool isBottom() const { return kind() == ValKind::Bottom; }
  constexpr bool isNullable() const { return bits >> 4 & 1; }
  constexpr HeapType heap() const {
    assert(isRef());
    return HeapType::fromRaw(bits >> 5);
  }
  /// Whether a local of this type needs no initialisation.
  constexpr bool isDefaultable() const { return !isRef() || isNullable(); }
  constexpr ValType asNonNull() const { return ref(heap(), false); }
  constexpr uint32_t raw() const { return bits; }
  constexpr bool operator==(const ValType &) const = default;

private:
  uint32_t bits = 0;
};
static_assert(sizeof(ValType) == 4, "value types are passed in a register");

/// Type of a struct field or array element: a value type or a packed integer.
struct StorageType {
  enum Packing : uint8_t { None, I8, I16 };
  ValType type; ///< I32 when packed.
  Packing packing = None;
  bool operator==(const StorageType &) const = default;
};

struct FieldType {
  StorageType storage;
  bool isMutable = false;
  bool operator==(const FieldType &) const = default;
};

struct FuncType {
  llvm::SmallVector<ValType, 4> params;
  llvm::SmallVector<ValType, 1> results;
};

enum class CompositeKind : uint8_t { Func, Struct, Array };

/// One entry of the type section (specification: "subtype").
struct SubType {
  bool isFinal = true;
  std::optional<uint32_t> superType;
  CompositeKind kind = CompositeKind::Func;
  FuncType func;                        ///< kind == Func
  llvm::SmallVector<FieldType, 4> fields; ///< Struct; Array has exactly one.
  uint32_t offset = 0; ///< Byte offset of the definition in the module.
};

struct Limits {
  uint64_t min = 0;
  std::optional<uint64_t> max;
  bool is64 = false;     ///< Address type i64 (memory64, table64).
  bool isShared = false; ///< Memories only.
};

struct TableType {
  ValType element;
  Limits limits;
};

struct MemoryType {
  Limits limits;
  uint32_t pageSizeLog2 = 16; ///< 16, or 0 with custom-page-sizes.
};

struct GlobalType {
  ValType type;
  bool isMutable = false;
};

/// Text as in the text format, e.g. "i32", "funcref", "(ref null 3)".
std::string toString(HeapType type);
std::string toString(ValType type);
/// E.g. "[i32 i64] -> [f32]".
std::string toString(const FuncType &type);

} // namespace w2o

#endif // W2O_WASM_TYPES_H
