//===- Clock.cpp - clock_res_get and clock_time_get -----------------------===//

#include "wasi/Errno.h"
#include "wasi/HostClock.h"
#include "wasi/Wasi.h"

namespace w2o::wasi {

namespace {

bool hostClockOf(uint32_t id, clockid_t &result) {
  switch (id) {
  case clockid::Realtime:
    result = CLOCK_REALTIME;
    return true;
  case clockid::Monotonic:
    result = CLOCK_MONOTONIC;
    return true;
  case clockid::ProcessCpuTime:
    result = CLOCK_PROCESS_CPUTIME_ID;
    return true;
  case clockid::ThreadCpuTime:
    result = CLOCK_THREAD_CPUTIME_ID;
    return true;
  default:
    return false;
  }
}

} // namespace

Errno readClock(const w2o_wasi &wasi, uint32_t id, uint64_t &nanos) {
  clockid_t clock;
  if (!hostClockOf(id, clock))
    return Errno::Inval;
  if (wasi.clock != nullptr) {
    nanos = wasi.clock(wasi.clockContext, id);
    return Errno::Success;
  }
  timespec time;
  if (clock_gettime(clock, &time) != 0)
    return lastErrno();
  nanos = nanosOf(time);
  return Errno::Success;
}

Errno clockResGet(Call &call, uint32_t id, GuestPtr result) {
  clockid_t clock;
  if (!hostClockOf(id, clock))
    return Errno::Inval;
  timespec resolution;
  if (clock_getres(clock, &resolution) != 0)
    return lastErrno();
  return call.memory.write(result, nanosOf(resolution)) ? Errno::Success
                                                        : Errno::Fault;
}

/// `precision` is how far off the result may be; ours is always as good as
/// the host has it.
Errno clockTimeGet(Call &call, uint32_t id, uint64_t, GuestPtr result) {
  uint64_t nanos;
  if (Errno error = readClock(call.wasi, id, nanos); error != Errno::Success)
    return error;
  return call.memory.write(result, nanos) ? Errno::Success : Errno::Fault;
}

} // namespace w2o::wasi
