//===- ErrorSink.h - First-error-wins collector ---------------------------===//
//
// Decode and validate return bool and leave the reason here. Only the first
// error is kept: later ones are consequences.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_SUPPORT_ERRORSINK_H
#define W2O_SUPPORT_ERRORSINK_H

#include "wasm2obj/Error.h"
#include "llvm/ADT/Twine.h"

namespace w2o {

class ErrorSink {
public:
  /// Records the error unless there is one already; always returns false, so
  /// that a check reads `return sink.fail(...)`.
  bool fail(ErrorClass kind, uint64_t offset, const llvm::Twine &message);
  bool malformed(uint64_t offset, const llvm::Twine &message) {
    return fail(ErrorClass::Malformed, offset, message);
  }
  bool invalid(uint64_t offset, const llvm::Twine &message) {
    return fail(ErrorClass::Invalid, offset, message);
  }

  bool hasError() const { return failed; }
  const Error &error() const { return first; }
  Error &error() { return first; }
  void clear() { failed = false; }

private:
  Error first;
  bool failed = false;
};

} // namespace w2o

#endif // W2O_SUPPORT_ERRORSINK_H
