//===- ThreadStack.cpp - Stack bounds of the current thread, Linux --------===//
//
// The C library knows the bounds of threads that it made. The main thread's
// stack grows on demand up to RLIMIT_STACK: glibc reports that, musl only what
// is mapped at the moment, so the limit is applied here for both.
//
//===----------------------------------------------------------------------===//

#ifndef _GNU_SOURCE
#define _GNU_SOURCE // pthread_getattr_np
#endif

#include "platform/Platform.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

/// What is used of a main stack without a limit. More is never mapped below
/// it for certain.
static constexpr uintptr_t unlimitedStack = uintptr_t(64) << 20;

static bool isMainThread() { return syscall(SYS_gettid) == getpid(); }

bool w2o::platform::currentStack(StackBounds *bounds) {
  pthread_attr_t attr;
  if (pthread_getattr_np(pthread_self(), &attr) != 0)
    return false;
  void *low = nullptr;
  size_t size = 0;
  bool ok = pthread_attr_getstack(&attr, &low, &size) == 0;
  pthread_attr_destroy(&attr);
  if (!ok || size == 0)
    return false;
  bounds->low = uintptr_t(low);
  bounds->high = bounds->low + size;
  if (!isMainThread())
    return true;

  rlimit limit;
  uintptr_t allowed = unlimitedStack;
  if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
    allowed = uintptr_t(limit.rlim_cur);
  if (allowed < bounds->high) {
    uintptr_t byLimit = bounds->high - allowed;
#ifdef __GLIBC__
    // glibc has looked at the mappings below too: never go lower than it.
    if (byLimit > bounds->low)
      bounds->low = byLimit;
#else
    bounds->low = byLimit;
#endif
  }
  // The page at the limit and what the kernel keeps for arguments and
  // environment above the reported top.
  bounds->low += 4 * pageSize();
  return bounds->low < bounds->high;
}
