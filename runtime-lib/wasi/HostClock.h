//===- HostClock.h - Times as WASI counts them ----------------------------===//
//
// WASI counts nanoseconds in an unsigned 64-bit number, from 1970 for the real
// time: enough until 2554. Times outside that range are clamped.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_HOSTCLOCK_H
#define W2O_WASI_HOSTCLOCK_H

#include "wasi/Context.h"

#include <ctime>

namespace w2o::wasi {

inline constexpr uint64_t nanosPerSecond = 1000000000;

inline uint64_t nanosOf(const timespec &time) {
  if (time.tv_sec < 0)
    return 0;
  auto seconds = static_cast<uint64_t>(time.tv_sec);
  if (seconds > UINT64_MAX / nanosPerSecond - 1)
    return UINT64_MAX;
  return seconds * nanosPerSecond + static_cast<uint64_t>(time.tv_nsec);
}

inline timespec timespecOf(uint64_t nanos) {
  timespec time = {};
  time.tv_sec = static_cast<time_t>(nanos / nanosPerSecond);
  time.tv_nsec = static_cast<long>(nanos % nanosPerSecond);
  return time;
}

/// The time of a guest's clock, the host's or the one set by the host program.
/// Inval when there is no such clock.
Errno readClock(const w2o_wasi &wasi, uint32_t id, uint64_t &nanos);

} // namespace w2o::wasi

#endif // W2O_WASI_HOSTCLOCK_H
