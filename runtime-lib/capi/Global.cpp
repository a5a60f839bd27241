//===- Global.cpp - C API: globals ----------------------------------------===//

#include "core/Global.h"

#include "core/Error.h"
#include "core/Function.h"

#include <string.h>

using namespace w2o;

extern "C" {

w2o_global *w2o_global_new(w2o_store *store, w2o_kind kind, bool is_mutable,
                           w2o_value init, w2o_error *error) {
  clearError(error);
  if (!isKind(kind)) {
    setError(error, W2O_ERROR_ARGUMENT, "unknown kind %d", int(kind));
    return nullptr;
  }
  if (!acceptsIn(store, valueTypeOf(kind), init)) {
    setError(error, W2O_ERROR_ARGUMENT, "the value is no %s of this store",
             textOf(valueTypeOf(kind)).text);
    return nullptr;
  }
  w2o_global *global = newGlobal(store, valueTypeOf(kind), is_mutable, nullptr);
  if (!global) {
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
    return nullptr;
  }
  memcpy(global->cell, &init, sizeof(init));
  return global;
}

w2o_kind w2o_global_kind(w2o_global *global) { return kindOf(global->type); }

bool w2o_global_is_mutable(w2o_global *global) { return global->isMutable; }

w2o_value w2o_global_get(w2o_global *global) {
  w2o_value value;
  memcpy(&value, global->cell, sizeof(value));
  return value;
}

bool w2o_global_set(w2o_global *global, w2o_value value) {
  if (!global->isMutable || !acceptsIn(global->store, global->type, value))
    return false;
  memcpy(global->cell, &value, sizeof(value));
  return true;
}

} // extern "C"
