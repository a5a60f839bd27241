//===- ThreadStack.cpp - Stack bounds of the current thread, Darwin -------===//
//
// Darwin's C library keeps the bounds of every thread, the main one included.
//
//===----------------------------------------------------------------------===//

#include "platform/Platform.h"

#include <pthread.h>

bool w2o::platform::currentStack(StackBounds *bounds) {
  pthread_t self = pthread_self();
  bounds->high = uintptr_t(pthread_get_stackaddr_np(self));
  bounds->low = bounds->high - pthread_get_stacksize_np(self);
  return bounds->low < bounds->high;
}
