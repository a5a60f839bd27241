//===- Signature.h - Where a call's values are ----------------------------===//
//
// The classification of docs/Abi.md, "Calling convention", in its one place
// of the runtime: w2o_func_call() fills a register frame by it, and the
// dispatcher of host functions reads one.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_SIGNATURE_H
#define W2O_CORE_SIGNATURE_H

#include "abi/VmLayout.h"
#include "wasm2obj_rt.h"

namespace w2o {

/// Where one parameter is passed.
struct ParamPlace {
  enum Kind : uint8_t {
    Int,      ///< Integer register `index`, counted behind vm.
    Fp,       ///< Floating-point or vector register `index`.
    Overflow, ///< 16-byte slot `index` of the overflow area.
  };
  Kind kind;
  uint32_t index;
};

/// A signature with the places of its values. Plain data; the arrays belong
/// to whoever made it.
struct Signature {
  static constexpr int8_t none = -1;

  uint32_t numParams;
  uint32_t numResults;
  const w2o_kind *params;
  const w2o_kind *results;
  ParamPlace *places; ///< One per parameter.
  uint32_t numOverflow;
  int8_t overflowRegister; ///< Integer register of the overflow pointer.
  int8_t resultsRegister;  ///< Integer register of the results pointer.

  /// Fills `places` (of `numParams` entries) and what follows it.
  void classify();

  /// Caller's side: puts arguments into a frame. `overflow` has numOverflow
  /// slots, `resultSlots` numResults when there is a results pointer.
  void pack(const w2o_value *args, w2o_register_frame *frame,
            w2o_value *overflow, w2o_value *resultSlots) const;
  /// Caller's side: takes the results out. `slots` as in pack().
  void unpackResults(const w2o_register_frame *frame, const w2o_value *slots,
                     w2o_value *results) const;

  /// Callee's side: reads the arguments from a frame.
  void unpack(const w2o_register_frame *frame, w2o_value *args) const;
  /// Callee's side: stores the results, into both result registers or through
  /// the results pointer.
  void packResults(const w2o_value *results, w2o_register_frame *frame) const;
};

inline bool isFloatClass(w2o_kind kind) {
  return kind == W2O_F32 || kind == W2O_F64 || kind == W2O_V128;
}

} // namespace w2o

#endif // W2O_CORE_SIGNATURE_H
