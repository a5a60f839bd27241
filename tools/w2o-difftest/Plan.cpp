//===- Plan.cpp - Reads plans, writes values ------------------------------===//

#include "Plan.h"
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

namespace w2o::difftest {

static std::optional<std::string> parseName(const std::string &digits) {
  std::string name;
  if (digits.size() % 2)
    return std::nullopt;
  for (size_t i = 0; i < digits.size(); i += 2)
    name += char(std::stoi(digits.substr(i, 2), nullptr, 16));
  return name;
}

static std::optional<w2o_value> parseValue(const std::string &text) {
  size_t colon = text.find(':');
  if (colon == std::string::npos)
    return std::nullopt;
  std::string type = text.substr(0, colon), bits = text.substr(colon + 1);
  w2o_value value = {};
  if (bits == "null")
    return value;
  auto number = [](const std::string &digits) {
    return std::strtoull(digits.c_str(), nullptr, 16);
  };
  if (type == "i32" || type == "f32") {
    value.i32 = int32_t(uint32_t(number(bits)));
  } else if (type == "i64" || type == "f64") {
    value.i64 = int64_t(number(bits));
  } else if (type == "v128" && bits.size() == 32) {
    // Byte 0 is the least significant one.
    for (unsigned i = 0; i < 16; ++i)
      value.v128[i] = uint8_t(number(bits.substr(30 - 2 * i, 2)));
  } else if (type == "externref") {
    value.externref = reinterpret_cast<void *>(uintptr_t(number(bits)));
  } else {
    return std::nullopt;
  }
  return value;
}

/// Nothing for a line that is not understood; `skip` is set for one that is
/// not a step.
static std::optional<Step> parseLine(const std::string &line, bool &skip) {
  std::istringstream words(line);
  std::string verb, kind, name, word;
  words >> verb;
  skip = verb.empty() || verb == "nan";
  Step step{};
  if (skip)
    return step;
  if (verb == "instance")
    step.kind = Step::Kind::Instance;
  else if (verb == "state")
    step.kind = Step::Kind::State;
  else if (verb == "set")
    step.kind = Step::Kind::Set;
  else if (verb == "call")
    step.kind = Step::Kind::Call;
  else if (verb == "watch")
    step.kind = Step::Kind::Watch;
  else
    return std::nullopt;
  if (step.kind == Step::Kind::Watch) {
    words >> kind;
    if (kind == "memory")
      step.watched = W2O_EXTERN_MEMORY;
    else if (kind == "table")
      step.watched = W2O_EXTERN_TABLE;
    else if (kind == "global")
      step.watched = W2O_EXTERN_GLOBAL;
    else
      return std::nullopt;
  }
  if (step.kind == Step::Kind::Instance || step.kind == Step::Kind::State)
    return step;
  words >> name;
  auto parsed = parseName(name == "-" ? "" : name);
  if (!parsed)
    return std::nullopt;
  step.name = *parsed;
  // Types of results and globals are known here.
  if (step.kind == Step::Kind::Call || step.watched == W2O_EXTERN_GLOBAL)
    words >> word;
  while (words >> word) {
    auto value = parseValue(word);
    if (!value)
      return std::nullopt;
    step.values.push_back(*value);
  }
  if (step.kind == Step::Kind::Set && step.values.size() != 1)
    return std::nullopt;
  return step;
}

std::optional<std::vector<Step>> readPlan(const std::string &path) {
  std::ifstream stream(path);
  if (!stream)
    return std::nullopt;
  std::vector<Step> plan;
  std::string line;
  while (std::getline(stream, line)) {
    bool skip = false;
    auto step = parseLine(line, skip);
    if (!step)
      return std::nullopt;
    if (!skip)
      plan.push_back(std::move(*step));
  }
  return plan;
}

std::string formatValue(w2o_kind kind, const w2o_value &value) {
  char text[48] = "";
  switch (kind) {
  case W2O_I32:
    std::snprintf(text, sizeof text, "i32:%08" PRIx32, uint32_t(value.i32));
    return text;
  case W2O_F32:
    std::snprintf(text, sizeof text, "f32:%08" PRIx32, uint32_t(value.i32));
    return text;
  case W2O_I64:
    std::snprintf(text, sizeof text, "i64:%016" PRIx64, uint64_t(value.i64));
    return text;
  case W2O_F64:
    std::snprintf(text, sizeof text, "f64:%016" PRIx64, uint64_t(value.i64));
    return text;
  case W2O_V128: {
    uint64_t low, high;
    std::memcpy(&low, value.v128, 8);
    std::memcpy(&high, value.v128 + 8, 8);
    std::snprintf(text, sizeof text, "v128:%016" PRIx64 "%016" PRIx64, high,
                  low);
    return text;
  }
  case W2O_EXTERNREF:
    // Not a reference that the guest converted: its bits mean nothing here.
    if (value.externref && w2o_ref_kind(kind, value) == W2O_REF_HOST) {
      std::snprintf(text, sizeof text, "ref:%" PRIxPTR,
                    uintptr_t(value.externref));
      return text;
    }
    break;
  case W2O_FUNCREF:
  case W2O_EXNREF:
  case W2O_ANYREF:
    break;
  }
  return value.funcref ? "ref:some" : "ref:null";
}

} // namespace w2o::difftest
