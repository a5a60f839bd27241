//===- Func.cpp - C API: functions ----------------------------------------===//

#include "core/Function.h"

#include <string.h>

using namespace w2o;

/// Counts and reference types; numbers cannot be wrong.
static bool checkArguments(const w2o_func *func, const TypeInfo &type,
                           const w2o_value *args, size_t numArgs,
                           size_t numResults, w2o_error *error) {
  const Signature &signature = type.signature;
  if (numArgs != signature.numParams)
    return setError(error, W2O_ERROR_ARGUMENT,
                    "the function takes %u arguments, %zu were given",
                    signature.numParams, numArgs);
  if (numResults != signature.numResults)
    return setError(error, W2O_ERROR_ARGUMENT,
                    "the function has %u results, room for %zu was given",
                    signature.numResults, numResults);
  for (uint32_t i = 0; i < signature.numParams; ++i)
    if (type.values[i].isRef() &&
        !acceptsIn(storeOfFunction(func), type.values[i], args[i]))
      return setError(error, W2O_ERROR_ARGUMENT,
                      "argument %u is no %s of the store", i,
                      textOf(type.values[i]).text);
  return true;
}

extern "C" {

w2o_func *w2o_func_new(w2o_store *store, const w2o_signature *type,
                       w2o_callback callback, void *context) {
  return newHostFunction(store, type, callback, context);
}

w2o_signature w2o_func_signature(const w2o_func *func) {
  const Signature &signature = typeInfo(func->type_id)->signature;
  return {signature.params, signature.numParams, signature.results,
          signature.numResults};
}

w2o_store *w2o_func_store(const w2o_func *func) {
  return storeOfFunction(func);
}

w2o_trap_code w2o_func_call(w2o_func *func, const w2o_value *args,
                            size_t num_args, w2o_value *results,
                            size_t num_results, w2o_error *error) {
  if (error) { // Not the whole message: this is the fast way.
    error->kind = W2O_OK;
    error->trap = W2O_TRAP_NONE;
    error->exit_code = 0;
    error->message[0] = 0;
  }
  if (!func) {
    setError(error, W2O_ERROR_ARGUMENT, "no function was given");
    return W2O_TRAP_HOST;
  }
  const TypeInfo *type = typeInfo(func->type_id);
  if (!checkArguments(func, *type, args, num_args, num_results, error))
    return W2O_TRAP_HOST;
  w2o_trap_code trap = callFunction(func, type->signature, args, results);
  if (trap != W2O_TRAP_NONE && error)
    *error = storeOfFunction(func)->trap.error;
  return trap;
}

} // extern "C"
