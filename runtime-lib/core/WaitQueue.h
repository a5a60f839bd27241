//===- WaitQueue.h - Threads that wait at an address ----------------------===//
//
// The waiter lists of the threads proposal ("Wait and Notify"). An address of
// the host names a cell of a shared memory: the base is the same in all
// stores.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_WAITQUEUE_H
#define W2O_CORE_WAITQUEUE_H

#include <stdint.h>

namespace w2o {

/// What memory.atomic.wait gives to the guest.
enum class WaitResult : uint32_t {
  Woken = 0,
  NotEqual = 1,
  TimedOut = 2,
  Interrupted = 3, ///< Not for the guest: its calls are to end.
};

/// Waits until notify() if the cell holds `expected`. `timeout` is in
/// nanoseconds; negative means for ever.
WaitResult waitAt(const uint32_t *cell, uint32_t expected, int64_t timeout);
WaitResult waitAt(const uint64_t *cell, uint64_t expected, int64_t timeout);

/// Wakes up to `count` of those that wait at the cell, the first ones first.
/// Returns how many.
uint32_t notifyAt(const void *cell, uint32_t count);

} // namespace w2o

#endif // W2O_CORE_WAITQUEUE_H
