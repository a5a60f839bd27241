//===- AddressSpace.cpp - Reservations by mmap and mprotect ---------------===//
//
// Never asks for executable pages: no code is made at run time.
//
//===----------------------------------------------------------------------===//

#include "platform/Platform.h"

#include <sys/mman.h>
#include <unistd.h>

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0 // Darwin defines it, but some BSDs do not.
#endif

size_t w2o::platform::pageSize() {
  static size_t cached;
  // Racing threads store the same value.
  size_t size = __atomic_load_n(&cached, __ATOMIC_RELAXED);
  if (!size) {
    size = size_t(sysconf(_SC_PAGESIZE));
    __atomic_store_n(&cached, size, __ATOMIC_RELAXED);
  }
  return size;
}

void *w2o::platform::reserve(size_t size) {
  // MAP_NORESERVE: the range must not count against the commit limit before
  // it is used (Linux ignores this under vm.overcommit_memory=2, where
  // inaccessible private pages are not counted anyway).
  void *p = mmap(nullptr, size, PROT_NONE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  return p == MAP_FAILED ? nullptr : p;
}

bool w2o::platform::commit(void *address, size_t size) {
  return size == 0 || mprotect(address, size, PROT_READ | PROT_WRITE) == 0;
}

void w2o::platform::release(void *address, size_t size) {
  munmap(address, size);
}
