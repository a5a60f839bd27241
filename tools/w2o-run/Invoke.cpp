//===- Invoke.cpp - Values from and to the command line -------------------===//

#include "Invoke.h"
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace w2o {

/// An integer of `bits` bits as its bit pattern.
static std::optional<uint64_t> parseInteger(const std::string &text,
                                            unsigned bits) {
  bool isNegative = text.starts_with("-");
  const char *begin = text.c_str() + isNegative;
  const char *end = text.c_str() + text.size();
  int base = 10;
  if (end - begin > 2 && begin[0] == '0' && (begin[1] | 0x20) == 'x') {
    base = 16;
    begin += 2;
  }
  uint64_t value = 0;
  auto [stop, error] = std::from_chars(begin, end, value, base);
  if (error != std::errc() || stop != end || begin == end)
    return std::nullopt;
  uint64_t signBit = uint64_t(1) << (bits - 1);
  if (isNegative ? value > signBit : value > signBit - 1 + signBit)
    return std::nullopt;
  return isNegative ? 0 - value : value;
}

static std::optional<double> parseFloat(const std::string &text) {
  if (text.empty() || isspace(static_cast<unsigned char>(text[0])))
    return std::nullopt;
  char *end = nullptr;
  double value = strtod(text.c_str(), &end);
  if (*end != '\0')
    return std::nullopt;
  return value;
}

static bool parseVector(const std::string &text, uint8_t (&bytes)[16]) {
  if (!text.starts_with("0x") || text.size() < 3 || text.size() > 34)
    return false;
  std::memset(bytes, 0, sizeof bytes);
  for (size_t i = 0; i != text.size() - 2; ++i) {
    char c = text[text.size() - 1 - i];
    if (!isxdigit(static_cast<unsigned char>(c)))
      return false;
    unsigned digit = isdigit(static_cast<unsigned char>(c))
                         ? unsigned(c - '0')
                         : unsigned((c | 0x20) - 'a') + 10;
    bytes[i / 2] |= uint8_t(digit << (i % 2 * 4));
  }
  return true;
}

std::optional<w2o_value> parseValue(const std::string &text, w2o_kind kind) {
  w2o_value value = {};
  switch (kind) {
  case W2O_I32:
    if (auto bits = parseInteger(text, 32)) {
      value.i32 = int32_t(uint32_t(*bits));
      return value;
    }
    return std::nullopt;
  case W2O_I64:
    if (auto bits = parseInteger(text, 64)) {
      value.i64 = int64_t(*bits);
      return value;
    }
    return std::nullopt;
  case W2O_F32:
    // strtof, since rounding to double first can change the result.
    if (parseFloat(text)) {
      value.f32 = strtof(text.c_str(), nullptr);
      return value;
    }
    return std::nullopt;
  case W2O_F64:
    if (auto number = parseFloat(text)) {
      value.f64 = *number;
      return value;
    }
    return std::nullopt;
  case W2O_V128:
    if (parseVector(text, value.v128))
      return value;
    return std::nullopt;
  case W2O_FUNCREF:
  case W2O_EXTERNREF:
  case W2O_ANYREF:
  case W2O_EXNREF:
    if (text == "null")
      return value;
    return std::nullopt;
  }
  return std::nullopt;
}

template <class T> static std::string printFloat(T value) {
  if (std::isnan(value))
    return std::signbit(value) ? "-nan" : "nan";
  if (std::isinf(value))
    return value < 0 ? "-inf" : "inf";
  char text[64];
  auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return std::string(text, end);
}

std::string printValue(const w2o_value &value, w2o_kind kind) {
  switch (kind) {
  case W2O_I32:
    return std::to_string(value.i32);
  case W2O_I64:
    return std::to_string(value.i64);
  case W2O_F32:
    return printFloat(value.f32);
  case W2O_F64:
    return printFloat(value.f64);
  case W2O_V128: {
    std::string out = "0x";
    for (int i = 15; i >= 0; --i) {
      out += "0123456789abcdef"[value.v128[i] >> 4];
      out += "0123456789abcdef"[value.v128[i] & 15];
    }
    return out;
  }
  case W2O_FUNCREF:
    return value.funcref ? "funcref" : "null";
  case W2O_EXTERNREF:
    return value.externref ? "externref" : "null";
  case W2O_ANYREF:
    return value.anyref ? "anyref" : "null";
  case W2O_EXNREF:
    return value.exnref ? "exnref" : "null";
  }
  return "";
}

const char *kindName(w2o_kind kind) {
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
  return "value";
}

} // namespace w2o
