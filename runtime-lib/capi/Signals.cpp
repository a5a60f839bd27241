//===- Signals.cpp - C API: faults ----------------------------------------===//

#include "core/TrapHandler.h"

extern "C" {

bool w2o_set_signal_mode(w2o_signal_mode mode) {
  return w2o::setSignalMode(mode);
}

bool w2o_handle_signal(int signal, void *info, void *context) {
  return w2o::handleFault(signal, static_cast<siginfo_t *>(info), context);
}

} // extern "C"
