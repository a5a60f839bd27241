//===- ModuleValidator.h - Checks of everything but bodies ----------------===//
//
// Specification: Validation, "Modules". One method per section; the order is
// that in which each may rely on what was checked before: types, then the
// items that only name types, then constant expressions.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_VALIDATE_MODULEVALIDATOR_H
#define W2O_VALIDATE_MODULEVALIDATOR_H

#include "validate/FunctionValidator.h"
#include "validate/TypeChecker.h"
#include "wasm/Module.h"

namespace w2o {

class ModuleValidator {
public:
  ModuleValidator(Module &module, FeatureSet features, ErrorSink &errors);

  /// Checks a decoded module and completes it: fills `types` from the decoded
  /// groups, marks the functions that ref.func may name, and adds to `used`.
  [[nodiscard]] bool validate(std::vector<std::vector<SubType>> groups);

private:
  bool validateTypes(std::vector<std::vector<SubType>> &groups);
  bool validateGroup(std::vector<SubType> &group);
  bool validateReferences(const SubType &type);
  bool validateSuperType(uint32_t index);
  bool validateFunctions();
  bool validateTables();
  bool validateMemories();
  bool validateTags();
  bool validateGlobals();
  bool validateTableInits();
  bool validateExports();
  bool validateStart();
  bool validateElements();
  bool validateData();

  void declareFunctions();
  void declareFunctions(const ConstExpr &expr);
  bool checkLimits(const Limits &limits, uint64_t bound, const char *what,
                   const llvm::Twine &unit, uint64_t offset);
  uint32_t numGlobals() const { return uint32_t(module.globals.size()); }

  Module &module;
  ErrorSink &errors;
  TypeChecker checker;
  FunctionValidator expressions; ///< Checks constant expressions.
  std::vector<uint8_t> depths;   ///< By type: number of supertypes above it.
};

} // namespace w2o

#endif // W2O_VALIDATE_MODULEVALIDATOR_H
