//===- Function.h - Host functions and calls from the host ----------------===//
//
// A function reference is a w2o_func record (abi/VmLayout.h). Records of guest
// functions are in instance headers; the one of a host function is part of its
// HostFunction, whose address is its `vm`.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_FUNCTION_H
#define W2O_CORE_FUNCTION_H

#include "core/Registry.h"
#include "core/Store.h"

namespace w2o {

struct HostFunction {
  w2o_func record;
  w2o_store *store;
  HostFunction *nextInStore;
  w2o_callback callback;
  void *context;
};

/// Parameters or results that a host function can have.
constexpr size_t maxHostValues = 1000;

/// Makes a host function in `store`, which frees it. Null when memory is
/// exhausted or the signature is out of bounds.
w2o_func *newHostFunction(w2o_store *store, const w2o_signature *type,
                          w2o_callback callback, void *context);

/// The store that a function belongs to.
w2o_store *storeOfFunction(const w2o_func *func);

/// Whether the value, of the host, may be where `type` is wanted in the store:
/// as accepts() says, and a function must not go before whoever may call it.
bool acceptsIn(const w2o_store *store, const ValueType &type,
               const w2o_value &value);

/// Calls a function with the arguments of its signature, whose number and
/// types have been checked. Returns a trap code; the record is in the store.
w2o_trap_code callFunction(w2o_func *func, const Signature &signature,
                           const w2o_value *args, w2o_value *results);

/// Ends a guest call as the callback that has failed said: with the trap or
/// exception that is pending, or else with `otherwise`.
[[noreturn]] void raisePending(w2o_store *store, w2o_trap_code otherwise);
/// After a callback that has not failed: what it said is not meant.
void dropPending(w2o_store *store);

} // namespace w2o

#endif // W2O_CORE_FUNCTION_H
