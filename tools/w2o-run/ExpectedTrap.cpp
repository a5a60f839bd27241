//===- ExpectedTrap.cpp - How a tested program is to end ------------------===//

#include "ExpectedTrap.h"

#include "usage/UsageError.h"
#include <string_view>

namespace w2o {

namespace {

struct NamedTrap {
  std::string_view name;
  int32_t code;
};

/// w2o_exit() has a code of its own but is an end, not a trap.
constexpr NamedTrap namedTraps[] = {
#define TRAP(name, enumerator, code, message) {#name, enumerator},
#include "abi/Traps.def"
};

bool isDigits(const std::string &text) {
  return !text.empty() &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

} // namespace

std::optional<ExpectedTrap> ExpectedTrap::parse(const std::string &text,
                                                std::string &message) {
  ExpectedTrap expected;
  size_t at = text.find('@');
  expected.name = text.substr(0, at);
  if (at != std::string::npos)
    expected.function = text.substr(at + 1);
  for (const NamedTrap &trap : namedTraps)
    if (trap.name == expected.name && trap.code != W2O_TRAP_EXIT) {
      expected.code = trap.code;
      return expected;
    }
  std::vector<std::string> names;
  for (const NamedTrap &trap : namedTraps)
    if (trap.code != W2O_TRAP_EXIT)
      names.emplace_back(trap.name);
  std::string nearest = nearestName(expected.name, names);
  message = "unknown trap '" + expected.name + "', ";
  if (!nearest.empty())
    message += "did you mean '" + nearest + "'?";
  else
    for (size_t i = 0; i != names.size(); ++i)
      message += (i == 0 ? "expected " : ", ") + names[i];
  return std::nullopt;
}

bool ExpectedTrap::isMetBy(const w2o_error &error,
                           w2o_instance *instance) const {
  if (error.kind != W2O_ERROR_TRAP || error.trap != code)
    return false;
  if (!function)
    return true;
  const w2o_frame *frames = nullptr;
  if (!instance || w2o_backtrace(instance, &frames) == 0)
    return false;
  if (frames->func_name && std::string_view(frames->func_name,
                                            frames->func_name_length) ==
                               *function)
    return true;
  return isDigits(*function) &&
         std::to_string(frames->func_index) == *function;
}

std::string ExpectedTrap::describe() const {
  std::string text = "trap '" + name + "'";
  if (function)
    text += " in function '" + *function + "'";
  return text;
}

} // namespace w2o
