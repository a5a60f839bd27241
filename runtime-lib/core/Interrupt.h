//===- Interrupt.h - Ending guest calls from another thread ---------------===//
//
// Ends the guest code that a store is running, whatever it does, while guest
// code pays nothing for it: the stack check of prologues and a directed signal
// do all the work. w2o_store_interrupt() is one user, the end of a program of
// several threads (wasi/ThreadGroup) another.
//
// A store is interrupted while any bit of w2o_store::interrupt is set. A thread
// is interrupted when any call on it, the innermost or one around it, is into
// an interrupted store: all that happens inside of a call ends with it.
//
// Interrupt.cpp has the protocol and why it is free of races; what the signal
// does is in TrapHandlerInside.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_INTERRUPT_H
#define W2O_CORE_INTERRUPT_H

#include "core/Store.h"
#include "core/Thread.h"

#include <signal.h>

namespace w2o {

/// The value of head.stack_limit that no stack pointer is above, also not when
/// a frame's size is added: entries and functions take their slow path.
constexpr uintptr_t interruptedLimit = UINTPTR_MAX >> 1;

/// Bits of w2o_store::interrupt.
enum InterruptReason : uint32_t {
  CallInterrupted = 1,   ///< Until the outermost call ends.
  TicketInterrupted = 2, ///< Until there is another ticket.
  ProgramEnded = 4,      ///< Until continueProgram().
};

/// Locks what an interrupting thread and the store's own share. Held for a few
/// instructions, never while guest or host code runs.
class ControlLock {
public:
  explicit ControlLock(w2o_store *store) : store(store) {
    pthread_mutex_lock(&store->control);
  }
  ~ControlLock() { pthread_mutex_unlock(&store->control); }
  ControlLock(const ControlLock &) = delete;
  ControlLock &operator=(const ControlLock &) = delete;

private:
  w2o_store *store;
};

//===-- From any thread ---------------------------------------------------===//

/// w2o_store_interrupt().
bool interruptStore(w2o_store *store, uint64_t ticket);

/// Makes all guest calls of the store end with `outcome`, which must live until
/// continueProgram(). May be repeated, which sends a signal again.
void endProgram(w2o_store *store, const TrapRecord *outcome);
void continueProgram(w2o_store *store);

//===-- From the store's thread -------------------------------------------===//

/// w2o_store_new_ticket().
uint64_t newTicket(w2o_store *store);

/// Calls into the store that are brief ones (Thread.h), of all threads.
uint64_t numBriefCalls(const w2o_store *store);

inline bool isInterrupted(const w2o_store *store) {
  return __atomic_load_n(&store->interrupt, __ATOMIC_ACQUIRE) != 0;
}

/// Whether the thread's guest calls are to end: then nothing should block any
/// more. Async-signal-safe.
bool isInterrupted(const ThreadState &state);
inline bool isInterrupted() { return isInterrupted(currentThread()); }

void endWhenInterrupted();

/// After the end of a call: the signal is needed no more, unless a call around
/// it is interrupted.
void settleThread();

/// Where a host function returns to the guest: ends the guest call instead when
/// that is wanted. A guest that calls again and again would hardly ever be
/// found in its own code.
inline void leaveWhenInterrupted() {
  const ThreadState &state = currentThread();
  auto call = ActiveCall::innermost(state);
  bool isLikely =
      __atomic_load_n(&state.hasSeenInterrupt, __ATOMIC_RELAXED) ||
      (call && isInterrupted(storeOf(call.vm())));
  if (__builtin_expect(isLikely, false))
    endWhenInterrupted();
}

/// What a call that is interrupted ends with instead of W2O_TRAP_INTERRUPTED,
/// or null. The outermost call decides.
const TrapRecord *requestedOutcome(const ThreadState &state);

/// Whether an entry has to be refused; forgets an interrupt that came too late
/// for the call it was meant for. Under the lock.
bool refusesEntry(w2o_store *store);

/// The end of a call whose stack limit has changed meanwhile, and which began
/// with `callerLimit`. Forgets its interrupt when it was the outermost. True
/// when the store is still interrupted. Under the lock.
bool staysInterrupted(w2o_store *store, uintptr_t callerLimit);

/// Makes the current thread known to interruptStore() until it ends. May be
/// repeated with the bounds of the stack. False when memory is exhausted: then
/// the thread must not run guest code, since nobody could end it.
bool registerThread(ThreadState *state, uintptr_t low, uintptr_t high);

//===-- In the signal handler ---------------------------------------------===//

/// Handles a signal that this copy of the runtime has sent; false when it is
/// none (TrapHandlerInside.cpp).
bool handleInterrupt(int signal, const siginfo_t *info, void *context);

/// The value that marks our signals, different in each copy of the runtime.
void *interruptMark();

} // namespace w2o

#endif // W2O_CORE_INTERRUPT_H
