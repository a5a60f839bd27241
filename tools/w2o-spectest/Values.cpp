//===- Values.cpp - Script values against values of the host API ----------===//
//
// The rules of comparison are those of the specification's interpreter: bit
// patterns exactly, NaN payloads included, but for the two NaN patterns, which
// leave the sign open (WebAssembly 3.0, "NaN propagation").
//
//===----------------------------------------------------------------------===//

#include "Values.h"
#include <cstdio>
#include <cstring>

namespace w2o::spectest {

void *hostReference(uint64_t n) {
  return reinterpret_cast<void *>(uintptr_t(n) + 1);
}

/// Bytes of a number or vector in memory order. Lanes are little-endian in
/// WebAssembly and in w2o_value::v128.
static void storeLanes(const Value &value, unsigned laneBits, uint8_t *bytes) {
  unsigned laneBytes = laneBits / 8;
  for (const Lane &lane : value.lanes)
    for (unsigned i = 0; i < laneBytes; ++i)
      *bytes++ = uint8_t(lane.bits >> (8 * i));
}

static uint64_t loadLane(const uint8_t *bytes, unsigned laneBits,
                         unsigned index) {
  uint64_t bits = 0;
  unsigned laneBytes = laneBits / 8;
  for (unsigned i = 0; i < laneBytes; ++i)
    bits |= uint64_t(bytes[index * laneBytes + i]) << (8 * i);
  return bits;
}

static const char *kindName(w2o_kind kind) {
  switch (kind) {
  case W2O_I32:
    return "i32";
  case W2O_I64:
    return "i64";
  case W2O_F32:
    return "f32";
  case W2O_F64:
    return "f64";
  case W2O_V128:
    return "v128";
  case W2O_FUNCREF:
    return "funcref";
  case W2O_EXTERNREF:
    return "externref";
  case W2O_ANYREF:
    return "anyref";
  case W2O_EXNREF:
    return "exnref";
  }
  return "unknown";
}

/// Whether a script's reference type can be of the host API's `kind`.
static bool isRefOfKind(const std::string &type, w2o_kind kind) {
  if (type == "ref")
    return kind == W2O_FUNCREF || kind == W2O_EXTERNREF ||
           kind == W2O_ANYREF || kind == W2O_EXNREF;
  if (type == "funcref" || type == "nullfuncref")
    return kind == W2O_FUNCREF;
  if (type == "externref" || type == "nullexternref")
    return kind == W2O_EXTERNREF;
  if (type == "anyref" || type == "eqref" || type == "i31ref" ||
      type == "structref" || type == "arrayref" || type == "nullref")
    return kind == W2O_ANYREF;
  if (type == "exnref" || type == "nullexnref")
    return kind == W2O_EXNREF;
  return false;
}

/// Whether a reference that is not null belongs to a script's type.
static bool belongsTo(const std::string &type, w2o_ref_type actual) {
  bool isEq = actual == W2O_REF_I31 || actual == W2O_REF_STRUCT ||
              actual == W2O_REF_ARRAY;
  if (type == "eqref")
    return isEq;
  if (type == "i31ref")
    return actual == W2O_REF_I31;
  if (type == "structref")
    return actual == W2O_REF_STRUCT;
  if (type == "arrayref")
    return actual == W2O_REF_ARRAY;
  if (type == "anyref" || type == "externref")
    return isEq || actual == W2O_REF_HOST;
  return actual != W2O_REF_NULL;
}

/// The host reference that an externref or anyref is; null when it is none.
static const void *hostPointer(const TypedValue &value) {
  if (w2o_ref_kind(value.kind, value.value) != W2O_REF_HOST)
    return nullptr;
  return value.kind == W2O_ANYREF
             ? w2o_externref_from_anyref(value.value).externref
             : value.value.externref;
}

static const void *pointer(const TypedValue &value) {
  return value.kind == W2O_FUNCREF ? value.value.funcref
                                   : value.value.anyref;
}

std::optional<w2o_value> makeArgument(w2o_store *store, const Value &value,
                                      w2o_kind kind, bool &unsupported) {
  w2o_value result;
  std::memset(&result, 0, sizeof result);
  switch (value.type) {
  case Value::Type::I32:
  case Value::Type::F32:
    if (kind != (value.type == Value::Type::I32 ? W2O_I32 : W2O_F32))
      return std::nullopt;
    result.i32 = int32_t(uint32_t(value.lanes[0].bits));
    return result;
  case Value::Type::I64:
  case Value::Type::F64:
    if (kind != (value.type == Value::Type::I64 ? W2O_I64 : W2O_F64))
      return std::nullopt;
    result.i64 = int64_t(value.lanes[0].bits);
    return result;
  case Value::Type::V128:
    if (kind != W2O_V128)
      return std::nullopt;
    storeLanes(value, value.laneBits, result.v128);
    return result;
  case Value::Type::Ref:
    if (!isRefOfKind(value.refType, kind)) {
      unsupported = true;
      return std::nullopt;
    }
    if (value.refPattern == Value::RefPattern::Host)
      result.externref = hostReference(value.lanes[0].bits);
    if (kind == W2O_ANYREF &&
        !w2o_anyref_from_externref(store, result, &result))
      return std::nullopt;
    return result;
  case Value::Type::Either:
    return std::nullopt;
  }
  return std::nullopt;
}

static bool matchesLane(const Lane &expected, uint64_t actual, unsigned bits) {
  unsigned mantissa = bits == 32 ? 23 : 52;
  uint64_t sign = uint64_t(1) << (bits - 1);
  // Exponent all ones and the top bit of the payload: the canonical NaN.
  uint64_t canonical = (sign - 1) & ~((uint64_t(1) << (mantissa - 1)) - 1);
  switch (expected.pattern) {
  case FloatPattern::Bits:
    return actual == expected.bits;
  case FloatPattern::CanonicalNan:
    return (actual & ~sign) == canonical;
  case FloatPattern::ArithmeticNan:
    return (actual & canonical) == canonical;
  }
  return false;
}

bool matches(const Value &expected, const TypedValue &actual) {
  switch (expected.type) {
  case Value::Type::I32:
  case Value::Type::F32:
    return actual.kind == (expected.type == Value::Type::I32 ? W2O_I32
                                                             : W2O_F32) &&
           matchesLane(expected.lanes[0], uint32_t(actual.value.i32), 32);
  case Value::Type::I64:
  case Value::Type::F64:
    return actual.kind == (expected.type == Value::Type::I64 ? W2O_I64
                                                             : W2O_F64) &&
           matchesLane(expected.lanes[0], uint64_t(actual.value.i64), 64);
  case Value::Type::V128:
    if (actual.kind != W2O_V128)
      return false;
    for (unsigned i = 0; i < expected.lanes.size(); ++i)
      if (!matchesLane(expected.lanes[i],
                       loadLane(actual.value.v128, expected.laneBits, i),
                       expected.laneBits))
        return false;
    return true;
  case Value::Type::Ref:
    if (!isRefOfKind(expected.refType, actual.kind))
      return false;
    switch (expected.refPattern) {
    case Value::RefPattern::Null:
      return !pointer(actual);
    case Value::RefPattern::NonNull:
      return pointer(actual) &&
             belongsTo(expected.refType,
                       w2o_ref_kind(actual.kind, actual.value));
    case Value::RefPattern::Host:
      return hostPointer(actual) == hostReference(expected.lanes[0].bits);
    }
    return false;
  case Value::Type::Either:
    for (const Value &alternative : expected.alternatives)
      if (matches(alternative, actual))
        return true;
    return false;
  }
  return false;
}

static std::string hex(uint64_t bits, unsigned width) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%0*llx", int(width / 4),
                (unsigned long long)bits);
  return text;
}

static std::string describeLane(const Lane &lane, unsigned bits) {
  switch (lane.pattern) {
  case FloatPattern::Bits:
    return hex(lane.bits, bits);
  case FloatPattern::CanonicalNan:
    return "nan:canonical";
  case FloatPattern::ArithmeticNan:
    return "nan:arithmetic";
  }
  return "";
}

std::string describe(const Value &value) {
  switch (value.type) {
  case Value::Type::I32:
    return "i32 " + describeLane(value.lanes[0], 32);
  case Value::Type::I64:
    return "i64 " + describeLane(value.lanes[0], 64);
  case Value::Type::F32:
    return "f32 " + describeLane(value.lanes[0], 32);
  case Value::Type::F64:
    return "f64 " + describeLane(value.lanes[0], 64);
  case Value::Type::V128: {
    std::string text = value.lanesAreFloats ? "v128 f" : "v128 i";
    text += std::to_string(value.laneBits);
    for (const Lane &lane : value.lanes)
      text += " " + describeLane(lane, value.laneBits);
    return text;
  }
  case Value::Type::Ref:
    switch (value.refPattern) {
    case Value::RefPattern::Null:
      return value.refType + " null";
    case Value::RefPattern::NonNull:
      return value.refType + " not null";
    case Value::RefPattern::Host:
      return value.refType + " " + std::to_string(value.lanes[0].bits);
    }
    return "";
  case Value::Type::Either: {
    std::string text = "either of";
    for (const Value &alternative : value.alternatives)
      text += " (" + describe(alternative) + ")";
    return text;
  }
  }
  return "";
}

std::string describe(const TypedValue &value) {
  std::string text = std::string(kindName(value.kind)) + " ";
  switch (value.kind) {
  case W2O_I32:
  case W2O_F32:
    return text + hex(uint32_t(value.value.i32), 32);
  case W2O_I64:
  case W2O_F64:
    return text + hex(uint64_t(value.value.i64), 64);
  case W2O_V128:
    return text + "i64 " + hex(loadLane(value.value.v128, 64, 0), 64) + " " +
           hex(loadLane(value.value.v128, 64, 1), 64);
  case W2O_FUNCREF:
  case W2O_EXNREF:
    return text + (pointer(value) ? "not null" : "null");
  case W2O_EXTERNREF:
  case W2O_ANYREF:
    if (const void *host = hostPointer(value))
      return text + std::to_string(uintptr_t(host) - 1);
    switch (w2o_ref_kind(value.kind, value.value)) {
    case W2O_REF_NULL:
      return text + "null";
    case W2O_REF_I31:
      return text + "i31";
    case W2O_REF_STRUCT:
      return text + "struct";
    case W2O_REF_ARRAY:
      return text + "array";
    case W2O_REF_FUNC:
    case W2O_REF_HOST:
    case W2O_REF_EXCEPTION:
      break;
    }
    return text + "not null";
  }
  return text;
}

} // namespace w2o::spectest
