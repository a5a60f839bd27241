//===- GuestRanges.cpp - Which addresses belong to guest memories ---------===//
//
// The user half of the address space is cut into windows of 4 GiB. A guarded
// reservation is longer than that, so a window touches at most two of them:
//
//   windows       |       |       |       |       |       |
//   reservations     [=== A =======)[=== B =======)
//
// The table has two entries per window and is indexed by the high bits of the
// address: one look-up, whether there are ten or ten thousand memories.
//
// Readers and writers. The range that a faulting thread asks for is in use
// and its entries stand still; a writer changes only entries of other ranges.
// A reader that catches such an entry half written must not see a mixture of
// two ranges as one, therefore `end` is cleared first and set last, and the
// reader looks at it before and after `begin`. Rejected: a sorted array behind
// a lock-free pointer, which has to be reclaimed while handlers may read it.
//
//===----------------------------------------------------------------------===//

#include "core/GuestRanges.h"

#include "abi/VmLayout.h"
#include "platform/Platform.h"

#include <pthread.h>

using namespace w2o;

namespace {

constexpr unsigned windowBits = 32;
/// User addresses without a hint to mmap are below this on all targets.
constexpr unsigned addressBits = 48;
constexpr unsigned slotsPerWindow = 2;
static_assert(W2O_MEMORY_RESERVATION > UINT64_C(1) << windowBits,
              "a window touches at most two reservations");

struct Slot {
  uintptr_t begin;
  uintptr_t end; ///< 0: free.
};
struct Window {
  Slot slots[slotsPerWindow];
};
constexpr uintptr_t numWindows = uintptr_t(1) << (addressBits - windowBits);

pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/// Reserved when the first range is added; untouched parts take no memory.
Window *windows;

Window *makeWindows() {
  if (!windows) {
    void *table = platform::reserve(sizeof(Window) * numWindows);
    if (!table || !platform::commit(table, sizeof(Window) * numWindows))
      return nullptr;
    __atomic_store_n(&windows, static_cast<Window *>(table), __ATOMIC_RELEASE);
  }
  return windows;
}

void removeLocked(uintptr_t begin, uintptr_t end) {
  for (uintptr_t i = begin >> windowBits; i <= (end - 1) >> windowBits; ++i)
    for (Slot &slot : windows[i].slots)
      if (slot.end == end && slot.begin == begin)
        __atomic_store_n(&slot.end, 0, __ATOMIC_RELEASE);
}

bool addToWindow(Window &window, uintptr_t begin, uintptr_t end) {
  for (Slot &slot : window.slots) {
    if (slot.end)
      continue;
    __atomic_store_n(&slot.begin, begin, __ATOMIC_RELAXED);
    __atomic_store_n(&slot.end, end, __ATOMIC_RELEASE);
    return true;
  }
  return false;
}

} // namespace

bool w2o::addGuestRange(uintptr_t begin, uintptr_t end) {
  if ((end - 1) >> addressBits)
    return false;
  pthread_mutex_lock(&lock);
  bool ok = makeWindows() != nullptr;
  for (uintptr_t i = begin >> windowBits;
       ok && i <= (end - 1) >> windowBits; ++i)
    ok = addToWindow(windows[i], begin, end);
  if (!ok && windows)
    removeLocked(begin, end);
  pthread_mutex_unlock(&lock);
  return ok;
}

void w2o::removeGuestRange(uintptr_t begin, uintptr_t end) {
  pthread_mutex_lock(&lock);
  removeLocked(begin, end);
  pthread_mutex_unlock(&lock);
}

bool w2o::isGuestAddress(uintptr_t address) {
  const Window *table = __atomic_load_n(&windows, __ATOMIC_ACQUIRE);
  if (!table || address >> addressBits)
    return false;
  for (const Slot &slot : table[address >> windowBits].slots) {
    uintptr_t end = __atomic_load_n(&slot.end, __ATOMIC_ACQUIRE);
    uintptr_t begin = __atomic_load_n(&slot.begin, __ATOMIC_ACQUIRE);
    if (end && end == __atomic_load_n(&slot.end, __ATOMIC_RELAXED) &&
        address >= begin && address < end)
      return true;
  }
  return false;
}
