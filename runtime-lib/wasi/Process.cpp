//===- Process.cpp - proc_exit, proc_raise and sched_yield ----------------===//
//
// A guest is not a process: leaving and dying end its run, not the host's.
//
//===----------------------------------------------------------------------===//

#include "wasi/Errno.h"
#include "wasi/Wasi.h"

#include <cstdio>
#include <sched.h>

namespace w2o::wasi {

void procExit(Call &call, uint32_t code) {
  w2o_exit(call.instance, static_cast<int32_t>(code));
}

/// No guest can install a handler through WASI, so that each signal has its
/// default effect: nothing, a stop (which a guest cannot be woken from, hence
/// not supported), or the end of the program.
Errno procRaise(Call &call, uint32_t signal) {
  if (signal == signals::None || signal == signals::Chld ||
      signal == signals::Cont || signal == signals::Urg ||
      signal == signals::Winch)
    return Errno::Success;
  if (signal >= signals::Stop && signal <= signals::TtOu)
    return Errno::NotSup;
  if (signal > signals::Last)
    return Errno::Inval;
  char message[48];
  std::snprintf(message, sizeof(message), "the program raised signal %u",
                signal);
  w2o_trap(call.instance, message);
}

Errno schedYield(Call &) { return errnoUnlessOk(sched_yield()); }

} // namespace w2o::wasi
