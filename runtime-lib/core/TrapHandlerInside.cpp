//===- TrapHandlerInside.cpp - What runs inside the fault handler ---------===//
//
// Rules for this file, because any instruction of the process may have been
// interrupted:
//   - no locks, no allocation, no formatting, no function of the C library
//     but the async-signal-safe ones;
//   - memory is only read, apart from the saved context and the few bytes of
//     guest stack that w2o_fault_landing wants;
//   - no new includes without a look at what they bring.
//
// A fault is a guest's only if all three hold: this thread is inside
// w2o_enter(), the instruction is in the code of a registered module, and the
// address is in the reservation of a guest memory (or next to null, where
// code uses a null reference). Everything else, a bug of the host or of this
// runtime, goes to the handler that was there before; a fault must never be
// taken for a trap when host data may be damaged.
//
// A signal that was sent is ours when it carries our mark (Interrupt.h).
//
//===----------------------------------------------------------------------===//

#include "abi/HeapLayout.h"
#include "core/GuestRanges.h"
#include "core/Interrupt.h"
#include "core/Registry.h"
#include "core/Thread.h"
#include "core/TrapHandler.h"
#include "platform/SignalContext.h"

#include <pthread.h>
#include <signal.h>

using namespace w2o;

// platform/arch/*.S
extern "C" void w2o_fault_landing(void);

/// Trap code of a fault at `address` in guest code, or none.
static w2o_trap_code classify(uintptr_t address, const siginfo_t *info) {
  if (isGuestAddress(address))
    return W2O_TRAP_MEMORY_OUT_OF_BOUNDS;
  // Non-canonical addresses are reported as 0 with another code.
  if (info->si_code != SEGV_MAPERR)
    return W2O_TRAP_NONE;
  // Through a null reference to an object (HeapLayout.h); other uses of null
  // are checked in code.
  if (address < W2O_NULL_RANGE)
    return W2O_TRAP_NULL_STRUCTURE_REFERENCE;
  if (address >= uintptr_t(0) - W2O_ARRAY_HEADER)
    return W2O_TRAP_NULL_ARRAY_REFERENCE;
  return W2O_TRAP_NONE;
}

bool w2o::handleInterrupt(int signal, const siginfo_t *info, void *context) {
  if (signal != SIGSEGV || !platform::hasMark(*info, interruptMark()))
    return false;
  ThreadState &state = currentThread();
  bool isMeant = isInterrupted(state);
  if (isMeant && moduleOfCode(platform::contextPc(context))) {
    platform::redirectToLanding(context, uintptr_t(&w2o_fault_landing),
                                W2O_TRAP_INTERRUPTED);
    // A call around the one that ends now may be meant too.
    if (ActiveCall::innermost(state).outer())
      platform::repeatSignal(state.repeat, SIGSEGV, interruptMark());
    return true;
  }
  __atomic_store_n(&state.hasSeenInterrupt, isMeant, __ATOMIC_RELAXED);
  // In the runtime or in a host function. When nothing is meant, it comes late,
  // or the thread is just about to enter its guest: try some times.
  if (isMeant || platform::isFreshSignal(*info, state.repeat))
    platform::repeatSignal(state.repeat, SIGSEGV, interruptMark());
  else
    platform::stopRepeating(state.repeat);
  return true;
}

bool w2o::handleFault(int signal, siginfo_t *info, void *context) {
  if (handleInterrupt(signal, info, context))
    return true;
  if ((signal != SIGSEGV && signal != SIGBUS) || platform::isSentSignal(*info))
    return false; // Not a fault.
  if (!innermostCall())
    return false;
  uintptr_t pc = platform::contextPc(context);
  if (!moduleOfCode(pc))
    return false;
  w2o_trap_code code = classify(uintptr_t(info->si_addr), info);
  if (code == W2O_TRAP_NONE)
    return false;
  platform::redirectToLanding(context, uintptr_t(&w2o_fault_landing),
                              uint32_t(code));
  return true;
}

/// Makes the signal's default action happen: a fault happens again when the
/// handler returns, a signal that was sent is sent again.
static void takeDefaultAction(int signal, const siginfo_t *info) {
  struct sigaction action = {};
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
  if (info->si_code <= 0)
    raise(signal);
}

/// Signal numbers are below.
#if defined(NSIG)
static constexpr int numSignals = NSIG;
#else
static constexpr int numSignals = 65;
#endif

static void forward(int signal, siginfo_t *info, void *context) {
  struct sigaction *previous = previousAction(signal);
  bool hasInfo = previous->sa_flags & SA_SIGINFO;
  if (!hasInfo && previous->sa_handler == SIG_IGN) {
    // The kernel does not let a process ignore a fault.
    if (info->si_code > 0)
      takeDefaultAction(signal, info);
    return;
  }
  if (!hasInfo && previous->sa_handler == SIG_DFL) {
    takeDefaultAction(signal, info);
    return;
  }
  // As the kernel would call it: with its mask, and once if it said so.
  struct sigaction action = *previous;
  if (action.sa_flags & int(SA_RESETHAND)) {
    previous->sa_flags = 0;
    previous->sa_handler = SIG_DFL;
  }
  sigset_t mask = static_cast<ucontext_t *>(context)->uc_sigmask, ours;
  bool isDeferred = !(action.sa_flags & SA_NODEFER);
  for (int other = 1; other < numSignals; ++other)
    if (sigismember(&action.sa_mask, other) == 1 ||
        (other == signal && isDeferred))
      sigaddset(&mask, other);
  pthread_sigmask(SIG_SETMASK, &mask, &ours);
  if (hasInfo)
    action.sa_sigaction(signal, info, context);
  else
    action.sa_handler(signal);
  pthread_sigmask(SIG_SETMASK, &ours, nullptr);
}

void w2o::trapHandler(int signal, siginfo_t *info, void *context) {
  if (!handleFault(signal, info, context))
    forward(signal, info, context);
}
