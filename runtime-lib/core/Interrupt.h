//===- Interrupt.h - Ending the guest calls of another thread -------------===//
//
// When one thread of a program ends it, the others are in the middle of guest
// code, of a wait or of a system call. An Interrupt makes the guest calls of
// its thread end with a trap that another thread has recorded:
//
// - The thread gets a SIGSEGV by pthread_kill. The fault handler, which is
//   there already, sees that it was sent and by whom. In guest code it makes
//   the thread trap at once: guest frames have nothing to clean up, so any
//   instruction will do. Elsewhere it does nothing.
// - A system call that blocks ends with EINTR; loops that would start it again
//   ask isInterrupted() first.
// - A signal that came too early, before a call that blocks or during a host
//   function, is lost; so the sender repeats until the thread has left.
//
// Rejected: a flag that compiled code polls (it costs all programs), and a
// signal of its own, which the host may use for something else.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_INTERRUPT_H
#define W2O_CORE_INTERRUPT_H

#include "core/Store.h"
#include "core/Thread.h"

#include <pthread.h>

namespace w2o {

/// The guest calls of a thread from enterInterruptible() on.
struct Interrupt {
  Interrupt *outer;          ///< The one around it on the same thread.
  ThreadState *state;        ///< Of the thread.
  pthread_t thread;
  const TrapRecord *outcome; ///< Atomic; null until it was requested.
  void *owner;               ///< The owner's.
};

/// Makes guest calls of the current thread interruptible. `interrupt` must
/// stay where it is until leaveInterruptible(), and `outcome` must be null or
/// the one that was requested already.
void enterInterruptible(Interrupt &interrupt);

/// The end of the innermost one. Nobody may send to it any more; a signal that
/// is on its way is waited for.
void leaveInterruptible(Interrupt &interrupt);

/// Makes guest calls end with the trap `outcome`, which must live until the
/// thread has left. From any thread, with sendInterrupt() to follow.
void requestInterrupt(Interrupt &interrupt, const TrapRecord *outcome);

/// Sends one signal, unless the last one has not arrived yet. Between
/// enterInterruptible() and leaveInterruptible() only.
void sendInterrupt(Interrupt &interrupt);

/// Whether the guest calls of the current thread are to end: then nothing
/// should block any more.
bool isInterrupted();

void endWhenInterrupted();

/// Where a host function returns to the guest: ends the guest call instead when
/// that is wanted. A guest that calls again and again would hardly ever be
/// found in its own code.
inline void leaveWhenInterrupted() {
  if (__builtin_expect(currentThread().interrupt != nullptr, false))
    endWhenInterrupted();
}

/// The outcome to end with, or null. The outermost request counts.
const TrapRecord *requestedOutcome(const ThreadState &state);

} // namespace w2o

#endif // W2O_CORE_INTERRUPT_H
