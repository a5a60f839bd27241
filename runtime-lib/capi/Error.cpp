//===- Error.cpp - C API: traps and their details -------------------------===//

#include "core/Instance.h"
#include "core/Trap.h"

#include <stdio.h>

using namespace w2o;

extern "C" {

void w2o_trap(w2o_instance *, const char *message) {
  // The caller is always in the innermost activation's call.
  raiseTrap(W2O_TRAP_HOST, 0, message);
}

void w2o_exit(w2o_instance *, int32_t code) {
  char message[64];
  snprintf(message, sizeof(message), "program exited with code %d", int(code));
  raiseTrap(W2O_TRAP_EXIT, code, message);
}

void w2o_set_trap(w2o_instance *caller, w2o_trap_code code, int32_t exit_code,
                  const char *message) {
  ActiveCall call = innermostCall();
  if (!call && !caller)
    return;
  PendingTrap &pending = storeOf(call ? call.vm() : caller)->pending;
  pending.isSet = true;
  pending.exception = nullptr;
  // "No trap" cannot be what a callback failed with.
  pending.code = code == W2O_TRAP_NONE ? W2O_TRAP_HOST : code;
  pending.exitCode = exit_code;
  snprintf(pending.message, sizeof(pending.message), "%s",
           message ? message : "");
}

void w2o_last_error(w2o_instance *instance, w2o_error *error) {
  if (error)
    *error = storeOf(instance)->trap.error;
}

size_t w2o_backtrace(w2o_instance *instance, const w2o_frame **frames) {
  const TrapRecord &record = storeOf(instance)->trap;
  *frames = record.frames;
  return record.numFrames;
}

} // extern "C"
