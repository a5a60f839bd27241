//===- Sleep.cpp - Sleeping until a word changes, Linux -------------------===//
//
// A futex. The form with a bit set takes a deadline, on CLOCK_MONOTONIC, where
// the plain one takes a duration that would have to be computed again after
// each signal.
//
//===----------------------------------------------------------------------===//

#include "platform/Platform.h"

#include <limits.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void w2o::platform::sleepWhile(const uint32_t *word, uint32_t expected,
                               uint64_t deadline) {
  timespec until = {time_t(deadline / 1000000000),
                    long(deadline % 1000000000)};
  syscall(SYS_futex, word, FUTEX_WAIT_BITSET_PRIVATE, expected,
          deadline == noDeadline ? nullptr : &until, nullptr,
          FUTEX_BITSET_MATCH_ANY);
}

void w2o::platform::wakeSleepers(const uint32_t *word) {
  syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, INT_MAX, nullptr, nullptr, 0);
}
