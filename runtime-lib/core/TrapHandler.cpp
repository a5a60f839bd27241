//===- TrapHandler.cpp - Installing the fault handler ---------------------===//
//
// Runs outside of handlers; what runs inside is in TrapHandlerInside.cpp.
//
//===----------------------------------------------------------------------===//

#include "core/TrapHandler.h"

#include <pthread.h>

using namespace w2o;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool isDecided; ///< An instance has been made; the mode is fixed.
static bool isInstalled;
static w2o_signal_mode mode = W2O_SIGNALS_CHAIN;
static struct sigaction previousSegv, previousBus;

struct sigaction *w2o::previousAction(int signal) {
  return signal == SIGBUS ? &previousBus : &previousSegv;
}

bool w2o::setSignalMode(w2o_signal_mode newMode) {
  pthread_mutex_lock(&lock);
  bool ok = !isDecided || mode == newMode;
  if (ok)
    mode = newMode;
  pthread_mutex_unlock(&lock);
  return ok;
}

w2o_signal_mode w2o::signalMode() { return mode; }

static bool install(int signal) {
  // Known before ours can run, for a fault in the very next instruction.
  if (sigaction(signal, nullptr, previousAction(signal)) != 0)
    return false;
  struct sigaction action = {};
  action.sa_sigaction = trapHandler;
  // SA_SIGINFO: the fault address and the registers come with it.
  // SA_ONSTACK: the guest may be near the end of its stack; see
  //   AlternateStack.cpp.
  // Not SA_NODEFER: many interrupts (Interrupt.h) at once would pile up on the
  //   alternate stack. A host's handler that a fault is forwarded to has the
  //   mask that its owner asked for all the same (forward()).
  // Not SA_RESTART: a fault interrupts no system call, and an interrupt is to
  //   end those that block.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  // Nothing else is blocked: the handler is short, takes no locks, and other
  // handlers do not disturb it.
  sigemptyset(&action.sa_mask);
  return sigaction(signal, &action, nullptr) == 0;
}

bool w2o::installTrapHandler() {
  pthread_mutex_lock(&lock);
  isDecided = true;
  bool ok = true;
  if (mode == W2O_SIGNALS_CHAIN && !isInstalled) {
    // Linux reports an access beyond the mapping as SIGSEGV, Darwin one to
    // inaccessible pages as SIGBUS.
    ok = install(SIGSEGV) && install(SIGBUS);
    isInstalled = ok;
  }
  pthread_mutex_unlock(&lock);
  return ok;
}
