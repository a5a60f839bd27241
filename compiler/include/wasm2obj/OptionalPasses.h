//===- OptionalPasses.h - The set of optimisations that take place --------===//
//
// For finding out which optimisation a difference comes from, between two
// compiles or two versions: --disable-pass takes members out.
//
//===----------------------------------------------------------------------===//

#ifndef WASM2OBJ_OPTIONALPASSES_H
#define WASM2OBJ_OPTIONALPASSES_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace w2o {

enum class OptionalPass : uint8_t {
#define OPTIONAL_PASS(Name, Text) Name,
#include "wasm2obj/OptionalPasses.def"
};

inline constexpr unsigned numOptionalPasses = 0
#define OPTIONAL_PASS(Name, Text) +1
#include "wasm2obj/OptionalPasses.def"
    ;

/// The command-line name of an optimisation.
constexpr const char *optionalPassName(OptionalPass pass) {
  switch (pass) {
#define OPTIONAL_PASS(Name, Text)                                              \
  case OptionalPass::Name:                                                     \
    return Text;
#include "wasm2obj/OptionalPasses.def"
  }
  return "";
}

/// A small value type: which optimisations take place, all of them unless some
/// are taken out. Copy freely.
class OptionalPassSet {
public:
  static constexpr OptionalPassSet none() {
    OptionalPassSet set;
    set.bits = 0;
    return set;
  }

  constexpr bool has(OptionalPass pass) const {
    return bits >> unsigned(pass) & 1;
  }
  constexpr void remove(OptionalPass pass) {
    bits &= ~(uint32_t(1) << unsigned(pass));
  }
  constexpr uint32_t raw() const { return bits; }
  constexpr bool operator==(const OptionalPassSet &) const = default;

private:
  static_assert(numOptionalPasses < 32);
  uint32_t bits = (uint32_t(1) << numOptionalPasses) - 1;
};

/// The optimisation with that command-line name, if there is one.
constexpr std::optional<OptionalPass>
optionalPassFromName(std::string_view name) {
#define OPTIONAL_PASS(Name, Text)                                              \
  if (name == Text)                                                            \
    return OptionalPass::Name;
#include "wasm2obj/OptionalPasses.def"
  return std::nullopt;
}

} // namespace w2o

#endif // WASM2OBJ_OPTIONALPASSES_H
