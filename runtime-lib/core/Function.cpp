//===- Function.cpp - Host functions and calls from the host --------------===//
//
// guest -> record.code = w2o_host_stub (platform/arch/*.S) -> w2o_host_dispatch
// -> callback. The stub spills all argument registers, so that one dispatcher
// serves all signatures.
//
//===----------------------------------------------------------------------===//

#include "core/Function.h"

#include "core/Exception.h"
#include "core/Instance.h"
#include "core/Interrupt.h"
#include "core/Trap.h"

#include <alloca.h>
#include <stdlib.h>
#include <string.h>

using namespace w2o;

// platform/arch/*.S
extern "C" void w2o_host_stub(void);
// core/Thread.cpp
extern "C" uint32_t w2o_enter(w2o_vm *vm, void (*code)(void),
                              w2o_register_frame *frame);

w2o_func *w2o::newHostFunction(w2o_store *store, const w2o_signature *type,
                               w2o_callback callback, void *context) {
  if (type->num_params > maxHostValues || type->num_results > maxHostValues)
    return nullptr;
  auto *function =
      static_cast<HostFunction *>(calloc(1, sizeof(HostFunction)));
  uint32_t typeId = function ? internSignature(type) : 0;
  if (!typeId) {
    free(function);
    return nullptr;
  }
  function->record.code = w2o_host_stub;
  function->record.vm = function;
  function->record.type_id = typeId;
  function->record.flags = W2O_FUNC_HOST;
  function->store = store;
  function->callback = callback;
  function->context = context;
  function->nextInStore = store->hostFunctions;
  store->hostFunctions = function;
  return &function->record;
}

w2o_store *w2o::storeOfFunction(const w2o_func *func) {
  if (func->flags & W2O_FUNC_HOST)
    return static_cast<HostFunction *>(func->vm)->store;
  return storeOf(static_cast<w2o_vm *>(func->vm));
}

bool w2o::acceptsIn(const w2o_store *store, const ValueType &type,
                    const w2o_value &value) {
  return accepts(type, value) &&
         (!type.isRef() || kindOf(type) != W2O_FUNCREF || !value.funcref ||
          storeOfFunction(value.funcref) == store);
}

/// The instance of `store` that the innermost call from the host went to; null
/// when the host called a host function from outside of all instances.
static w2o_instance *enteredInstance(const w2o_store *store) {
  for (ActiveCall call = innermostCall(); call; call = call.outer())
    if (instanceOf(call.vm()) && storeOf(call.vm()) == store)
      return call.vm();
  return nullptr;
}

void w2o::raisePending(w2o_store *store, w2o_trap_code otherwise) {
  PendingTrap &pending = store->pending;
  if (w2o_exception *exception = pending.exception) {
    pending.exception = nullptr;
    throwException(innermostCall().vm(), exception);
  }
  if (!pending.isSet)
    raiseTrap(otherwise);
  pending.isSet = false;
  raiseTrap(pending.code, pending.exitCode,
            pending.message[0] ? pending.message : nullptr);
}

void w2o::dropPending(w2o_store *store) {
  store->pending.isSet = false;
  store->pending.exception = nullptr;
}

/// Traps unless the reserve below the guest's stack limit still has room for
/// the values of a very long signature, with plenty left for the callback.
static void checkStackFor(size_t bytes) {
  constexpr size_t alwaysThere = 2048;
  constexpr size_t leftForCallback = W2O_STACK_RESERVE - 8192;
  if (bytes <= alwaysThere)
    return;
  uintptr_t limit = stackLimitOf(innermostCall().vm());
  auto sp = uintptr_t(__builtin_frame_address(0));
  uintptr_t lowest = limit - W2O_STACK_RESERVE + leftForCallback;
  if (sp < lowest || sp - lowest < bytes)
    raiseTrap(W2O_TRAP_CALL_STACK_EXHAUSTED);
}

// Called by w2o_host_stub. The values are on the stack, because a trap or an
// exception of the callback leaves without a chance to free anything.
extern "C" void w2o_host_dispatch(w2o_register_frame *frame) {
  auto *function =
      reinterpret_cast<HostFunction *>(uintptr_t(frame->ints[0]));
  const Signature &signature = typeInfo(function->record.type_id)->signature;
  size_t count = size_t(signature.numParams) + signature.numResults;
  checkStackFor(count * sizeof(w2o_value));
  auto *values =
      static_cast<w2o_value *>(alloca((count + 1) * sizeof(w2o_value)));
  w2o_value *results = values + signature.numParams;
  memset(results, 0, signature.numResults * sizeof(w2o_value));
  signature.unpack(frame, values);
  bool ok = function->callback(function->context,
                               enteredInstance(function->store), values,
                               results);
  leaveWhenInterrupted();
  if (!ok)
    raisePending(function->store, W2O_TRAP_HOST);
  dropPending(function->store);
  signature.packResults(results, frame);
}

w2o_trap_code w2o::callFunction(w2o_func *func, const Signature &signature,
                                const w2o_value *args, w2o_value *results) {
  // A host function has no instance to enter: the store's own head does.
  w2o_vm *vm = func->flags & W2O_FUNC_HOST ? storeOfFunction(func)->hostVm()
                                           : static_cast<w2o_vm *>(func->vm);
  w2o_register_frame frame;
  size_t numSlots = signature.numResults > 1 ? signature.numResults : 0;
  auto *slots = static_cast<w2o_value *>(
      alloca((numSlots + signature.numOverflow + 1) * sizeof(w2o_value)));
  frame.ints[0] = uint64_t(uintptr_t(func->vm));
  signature.pack(args, &frame, slots + numSlots, slots);
  uint32_t trap = w2o_enter(vm, func->code, &frame);
  if (trap == W2O_TRAP_NONE)
    signature.unpackResults(&frame, slots, results);
  return w2o_trap_code(trap);
}
