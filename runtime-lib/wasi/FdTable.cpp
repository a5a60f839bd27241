//===- FdTable.cpp - The guest's descriptors ------------------------------===//
//
// See FdTable.h. References that leave the table are released after the lock,
// since closing a file can take long.
//
//===----------------------------------------------------------------------===//

#include "wasi/FdTable.h"

#include "wasi/Locks.h"

namespace w2o::wasi {

FdTable::~FdTable() {
  for (uint32_t fd = 0; fd < capacity; ++fd)
    slots[fd].~DescriptorRef();
  std::free(slots);
  pthread_mutex_destroy(&lock);
}

bool FdTable::grow(uint32_t count) {
  if (count <= capacity)
    return true;
  uint32_t wanted = capacity == 0 ? 16 : capacity;
  while (wanted < count)
    wanted *= 2;
  auto *fresh = static_cast<DescriptorRef *>(
      std::malloc(size_t{wanted} * sizeof(DescriptorRef)));
  if (fresh == nullptr)
    return false;
  for (uint32_t fd = 0; fd < wanted; ++fd) {
    new (&fresh[fd]) DescriptorRef();
    if (fd < capacity) {
      fresh[fd] = std::move(slots[fd]);
      slots[fd].~DescriptorRef();
    }
  }
  std::free(slots);
  slots = fresh;
  capacity = wanted;
  return true;
}

DescriptorRef FdTable::get(uint32_t fd) {
  MutexLock guard(lock);
  return fd < capacity ? slots[fd] : DescriptorRef();
}

Errno FdTable::insert(DescriptorRef descriptor, uint32_t lowest,
                      uint32_t &fd) {
  MutexLock guard(lock);
  uint32_t number = lowest;
  while (number < capacity && slots[number])
    ++number;
  if (number >= maxDescriptors)
    return Errno::MFile;
  if (!grow(number + 1))
    return Errno::NoMem;
  slots[number] = std::move(descriptor);
  fd = number;
  return Errno::Success;
}

Errno FdTable::set(uint32_t fd, DescriptorRef descriptor) {
  if (fd >= maxDescriptors)
    return Errno::BadF;
  DescriptorRef old; // outlives the lock
  MutexLock guard(lock);
  if (!grow(fd + 1))
    return Errno::NoMem;
  old = std::move(slots[fd]);
  slots[fd] = std::move(descriptor);
  return Errno::Success;
}

Errno FdTable::close(uint32_t fd) {
  DescriptorRef old; // outlives the lock
  MutexLock guard(lock);
  if (fd >= capacity || !slots[fd])
    return Errno::BadF;
  old = std::move(slots[fd]);
  return Errno::Success;
}

Errno FdTable::renumber(uint32_t from, uint32_t to) {
  DescriptorRef old; // outlives the lock
  MutexLock guard(lock);
  if (from >= capacity || !slots[from] || to >= capacity || !slots[to])
    return Errno::BadF;
  if (from == to)
    return Errno::Success;
  old = std::move(slots[to]);
  slots[to] = std::move(slots[from]);
  return Errno::Success;
}

} // namespace w2o::wasi
