//===- TrapHandler.h - Faults of guest code -------------------------------===//
//
// Out-of-bounds accesses of guarded memories are SIGSEGV or SIGBUS. In chain
// mode the handler is installed when the first instance is made and forwards
// what is not a guest's; in manual mode the host owns the signals and asks
// w2o_handle_signal().
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_TRAPHANDLER_H
#define W2O_CORE_TRAPHANDLER_H

#include "wasm2obj_rt.h"

#include <signal.h>

namespace w2o {

bool setSignalMode(w2o_signal_mode mode);
w2o_signal_mode signalMode();

/// Installs the handlers, once per process. False when the system refuses.
bool installTrapHandler();

/// The handler that was there before ours. Signals are SIGSEGV and SIGBUS.
struct sigaction *previousAction(int signal);

// TrapHandlerInside.cpp; async-signal-safe.

/// Whether the signal is a guest's fault, then the context is changed so that
/// the thread continues in the runtime when the handler returns, or was sent
/// to interrupt guest calls.
bool handleFault(int signal, siginfo_t *info, void *context);
void trapHandler(int signal, siginfo_t *info, void *context);

} // namespace w2o

#endif // W2O_CORE_TRAPHANDLER_H
