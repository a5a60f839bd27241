//===- Features.h - The set of enabled WebAssembly proposals --------------===//

#ifndef WASM2OBJ_FEATURES_H
#define WASM2OBJ_FEATURES_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace w2o {

enum class Feature : uint8_t {
#define FEATURE(Name, Text, Default, Lowered) Name,
#include "wasm2obj/Features.def"
};

inline constexpr unsigned numFeatures = 0
#define FEATURE(Name, Text, Default, Lowered) +1
#include "wasm2obj/Features.def"
    ;

/// The command-line name of a feature.
constexpr const char *featureName(Feature f) {
  switch (f) {
#define FEATURE(Name, Text, Default, Lowered)                                  \
  case Feature::Name:                                                          \
    return Text;
#include "wasm2obj/Features.def"
  }
  return "";
}

/// Whether the compiler can lower the feature (validation knows all of them).
constexpr bool featureIsLowered(Feature f) {
  switch (f) {
#define FEATURE(Name, Text, Default, Lowered)                                  \
  case Feature::Name:                                                          \
    return Lowered;
#include "wasm2obj/Features.def"
  }
  return false;
}

/// A small value type: which features are on. Copy freely.
class FeatureSet {
public:
  /// The defaults of Features.def.
  constexpr FeatureSet() {
#define FEATURE(Name, Text, Default, Lowered)                                  \
  if (Default)                                                                 \
    bits |= uint64_t(1) << unsigned(Feature::Name);
#include "wasm2obj/Features.def"
  }
  static constexpr FeatureSet none() {
    FeatureSet s;
    s.bits = 0;
    return s;
  }
  static constexpr FeatureSet all() {
    FeatureSet s;
    s.bits = (uint64_t(1) << numFeatures) - 1;
    return s;
  }

  constexpr bool has(Feature f) const { return bits >> unsigned(f) & 1; }
  constexpr void set(Feature f, bool on = true) {
    uint64_t bit = uint64_t(1) << unsigned(f);
    bits = on ? bits | bit : bits & ~bit;
  }
  constexpr void add(FeatureSet other) { bits |= other.bits; }
  constexpr uint64_t raw() const { return bits; }
  constexpr bool operator==(const FeatureSet &) const = default;

private:
  uint64_t bits = 0;
};

/// The feature with that command-line name, if there is one.
constexpr std::optional<Feature> featureFromName(std::string_view name) {
#define FEATURE(Name, Text, Default, Lowered)                                  \
  if (name == Text)                                                            \
    return Feature::Name;
#include "wasm2obj/Features.def"
  return std::nullopt;
}

} // namespace w2o

#endif // WASM2OBJ_FEATURES_H
