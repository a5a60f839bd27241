//===- Trap.h - Leaving guest code ----------------------------------------===//
//
// A trap is recorded in the store of the innermost activation, which is then
// resumed: its w2o_enter() returns the trap code. Frames in between are not
// unwound; guest frames have nothing to clean up.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_TRAP_H
#define W2O_CORE_TRAP_H

#include "core/Store.h"
#include "core/Thread.h"

namespace w2o {

/// Leaves guest code with a trap. `message` null means the code's own text.
/// Aborts when the thread is in no guest call: there is nowhere to go.
[[noreturn]] void raiseTrap(w2o_trap_code code, int32_t exitCode = 0,
                            const char *message = nullptr);

/// Fills a trap record, without frames.
void recordTrap(TrapRecord &record, w2o_trap_code code, int32_t exitCode,
                const char *message);

/// Collects the guest frames of the current thread (Backtrace.cpp).
void collectBacktrace(TrapRecord &record);

} // namespace w2o

#endif // W2O_CORE_TRAP_H
