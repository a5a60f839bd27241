//===- Signature.cpp - Where a call's values are --------------------------===//
//
// See Signature.h. Slots in memory are 16 bytes, the size of w2o_value.
//
//===----------------------------------------------------------------------===//

#include "core/Signature.h"

#include <string.h>

using namespace w2o;

static_assert(sizeof(w2o_value) == 16, "a slot holds a v128");

void Signature::classify() {
  bool hasResultsPointer = numResults > 1;
  uint32_t numInts = 0, numFps = 0;
  for (uint32_t i = 0; i < numParams; ++i)
    ++(isFloatClass(params[i]) ? numFps : numInts);

  uint32_t intBudget = W2O_INT_ARGS - hasResultsPointer;
  bool hasOverflow = numInts > intBudget || numFps > W2O_FP_ARGS;
  intBudget -= hasOverflow; // The overflow pointer takes one itself.

  uint32_t ints = 0, fps = 0;
  numOverflow = 0;
  for (uint32_t i = 0; i < numParams; ++i) {
    if (isFloatClass(params[i]))
      places[i] = fps < W2O_FP_ARGS
                      ? ParamPlace{ParamPlace::Fp, fps++}
                      : ParamPlace{ParamPlace::Overflow, numOverflow++};
    else
      places[i] = ints < intBudget
                      ? ParamPlace{ParamPlace::Int, ints++}
                      : ParamPlace{ParamPlace::Overflow, numOverflow++};
  }
  overflowRegister = hasOverflow ? int8_t(ints++) : none;
  resultsRegister = hasResultsPointer ? int8_t(ints) : none;
}

/// An integer-class value as the platform's C convention extends it: i32 by
/// its sign, which RISC-V demands and the others do not mind.
static uint64_t toInt(w2o_kind kind, const w2o_value &value) {
  return kind == W2O_I32 ? uint64_t(int64_t(value.i32)) : uint64_t(value.i64);
}

static w2o_value fromInt(uint64_t bits) {
  w2o_value value = {};
  value.i64 = int64_t(bits);
  return value;
}

static w2o_value fromBytes(const uint64_t (&bits)[2]) {
  w2o_value value;
  memcpy(&value, bits, sizeof(value));
  return value;
}

void Signature::pack(const w2o_value *args, w2o_register_frame *frame,
                     w2o_value *overflow, w2o_value *resultSlots) const {
  for (uint32_t i = 0; i < numParams; ++i) {
    uint32_t index = places[i].index;
    switch (places[i].kind) {
    case ParamPlace::Int:
      frame->ints[1 + index] = toInt(params[i], args[i]);
      break;
    case ParamPlace::Fp:
      memcpy(frame->fps[index], &args[i], sizeof(w2o_value));
      break;
    case ParamPlace::Overflow:
      overflow[index] = args[i];
      break;
    }
  }
  if (overflowRegister != none)
    frame->ints[1 + overflowRegister] = uint64_t(uintptr_t(overflow));
  if (resultsRegister != none)
    frame->ints[1 + resultsRegister] = uint64_t(uintptr_t(resultSlots));
}

void Signature::unpackResults(const w2o_register_frame *frame,
                              const w2o_value *slots,
                              w2o_value *out) const {
  if (numResults == 1)
    out[0] = isFloatClass(results[0]) ? fromBytes(frame->fp_result)
                                      : fromInt(frame->int_result);
  else if (numResults > 1)
    memcpy(out, slots, numResults * sizeof(w2o_value));
}

void Signature::unpack(const w2o_register_frame *frame, w2o_value *args) const {
  const w2o_value *overflow =
      overflowRegister == none
          ? nullptr
          : reinterpret_cast<const w2o_value *>(
                uintptr_t(frame->ints[1 + overflowRegister]));
  for (uint32_t i = 0; i < numParams; ++i) {
    uint32_t index = places[i].index;
    switch (places[i].kind) {
    case ParamPlace::Int:
      args[i] = fromInt(frame->ints[1 + index]);
      break;
    case ParamPlace::Fp:
      args[i] = fromBytes(frame->fps[index]);
      break;
    case ParamPlace::Overflow:
      // The slot may be less aligned than a v128 when the caller says so.
      memcpy(&args[i], &overflow[index], sizeof(w2o_value));
      break;
    }
  }
}

void Signature::packResults(const w2o_value *values,
                            w2o_register_frame *frame) const {
  if (numResults == 1) {
    frame->int_result = toInt(results[0], values[0]);
    memcpy(frame->fp_result, &values[0], sizeof(w2o_value));
  } else if (numResults > 1) {
    memcpy(reinterpret_cast<void *>(
               uintptr_t(frame->ints[1 + resultsRegister])),
           values, numResults * sizeof(w2o_value));
  }
}
