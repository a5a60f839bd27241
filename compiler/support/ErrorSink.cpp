//===- ErrorSink.cpp - First-error-wins collector -------------------------===//
//
// Kept out of line: a failing check is the cold path of each caller.
//
//===----------------------------------------------------------------------===//

#include "support/ErrorSink.h"

using namespace w2o;

bool ErrorSink::fail(ErrorClass kind, uint64_t offset,
                     const llvm::Twine &message) {
  if (failed)
    return false;
  failed = true;
  first = Error();
  first.kind = kind;
  first.offset = offset;
  first.message = message.str();
  return false;
}
