//===- Interrupt.h - Signals to one thread --------------------------------===//
//
// A signal for one thread, with a mark by which its handler knows it, and the
// same again after a while. Knows nothing of the runtime.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_PLATFORM_INTERRUPT_H
#define W2O_PLATFORM_INTERRUPT_H

#include <pthread.h>
#include <signal.h>
#include <stdint.h>

namespace w2o::platform {

/// Names a thread of the process while it lives.
struct ThreadId {
  pthread_t thread;
  int number; ///< The system's.
};
ThreadId currentThreadId();

/// Sends the signal; `mark` comes with it where the system can do that.
void signalThread(const ThreadId &thread, int signal, void *mark);

/// Whether the signal is one of these two with that mark. Where signals have no
/// marks, any signal that this process sent to itself is.
bool hasMark(const siginfo_t &info, void *mark);

/// Whether repeatSignal() works at all.
#if defined(__linux__)
constexpr bool canRepeatSignals = true;
#else
constexpr bool canRepeatSignals = false;
#endif

/// A signal that the current thread gets again and again: often at first,
/// because it may be in guest code for a small part of its time only, later
/// every millisecond. Plain data, zero at first. The functions are for that
/// thread, and async-signal-safe.
struct Repeat {
  int process; ///< That made the timer; 0: there is none.
  int timer;
  uint32_t nanoseconds; ///< Until the next; 0: stopped.
  uint32_t numSent;     ///< Since a signal that another thread sent.
};
/// Sends the signal once more after a while.
void repeatSignal(Repeat &repeat, int signal, void *mark);
void stopRepeating(Repeat &repeat);
/// At the end of the thread.
void releaseRepeat(Repeat &repeat);

/// Whether the signal was sent by another thread, or soon after one of those by
/// repeatSignal().
bool isFreshSignal(const siginfo_t &info, Repeat &repeat);

} // namespace w2o::platform

#endif // W2O_PLATFORM_INTERRUPT_H
