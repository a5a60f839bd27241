//===- Exception.cpp - C API: throwing ------------------------------------===//

#include "core/Exception.h"
#include "core/Function.h"
#include "core/Registry.h"
#include "core/Trap.h"
#include "gc/ExceptionObject.h"

#include <stdio.h>

using namespace w2o;

/// Whose guest code called a host function: the caller is in the innermost
/// call.
static w2o_vm *callingVm(w2o_instance *caller) {
  ActiveCall call = innermostCall();
  return call ? call.vm() : caller;
}

/// An exception, or null with the reason: its trap code and its text.
static w2o_exception *make(w2o_store *store, w2o_tag *tag,
                           const w2o_value *values, size_t count,
                           PendingTrap &reason) {
  reason.code = W2O_TRAP_HOST;
  if (!tag || tag->store != store) {
    snprintf(reason.message, sizeof(reason.message), "throw: %s",
             tag ? "the tag belongs to another store" : "no tag was given");
    return nullptr;
  }
  const TypeInfo *type = typeInfo(tag->def.type_id);
  if (count != tag->def.num_values) {
    snprintf(reason.message, sizeof(reason.message),
             "throw: the tag has %u values, %zu were given",
             tag->def.num_values, count);
    return nullptr;
  }
  for (size_t i = 0; i < count; ++i)
    if (!acceptsIn(store, type->values[i], values[i])) {
      snprintf(reason.message, sizeof(reason.message),
               "throw: value %zu is no %s of the store", i,
               textOf(type->values[i]).text);
      return nullptr;
    }
  w2o_exception *exception = newException(store, &tag->def, values);
  if (!exception) {
    reason.code = W2O_TRAP_ALLOCATION_FAILURE;
    reason.message[0] = 0;
  }
  return exception;
}

extern "C" {

void w2o_throw(w2o_instance *caller, w2o_tag *tag, const w2o_value *values,
               size_t num_values) {
  w2o_vm *vm = callingVm(caller);
  PendingTrap reason;
  w2o_exception *exception = make(storeOf(vm), tag, values, num_values, reason);
  if (!exception)
    raiseTrap(reason.code, 0, reason.message[0] ? reason.message : nullptr);
  throwException(vm, exception);
}

void w2o_rethrow(w2o_instance *caller, w2o_exception *exception) {
  if (!exception)
    raiseTrap(W2O_TRAP_NULL_EXCEPTION_REFERENCE);
  w2o_vm *vm = callingVm(caller);
  if (tagOf(exception)->store != storeOf(vm))
    raiseTrap(W2O_TRAP_HOST, 0, "throw: the tag belongs to another store");
  throwException(vm, exception);
}

void w2o_set_exception(w2o_instance *caller, w2o_tag *tag,
                       const w2o_value *values, size_t num_values) {
  w2o_vm *vm = callingVm(caller);
  if (!vm)
    return;
  w2o_store *store = storeOf(vm);
  PendingTrap &pending = store->pending;
  pending.exception = make(store, tag, values, num_values, pending);
  pending.exitCode = 0;
  pending.isSet = !pending.exception;
}

} // extern "C"
