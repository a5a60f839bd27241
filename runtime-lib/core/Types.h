//===- Types.h - Value types across modules -------------------------------===//
//
// Descriptors name concrete types by an index into their own type section.
// Across modules a type is compared by its canonical id, from Registry.h. Here
// is a value type in that form, and the matching rules of the specification
// (Validation, "Matching") that imports and host values need.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_TYPES_H
#define W2O_CORE_TYPES_H

#include "abi/ModuleDesc.h"
#include "wasm2obj_rt.h"

namespace w2o {

/// A value type. `heap` is enum w2o_desc_heap, or W2O_DESC_HEAP_CONCRETE plus
/// a canonical id.
struct ValueType {
  uint8_t kind;     ///< enum w2o_desc_value_kind
  uint8_t nullable; ///< References only, else 0.
  uint32_t heap;    ///< References only, else 0.

  bool operator==(const ValueType &) const = default;
  bool isRef() const { return kind == W2O_DESC_REF; }
  bool isConcrete() const { return isRef() && heap >= W2O_DESC_HEAP_CONCRETE; }
  uint32_t typeId() const { return heap - W2O_DESC_HEAP_CONCRETE; }
};

/// `typeIds` are the canonical ids of the descriptor's types.
ValueType valueTypeOf(const w2o_desc_value_type &type, const uint32_t *typeIds);
ValueType valueTypeOf(w2o_kind kind);

/// The public kind: that of the top of a reference's hierarchy.
w2o_kind kindOf(const ValueType &type);
/// Whether a number that the host gave is a kind.
bool isKind(w2o_kind kind);

bool matches(const ValueType &sub, const ValueType &super);

/// What a value of a kind refers to, by looking at the object.
w2o_ref_type refTypeOf(w2o_kind kind, const w2o_value &value);

/// Whether a host may store `value` where `type` is declared: null only where
/// it is nullable, functions, structures and arrays only of a matching type.
bool accepts(const ValueType &type, const w2o_value &value);

/// Text such as "i32", "funcref" or "(ref null 7)" in a static buffer of the
/// caller's.
struct TypeText {
  char text[48];
};
TypeText textOf(const ValueType &type);

} // namespace w2o

#endif // W2O_CORE_TYPES_H
