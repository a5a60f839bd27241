//===- WaitQueue.cpp - Threads that wait at an address --------------------===//
//
// Waiters are in lists, one per hash of the address, each with a lock; a
// waiter sleeps on a word in its own frame. The look at the cell and the entry
// into the list are one step for notifyAt(), which takes the same lock, so no
// notification is lost.
//
// Rejected: sleeping on the guest's cell itself (a futex compares 32 bits,
// wait64 needs 64, wakes without a reason cannot be told from real ones, and
// the number of those woken would leave the order to the system). This way a
// notify that finds nobody needs no system call either.
//
//===----------------------------------------------------------------------===//

#include "core/WaitQueue.h"

#include "core/Interrupt.h"
#include "platform/Interrupt.h"
#include "platform/Platform.h"

#include <pthread.h>

using namespace w2o;

namespace {

struct Waiter {
  const void *cell;
  Waiter *next;
  Waiter *previous;
  uint32_t isWoken; ///< Set by notifyAt(), which also takes it off the list.
};

struct List {
  pthread_mutex_t lock;
  Waiter *first;
  Waiter *last;

  void add(Waiter *waiter) {
    waiter->next = nullptr;
    waiter->previous = last;
    (last ? last->next : first) = waiter;
    last = waiter;
  }
  void remove(Waiter *waiter) {
    (waiter->previous ? waiter->previous->next : first) = waiter->next;
    (waiter->next ? waiter->next->previous : last) = waiter->previous;
  }
};

constexpr unsigned listBits = 6;
// All zero is an unlocked mutex on Linux only, and the runtime has no static
// constructors: so each is initialised by name.
#define W2O_LIST {PTHREAD_MUTEX_INITIALIZER, nullptr, nullptr}
#define W2O_LISTS4 W2O_LIST, W2O_LIST, W2O_LIST, W2O_LIST
#define W2O_LISTS16 W2O_LISTS4, W2O_LISTS4, W2O_LISTS4, W2O_LISTS4
List lists[1 << listBits] = {W2O_LISTS16, W2O_LISTS16, W2O_LISTS16,
                             W2O_LISTS16};
#undef W2O_LISTS16
#undef W2O_LISTS4
#undef W2O_LIST

List &listOf(const void *cell) {
  uint64_t hash = uint64_t(uintptr_t(cell)) * UINT64_C(0x9e3779b97f4a7c15);
  return lists[hash >> (64 - listBits)];
}

uint64_t deadlineAfter(int64_t timeout) {
  if (timeout < 0)
    return platform::noDeadline;
  uint64_t now = platform::monotonicNow();
  return uint64_t(timeout) < platform::noDeadline - now
             ? now + uint64_t(timeout)
             : platform::noDeadline;
}

/// A signal that comes just before the sleep is not noticed by it.
uint64_t latestWakeUp(uint64_t deadline) {
  if (platform::canRepeatSignals)
    return deadline;
  constexpr uint64_t longestSleep = 20000000;
  uint64_t latest = platform::monotonicNow() + longestSleep;
  return deadline < latest ? deadline : latest;
}

template <typename Word>
WaitResult wait(const Word *cell, Word expected, int64_t timeout) {
  uint64_t deadline = deadlineAfter(timeout);
  List &list = listOf(cell);
  Waiter waiter = {cell, nullptr, nullptr, 0};
  pthread_mutex_lock(&list.lock);
  if (__atomic_load_n(cell, __ATOMIC_SEQ_CST) != expected) {
    pthread_mutex_unlock(&list.lock);
    return WaitResult::NotEqual;
  }
  list.add(&waiter);
  pthread_mutex_unlock(&list.lock);

  while (!__atomic_load_n(&waiter.isWoken, __ATOMIC_ACQUIRE)) {
    bool isEnding = isInterrupted();
    if (!isEnding && (deadline == platform::noDeadline ||
                      platform::monotonicNow() < deadline)) {
      platform::sleepWhile(&waiter.isWoken, 0, latestWakeUp(deadline));
      continue;
    }
    pthread_mutex_lock(&list.lock);
    // A notification that came meanwhile has counted this thread.
    bool isWoken = __atomic_load_n(&waiter.isWoken, __ATOMIC_RELAXED);
    if (!isWoken)
      list.remove(&waiter);
    pthread_mutex_unlock(&list.lock);
    if (isWoken)
      return WaitResult::Woken;
    return isEnding ? WaitResult::Interrupted : WaitResult::TimedOut;
  }
  return WaitResult::Woken;
}

} // namespace

WaitResult w2o::waitAt(const uint32_t *cell, uint32_t expected,
                       int64_t timeout) {
  return wait(cell, expected, timeout);
}

WaitResult w2o::waitAt(const uint64_t *cell, uint64_t expected,
                       int64_t timeout) {
  return wait(cell, expected, timeout);
}

uint32_t w2o::notifyAt(const void *cell, uint32_t count) {
  List &list = listOf(cell);
  uint32_t woken = 0;
  pthread_mutex_lock(&list.lock);
  for (Waiter *waiter = list.first; waiter && woken < count;) {
    Waiter *next = waiter->next;
    if (waiter->cell == cell) {
      list.remove(waiter);
      ++woken;
      // From the store on the waiter may be gone; its address is only a name.
      const uint32_t *word = &waiter->isWoken;
      __atomic_store_n(&waiter->isWoken, 1, __ATOMIC_RELEASE);
      platform::wakeSleepers(word);
    }
    waiter = next;
  }
  pthread_mutex_unlock(&list.lock);
  return woken;
}
