//===- Thread.cpp - Entering guest code -----------------------------------===//
//
// w2o_enter() must cost a few nanoseconds, so the usual case is two compares
// and a jump into platform/arch/*.S. The compares hold when the instance's
// stack limit is the one of this thread already and the stack pointer is on
// this thread's stack, above the limit.
//
// The limit is in the head of each instance, because prologues read it from
// the instance they belong to. Whenever it changes (another thread, another
// stack size), all instances of the store are told, and if a call into the
// store is still active on some thread, the old limit is put back at the end.
//
//===----------------------------------------------------------------------===//

#include "core/Thread.h"

#include "core/Exception.h"
#include "core/Export.h"
#include "core/Instance.h"
#include "core/Interrupt.h"
#include "core/Trap.h"
#include "core/TrapHandler.h"
#include "platform/Platform.h"

#include <stddef.h>
#include <stdint.h>
#include <unwind.h>

using namespace w2o;

// The numbers in platform/arch/*.S.
static_assert(offsetof(Activation, previous) == 0);
static_assert(offsetof(Activation, vm) == 8);
static_assert(offsetof(Activation, callerLimit) == 16);
static_assert(offsetof(Activation, thread) == 24);
static_assert(offsetof(Activation, frame) == 32);
static_assert(offsetof(ThreadState, top) == 0);
static_assert(offsetof(ThreadState, stackLimit) == 8);
static_assert(offsetof(ThreadState, stackSpan) == 16);
static_assert(offsetof(ThreadState, briefVm) == 24);
static_assert(briefCall == 1 && alignof(Activation) > briefCall);

// platform/arch/x86_64.S reads it.
extern "C" {
__attribute__((visibility("hidden"))) __thread ThreadState w2o_thread;
}

// The only accessor: the compiler may keep addresses of thread-locals, and
// this keeps the model (initial-exec) in one translation unit.
ThreadState &w2o::currentThread() { return w2o_thread; }

// platform/arch/*.S
extern "C" uint32_t w2o_enter_guest(w2o_vm *vm, void (*code)(void),
                                    w2o_register_frame *frame,
                                    ThreadState *thread, uintptr_t callerLimit);

/// Marks a limit that was computed from a stack size: it is never equal to a
/// thread's own, so that the next entry computes it anew.
static constexpr uintptr_t sizedLimit = 1;

/// False when memory is exhausted. What could not be found out or made is tried
/// again at the next entry.
static bool prepareThread(ThreadState &state) {
  if (signalMode() == W2O_SIGNALS_CHAIN)
    platform::ensureAlternateStack();
  platform::StackBounds bounds = {};
  bool isKnown = platform::currentStack(&bounds);
  if (!registerThread(&state, bounds.low, bounds.high))
    return false;
  if (!isKnown)
    return true;
  state.isPrepared = true;
  uintptr_t limit = (bounds.low + W2O_STACK_RESERVE + 15) & ~uintptr_t(15);
  if (limit < bounds.high) {
    state.stackLimit = limit;
    state.stackSpan = bounds.high - limit;
  }
  return true;
}

/// A trap before guest code was reached.
static uint32_t refuse(w2o_store *store, const char *message,
                       w2o_trap_code code = W2O_TRAP_CALL_STACK_EXHAUSTED) {
  recordTrap(store->trap, code, 0, message);
  return code;
}

static uint32_t refuseInterrupted(w2o_store *store) {
  if (store->outcome)
    store->trap = *store->outcome;
  else
    recordTrap(store->trap, W2O_TRAP_INTERRUPTED, 0, nullptr);
  return store->trap.error.trap;
}

/// Sets the limits of a store for an entry at stack pointer `sp`. Returns a
/// trap code. platform/arch/x86_64.S calls it too.
extern "C" uint32_t w2o_prepare_entry(w2o_vm *vm, uintptr_t sp) {
  ThreadState &state = w2o_thread;
  w2o_store *store = storeOf(vm);
  if (!state.isPrepared && !prepareThread(state))
    return refuse(store, "out of memory for a thread that enters a guest",
                  W2O_TRAP_ALLOCATION_FAILURE);
  ControlLock lock(store);
  if (refusesEntry(store))
    return refuseInterrupted(store);
  bool isOwnStack = sp - state.stackLimit < state.stackSpan;
  // Below the limit of the own stack there is the reserve, and whatever is
  // below that is a stack that the host made itself, like a coroutine's.
  if (!isOwnStack && sp < state.stackLimit &&
      state.stackLimit - sp <= W2O_STACK_RESERVE)
    return refuse(store, nullptr);

  uintptr_t limit = isOwnStack ? state.stackLimit : 0;
  Instance *instance = instanceOf(vm);
  size_t size = instance ? instance->stackSize : 0;
  if (size) {
    uintptr_t sized = size < sp ? (sp - size + 15) & ~uintptr_t(15) : 0;
    limit = (sized > limit ? sized : limit) | sizedLimit;
  } else if (!limit) {
    return refuse(store, "call stack exhausted: the stack is not the one that "
                         "the system gave the thread; w2o_config::stack_size "
                         "must say how much of it there is");
  }
  if (stackLimitOf(vm) != limit)
    store->setStackLimits(limit);
  return W2O_TRAP_NONE;
}

W2O_EXPORT uint32_t w2o_enter(w2o_vm *vm, void (*code)(void),
                              w2o_register_frame *frame) {
  ThreadState &state = w2o_thread;
  uintptr_t before = stackLimitOf(vm);
  auto sp = uintptr_t(__builtin_frame_address(0));
  if (__builtin_expect(before != state.stackLimit ||
                           sp - before >= state.stackSpan,
                       false))
    if (uint32_t trap = w2o_prepare_entry(vm, sp))
      return trap;
  if (!state.top)
    __atomic_store_n(&state.briefVm, nullptr, __ATOMIC_RELAXED);
  return w2o_enter_guest(vm, code, frame, &state, before);
}

// Called from platform/arch/*.S at the end of an entry that finds another
// limit than it found at its start.
extern "C" void w2o_restore_limits(Activation *activation) {
  w2o_store *store = storeOf(activation->vm);
  {
    ControlLock lock(store);
    // Without an active call the new limit stays: the next entry is likely to
    // be from the same thread.
    if (!staysInterrupted(store, activation->callerLimit) && store->isActive())
      store->setStackLimits(activation->callerLimit);
  }
  settleThread();
}

void w2o::popCall(ActiveCall call) {
  Activation ended = {0, call.vm(), call.callerLimit(), nullptr, nullptr};
  // Other threads look at both (Interrupt.cpp).
  if (call.isBrief()) {
    __atomic_store_n(&w2o_thread.top, 0, __ATOMIC_RELAXED);
  } else {
    uint64_t *depth = &w2o_vm_head_of(ended.vm)->entry_depth;
    __atomic_store_n(&w2o_thread.top, call.activation()->previous,
                     __ATOMIC_RELAXED);
    __atomic_store_n(depth, *depth - 1, __ATOMIC_RELAXED);
  }
  if (stackLimitOf(ended.vm) != ended.callerLimit)
    w2o_restore_limits(&ended);
}

// Personality routine of w2o_enter_guest (Itanium C++ ABI: Exception Handling,
// section 1.3). Exceptions of the guest end here: the host gets a trap. When an
// exception of a host function, or the forced unwinding of a cancelled thread,
// leaves through the frame, its activation ends. Frames further in have been
// through here before, so the activation is the innermost one.
extern "C" _Unwind_Reason_Code
w2o_enter_personality(int, _Unwind_Action actions, _Unwind_Exception_Class,
                      _Unwind_Exception *header, _Unwind_Context *) {
  Throw *record =
      actions & _UA_FORCE_UNWIND ? nullptr : throwOf(header);
  if (record && (actions & _UA_SEARCH_PHASE)) {
    // Now, while the frames are there that the backtrace is about.
    recordUncaught(record);
    return _URC_HANDLER_FOUND;
  }
  if (record)
    endUncaught(record);
  if (actions & _UA_CLEANUP_PHASE)
    if (ActiveCall call = innermostCall())
      popCall(call);
  return _URC_CONTINUE_UNWIND;
}
