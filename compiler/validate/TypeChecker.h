//===- TypeChecker.h - Rules that hold wherever a type is written ---------===//
//
// Value types appear in the type section, in module items, in local
// declarations and in immediates, and everywhere the same two things are
// checked: a type index must exist (specification: Validation, "Types",
// "Heap Types") and the proposal that the type belongs to must be on. This
// class is that check, together with the record of the features met.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_VALIDATE_TYPECHECKER_H
#define W2O_VALIDATE_TYPECHECKER_H

#include "support/ErrorSink.h"
#include "wasm/Module.h"
#include "wasm2obj/Features.h"

namespace w2o {

class TypeChecker {
public:
  TypeChecker(const Module &module, FeatureSet features, ErrorSink &errors)
      : module(module), features(features), errors(errors) {}

  bool has(Feature feature) const { return features.has(feature); }

  /// Records that `what`, at `offset`, needs the feature. False with an
  /// Unsupported error when it is off.
  [[nodiscard]] bool need(Feature feature, uint64_t offset,
                          llvm::StringRef what) {
    usedFeatures.set(feature);
    return has(feature) || featureOff(feature, offset, what);
  }

  /// Tags and throw belong to both designs of exceptions.
  Feature throwFeature() const {
    return has(Feature::LegacyExceptions) && !has(Feature::Exceptions)
               ? Feature::LegacyExceptions
               : Feature::Exceptions;
  }

  /// Types below this index exist; by default all of the module.
  void setTypeBound(uint32_t bound) { typeBound = bound; }

  [[nodiscard]] bool checkValType(ValType type, uint64_t offset) {
    return type.isNum() || checkOtherType(type, offset);
  }
  /// A reference as the type of table elements: funcref needs no feature
  /// there, because tables had it from the start.
  [[nodiscard]] bool checkElementType(ValType type, uint64_t offset) {
    return type == ValType::funcRef() || checkValType(type, offset);
  }
  [[nodiscard]] bool checkTypeIndex(uint32_t index, uint64_t offset);
  /// A type index that must stand for a function type; `what` names the user.
  [[nodiscard]] bool checkFuncTypeIndex(uint32_t index, uint64_t offset,
                                        llvm::StringRef what);

  /// An index that is not below `count`; always false. `what` is the test
  /// suite's word for the index space, e.g. "local".
  [[nodiscard]] bool unknown(llvm::StringRef what, uint64_t index,
                             size_t count, uint64_t offset);

  FeatureSet used() const { return usedFeatures; }
  void clearUsed() { usedFeatures = FeatureSet::none(); }

private:
  bool featureOff(Feature feature, uint64_t offset, llvm::StringRef what);
  bool checkOtherType(ValType type, uint64_t offset);
  uint32_t numTypes() const {
    return typeBound ? *typeBound : module.types.size();
  }

  const Module &module;
  FeatureSet features;
  ErrorSink &errors;
  FeatureSet usedFeatures = FeatureSet::none();
  std::optional<uint32_t> typeBound;
};

} // namespace w2o

#endif // W2O_VALIDATE_TYPECHECKER_H
