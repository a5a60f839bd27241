//===- Error.cpp - Filling a w2o_error ------------------------------------===//
//
// See Error.h.
//
//===----------------------------------------------------------------------===//

#include "core/Error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void w2o::clearError(w2o_error *error) {
  if (error)
    memset(error, 0, sizeof(*error));
}

bool w2o::setError(w2o_error *error, w2o_error_kind kind, const char *format,
                   ...) {
  if (!error)
    return false;
  clearError(error);
  error->kind = kind;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(error->message, sizeof(error->message), format, arguments);
  va_end(arguments);
  return false;
}
