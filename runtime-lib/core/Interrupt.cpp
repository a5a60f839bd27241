//===- Interrupt.cpp - Ending the guest calls of another thread -----------===//
//
// See Interrupt.h; what the signal does is in TrapHandlerInside.cpp.
//
// At most one signal per thread is on its way, so that none can arrive when
// the thread has left and does not expect it: that would look like a signal
// of somebody else and end the process.
//
//===----------------------------------------------------------------------===//

#include "core/Interrupt.h"

#include "core/Trap.h"

#include <sched.h>
#include <signal.h>

using namespace w2o;

void w2o::enterInterruptible(Interrupt &interrupt) {
  ThreadState &state = currentThread();
  interrupt.state = &state;
  interrupt.thread = pthread_self();
  interrupt.outer = state.interrupt;
  // The handler of this thread may come between any two instructions.
  __atomic_store_n(&state.interrupt, &interrupt, __ATOMIC_RELEASE);
}

void w2o::leaveInterruptible(Interrupt &interrupt) {
  ThreadState &state = *interrupt.state;
  while (__atomic_load_n(&state.isSignalSent, __ATOMIC_ACQUIRE))
    sched_yield();
  __atomic_store_n(&state.interrupt, interrupt.outer, __ATOMIC_RELEASE);
}

void w2o::requestInterrupt(Interrupt &interrupt, const TrapRecord *outcome) {
  __atomic_store_n(&interrupt.outcome, outcome, __ATOMIC_RELEASE);
}

void w2o::sendInterrupt(Interrupt &interrupt) {
  uint32_t *isSent = &interrupt.state->isSignalSent;
  if (__atomic_exchange_n(isSent, 1, __ATOMIC_ACQ_REL))
    return;
  if (pthread_kill(interrupt.thread, SIGSEGV) != 0)
    __atomic_store_n(isSent, 0, __ATOMIC_RELEASE);
}

const TrapRecord *w2o::requestedOutcome(const ThreadState &state) {
  const TrapRecord *outcome = nullptr;
  for (const Interrupt *i = state.interrupt; i; i = i->outer)
    if (const TrapRecord *requested =
            __atomic_load_n(&i->outcome, __ATOMIC_ACQUIRE))
      outcome = requested;
  return outcome;
}

bool w2o::isInterrupted() { return requestedOutcome(currentThread()); }

void w2o::endWhenInterrupted() {
  if (isInterrupted())
    raiseTrap(W2O_TRAP_INTERRUPTED);
}
