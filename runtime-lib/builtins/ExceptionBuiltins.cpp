//===- ExceptionBuiltins.cpp - throw, throw_ref ---------------------------===//
//
// Specification: Execution, Instructions, throw and throw_ref. Compiled code
// fills in the values in between and checks for null.
//
//===----------------------------------------------------------------------===//

#include "builtins/Builtins.h"
#include "core/Exception.h"
#include "gc/ExceptionObject.h"

using namespace w2o;
using namespace w2o::builtin;

void *builtin::w2o_exn_new(PTR vm, PTR tag) {
  w2o_exception *exception = newException(
      callerOf(vm)->store, static_cast<const w2o_tag_def *>(tag), nullptr);
  if (!exception)
    raiseTrap(W2O_TRAP_ALLOCATION_FAILURE);
  return exception;
}

void builtin::w2o_throw_exn(PTR vm, PTR exn) {
  throwException(static_cast<w2o_vm *>(vm),
                 static_cast<w2o_exception *>(exn));
}
