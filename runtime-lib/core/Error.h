//===- Error.h - Filling a w2o_error --------------------------------------===//
//
// Texts are lower case, without a final period, and name what was found and
// what was expected. Nothing is allocated.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_ERROR_H
#define W2O_CORE_ERROR_H

#include "wasm2obj_rt.h"

namespace w2o {

/// Fills `error` unless it is null. Returns false, for `return setError(...)`.
__attribute__((format(printf, 3, 4))) bool
setError(w2o_error *error, w2o_error_kind kind, const char *format, ...);

void clearError(w2o_error *error);

/// A name of a module as an argument of "%.*s": names are not terminated and
/// can be longer than an int says.
struct Name {
  const char *text;
  size_t length;
  int printLength() const { return length > 200 ? 200 : int(length); }
};

} // namespace w2o

#endif // W2O_CORE_ERROR_H
