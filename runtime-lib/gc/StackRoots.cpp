//===- StackRoots.cpp - References on the stack ---------------------------===//
//
// Compiled code and host functions keep references in registers and on the
// stack, in places that nobody describes. So each word there that is an address
// in the heap counts. Everything from the collector's frame up to the outermost
// call into the store on this thread is looked at, whatever frames are between.
//
// A host may switch stacks: then frames with references can be elsewhere, and
// the words between here and there are something else. Such a collection does
// not happen.
//
//===----------------------------------------------------------------------===//

#include "core/Instance.h"
#include "core/Thread.h"
#include "gc/HeapState.h"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define W2O_ADDRESS_SANITIZER
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define W2O_ADDRESS_SANITIZER
#endif
#if defined(W2O_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#endif

using namespace w2o;

/// Whether [low, high) is on one stack. `size` is what w2o_config::stack_size
/// said for the outermost call.
static bool isOneStack(uintptr_t low, uintptr_t high, size_t size) {
  const ThreadState &thread = currentThread();
  uintptr_t bottom = thread.stackLimit - W2O_STACK_RESERVE;
  uintptr_t span = thread.stackSpan + W2O_STACK_RESERVE;
  bool isLowOwn = low - bottom < span;
  bool isHighOwn = high - bottom < span;
  if (isLowOwn || isHighOwn)
    return isLowOwn && isHighOwn && low <= high;
  // A stack of the host's: it goes down so far from where the call began.
  return low <= high && high - low <= size + W2O_STACK_RESERVE;
}

bool w2o::findStack(const w2o_store *store, uintptr_t low, uintptr_t *high) {
  *high = low;
  uint64_t numHere = 0;
  w2o_vm *vm = nullptr;
  for (ActiveCall call = innermostCall(); call; call = call.outer())
    if (storeOf(call.vm()) == store) {
      ++numHere;
      vm = call.vm();
      *high = uintptr_t(call.activation());
    }
  if (store->numActive() != numHere)
    return false; // Another thread is in the middle of a call.
  if (!numHere)
    return true;
  const Instance *instance = instanceOf(vm);
  return isOneStack(low, *high, instance ? instance->stackSize : 0);
}

__attribute__((no_sanitize("address"))) void
w2o::markWords(Heap *heap, uintptr_t begin, uintptr_t end) {
  for (uintptr_t at = begin; at + sizeof(uintptr_t) <= end;
       at += sizeof(uintptr_t))
    markWord(heap, *reinterpret_cast<const uintptr_t *>(at));
}

#if defined(W2O_ADDRESS_SANITIZER)
/// Locals of instrumented functions can be in fake frames, to which the real
/// stack has pointers.
__attribute__((no_sanitize("address"))) static void
markFakeFrames(Heap *heap, uintptr_t begin, uintptr_t end) {
  void *fake = __asan_get_current_fake_stack();
  if (!fake)
    return;
  for (uintptr_t at = begin; at + sizeof(uintptr_t) <= end;
       at += sizeof(uintptr_t)) {
    void *frameBegin, *frameEnd;
    if (__asan_addr_is_in_fake_stack(fake, *reinterpret_cast<void **>(at),
                                     &frameBegin, &frameEnd))
      markWords(heap, uintptr_t(frameBegin), uintptr_t(frameEnd));
  }
}
#endif

void w2o::markStack(Heap *heap, uintptr_t low, uintptr_t high) {
  low &= ~uintptr_t(sizeof(uintptr_t) - 1);
  markWords(heap, low, high);
#if defined(W2O_ADDRESS_SANITIZER)
  markFakeFrames(heap, low, high);
#endif
}
