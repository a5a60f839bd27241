//===- Interrupt.cpp - Signals to one thread, Linux -----------------------===//
//
// System calls are made directly: the C library has no rt_tgsigqueueinfo, and
// its timer_create allocates, which a signal handler must not.
//
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // SIGEV_THREAD_ID
#endif

#include "platform/Interrupt.h"

#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

using namespace w2o::platform;

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace {

constexpr uint32_t firstWait = 20000;     // ns
constexpr uint32_t longestWait = 1000000; // ns
constexpr uint32_t numQuick = 20000; // About a second of them.
constexpr uint32_t numFresh = 100;   // A few milliseconds.

/// System calls of a handler must not be seen by what it interrupted.
class ErrnoKept {
public:
  ErrnoKept() : saved(errno) {}
  ~ErrnoKept() { errno = saved; }
  ErrnoKept(const ErrnoKept &) = delete;
  ErrnoKept &operator=(const ErrnoKept &) = delete;

private:
  int saved;
};

/// A child of fork() has none of its parent's timers.
bool hasTimer(const Repeat &repeat) { return repeat.process == getpid(); }

void setTimer(const Repeat &repeat) {
  struct itimerspec wait = {};
  wait.it_value.tv_nsec = long(repeat.nanoseconds);
  syscall(SYS_timer_settime, repeat.timer, 0, &wait, nullptr);
}

} // namespace

ThreadId w2o::platform::currentThreadId() {
  return {pthread_self(), int(syscall(SYS_gettid))};
}

void w2o::platform::signalThread(const ThreadId &thread, int signal,
                                 void *mark) {
  siginfo_t info;
  memset(&info, 0, sizeof(info));
  info.si_signo = signal;
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_ptr = mark;
  syscall(SYS_rt_tgsigqueueinfo, getpid(), thread.number, signal, &info);
}

bool w2o::platform::hasMark(const siginfo_t &info, void *mark) {
  return (info.si_code == SI_QUEUE || info.si_code == SI_TIMER) &&
         info.si_value.sival_ptr == mark;
}

void w2o::platform::repeatSignal(Repeat &repeat, int signal, void *mark) {
  ErrnoKept kept;
  if (!hasTimer(repeat)) {
    struct sigevent event;
    memset(&event, 0, sizeof(event));
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = signal;
    event.sigev_value.sival_ptr = mark;
    event.sigev_notify_thread_id = int(syscall(SYS_gettid));
    if (syscall(SYS_timer_create, CLOCK_MONOTONIC, &event, &repeat.timer) != 0)
      return;
    repeat.process = getpid();
    repeat.nanoseconds = 0;
  }
  uint32_t wait = repeat.nanoseconds;
  if (repeat.numSent >= numQuick)
    wait += wait / 64;
  if (wait < firstWait)
    wait = firstWait;
  repeat.nanoseconds = wait < longestWait ? wait : longestWait;
  ++repeat.numSent;
  setTimer(repeat);
}

// The timer stays, because a signal may come at any instruction of this: what
// is done twice does no harm.
void w2o::platform::stopRepeating(Repeat &repeat) {
  if (!repeat.nanoseconds || !hasTimer(repeat))
    return;
  ErrnoKept kept;
  repeat.nanoseconds = 0;
  setTimer(repeat);
}

void w2o::platform::releaseRepeat(Repeat &repeat) {
  if (!hasTimer(repeat))
    return;
  repeat.process = 0;
  syscall(SYS_timer_delete, repeat.timer);
}

bool w2o::platform::isFreshSignal(const siginfo_t &info, Repeat &repeat) {
  if (info.si_code == SI_QUEUE)
    repeat.numSent = 0;
  return repeat.numSent < numFresh;
}
