//===- Interrupt.cpp - Signals to one thread, Darwin ----------------------===//
//
// Signals carry no value here, and no timer signals a thread: a thread that is
// in a host function when it is interrupted goes on to the next guest function
// that starts.
//
//===----------------------------------------------------------------------===//

#include "platform/Interrupt.h"

#include <unistd.h>

using namespace w2o::platform;

ThreadId w2o::platform::currentThreadId() { return {pthread_self(), 0}; }

void w2o::platform::signalThread(const ThreadId &thread, int signal, void *) {
  pthread_kill(thread.thread, signal);
}

/// A fault has no sender.
bool w2o::platform::hasMark(const siginfo_t &info, void *) {
  return info.si_pid == getpid();
}

void w2o::platform::repeatSignal(Repeat &, int, void *) {}
void w2o::platform::stopRepeating(Repeat &) {}
void w2o::platform::releaseRepeat(Repeat &) {}
bool w2o::platform::isFreshSignal(const siginfo_t &, Repeat &) {
  return false;
}
