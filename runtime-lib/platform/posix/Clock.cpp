//===- Clock.cpp - A clock for deadlines ----------------------------------===//

#include "platform/Platform.h"

#include <time.h>

uint64_t w2o::platform::monotonicNow() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return uint64_t(now.tv_sec) * 1000000000 + uint64_t(now.tv_nsec);
}
