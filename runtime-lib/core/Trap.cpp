//===- Trap.cpp - Leaving guest code --------------------------------------===//
//
// The functions that compiled code calls to trap are generated from
// abi/Traps.def.
//
//===----------------------------------------------------------------------===//

#include "core/Trap.h"

#include "core/Export.h"
#include "core/Interrupt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

using namespace w2o;

// platform/arch/*.S
extern "C" [[noreturn]] void w2o_resume(Activation *activation, uint32_t code);

extern "C" W2O_API const char *w2o_trap_message(w2o_trap_code code) {
  switch (code) {
  case W2O_TRAP_NONE:
    return "no trap";
#define TRAP(name, enumerator, number, message)                                \
  case enumerator:                                                             \
    return message;
#include "abi/Traps.def"
  }
  return "unknown trap";
}

#define TRAP(name, enumerator, number, message)                                \
  static_assert(enumerator == number, "public and internal codes agree");
#include "abi/Traps.def"

void w2o::recordTrap(TrapRecord &record, w2o_trap_code code, int32_t exitCode,
                     const char *message) {
  record.error.kind = W2O_ERROR_TRAP;
  record.error.trap = code;
  record.error.exit_code = exitCode;
  // The message may be the pending one, never the record's own.
  snprintf(record.error.message, sizeof(record.error.message), "%s",
           message ? message : w2o_trap_message(code));
  record.exception = nullptr;
  record.numFrames = 0;
}

// AddressSanitizer's, where the program has it: frames of host functions may be
// left without a word to their caller (w2o_check_interrupt()).
#if defined(__ELF__)
extern "C" __attribute__((weak)) void __asan_handle_no_return(void);
static void noteAbandonedFrames() {
  if (__asan_handle_no_return)
    __asan_handle_no_return();
}
#else
static void noteAbandonedFrames() {}
#endif

void w2o::raiseTrap(w2o_trap_code code, int32_t exitCode, const char *message) {
  ActiveCall call = innermostCall();
  if (!call)
    abort();
  noteAbandonedFrames();
  w2o_store *store = storeOf(call.vm());
  // An interrupt takes the stack away from functions that start.
  if (code == W2O_TRAP_CALL_STACK_EXHAUSTED && isInterrupted(store))
    code = W2O_TRAP_INTERRUPTED;
  TrapRecord &record = store->trap;
  const TrapRecord *outcome = nullptr;
  if (code == W2O_TRAP_INTERRUPTED)
    outcome = requestedOutcome(currentThread());
  if (outcome) {
    // As if it had happened here.
    record = *outcome;
    popCall(call);
    w2o_resume(call.activation(), uint32_t(record.error.trap));
  }
  recordTrap(record, code, exitCode, message);
  if (code != W2O_TRAP_EXIT) // The end of a program is no error.
    collectBacktrace(record);
  popCall(call);
  w2o_resume(call.activation(), uint32_t(code));
}

// Their own frames are not needed: the return address of the caller names the
// wasm instruction.
#define TRAP(name, enumerator, number, message)                                \
  W2O_EXPORT [[noreturn]] void w2o_trap_##name(void);                          \
  void w2o_trap_##name(void) { raiseTrap(enumerator); }
#include "abi/Traps.def"

// Where w2o_fault_landing goes (platform/arch/*.S).
extern "C" [[noreturn]] void w2o_fault_trap(uint32_t code);
void w2o_fault_trap(uint32_t code) { raiseTrap(w2o_trap_code(code)); }
