//===- AlternateStack.cpp - Alternate signal stacks per thread ------------===//
//
// A fault in guest code can happen with little stack left, and a signal frame
// is large on CPUs with wide vector state (3 KiB with AVX-512, 11 KiB with
// AMX), so faults are delivered on a stack of their own. The stack is made at
// a thread's first entry into guest code and freed by the destructor of a
// thread-specific key. Rejected: a thread_local object, whose destructor needs
// the C++ run-time library.
//
//===----------------------------------------------------------------------===//

#include "platform/Platform.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

namespace {

pthread_once_t keyOnce = PTHREAD_ONCE_INIT;
pthread_key_t key;
bool keyMade;

/// Written at the low end of a stack of ours, above its guard page.
struct Block {
  void *mapping;
  size_t mappingSize;
  void *stack;
};

void freeAlternateStack(void *value) {
  Block block = *static_cast<Block *>(value);
  stack_t current;
  // Somebody may have installed another stack on top of ours in the meantime.
  if (sigaltstack(nullptr, &current) == 0 && current.ss_sp == block.stack) {
    stack_t off = {};
    off.ss_flags = SS_DISABLE;
    off.ss_size = current.ss_size; // Darwin checks the size even here.
    sigaltstack(&off, nullptr);
  }
  w2o::platform::release(block.mapping, block.mappingSize);
}

void makeKey() { keyMade = pthread_key_create(&key, freeAlternateStack) == 0; }

/// Room for the signal frame and for a handler of the host that a foreign
/// fault is forwarded to.
size_t alternateStackSize() {
  size_t size = 64 * 1024;
#ifdef _SC_MINSIGSTKSZ
  // The kernel's minimum depends on the CPU's vector state.
  long minimum = sysconf(_SC_MINSIGSTKSZ);
  if (minimum > 0)
    size += size_t(minimum);
#endif
  return w2o::platform::roundUpToPage(size);
}

} // namespace

void w2o::platform::ensureAlternateStack() {
  stack_t current;
  if (sigaltstack(nullptr, &current) != 0 || !(current.ss_flags & SS_DISABLE))
    return;
  pthread_once(&keyOnce, makeKey);
  if (!keyMade)
    return;

  // guard page | Block | stack, which grows down towards the block
  size_t guard = pageSize();
  size_t size = alternateStackSize();
  size_t header = roundUpToPage(sizeof(Block));
  size_t total = guard + header + size;
  auto *mapping = static_cast<uint8_t *>(reserve(total));
  if (!mapping)
    return; // Faults are then delivered on the thread's own stack.
  if (!commit(mapping + guard, header + size)) {
    release(mapping, total);
    return;
  }
  auto *block = reinterpret_cast<Block *>(mapping + guard);
  *block = {mapping, total, mapping + guard + header};
  stack_t ours = {};
  ours.ss_sp = block->stack;
  ours.ss_size = size;
  if (pthread_setspecific(key, block) != 0) {
    release(mapping, total);
    return;
  }
  if (sigaltstack(&ours, nullptr) != 0) {
    pthread_setspecific(key, nullptr);
    release(mapping, total);
  }
}
