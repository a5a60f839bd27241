//===- FunctionValidator.h - Type checks for one function body ------------===//
//
// The algorithm of the specification's appendix ("Validation Algorithm") with
// its names: pushVal, popVal, pushCtrl, popCtrl, unreachable. Instructions
// with a constant stack effect are checked from the table; the others have
// their check in Check*.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_VALIDATE_FUNCTIONVALIDATOR_H
#define W2O_VALIDATE_FUNCTIONVALIDATOR_H

#include "support/ErrorSink.h"
#include "wasm/Instr.h"
#include "wasm/Module.h"
#include "wasm2obj/Features.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include <vector>

namespace w2o {

/// Reusable over functions: begin(), then check() for each instruction until
/// finished().
class FunctionValidator {
public:
  /// `module` must be complete apart from its bodies.
  FunctionValidator(const Module &module, FeatureSet features,
                    ErrorSink &errors);

  /// Starts the body of defined function `functionIndex`; `locals` are the
  /// declared locals, without the parameters.
  bool begin(uint32_t functionIndex, llvm::ArrayRef<ValType> locals);
  bool check(const Instr &instr);

  /// Whether the code at the current position can be reached. Inherited by
  /// blocks opened in dead code, unlike the typing flag of the algorithm:
  /// lowering must be gated on this one.
  bool isLive() const;
  /// Number of operands on the stack.
  uint32_t height() const;
  /// Whether the final `end` was checked.
  bool finished() const;
  /// The types of the operands that the last checked instruction popped, in
  /// stack order, for lowering of polymorphic instructions.
  llvm::ArrayRef<ValType> popped() const;
  /// Features that checked instructions needed.
  FeatureSet used() const;
};

} // namespace w2o

#endif // W2O_VALIDATE_FUNCTIONVALIDATOR_H
