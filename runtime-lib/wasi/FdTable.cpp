//===- FdTable.cpp - The guest's descriptors ------------------------------===//
//
// See FdTable.h. References that leave the table are released after the lock,
// since closing a file can take long.
//
//===----------------------------------------------------------------------===//

#include "wasi/FdTable.h"

#include "wasi/Errno.h"

#include <new>
#include <sys/socket.h>
#include <sys/stat.h>
#include <utility>

namespace w2o::wasi {

FileType fileTypeOf(mode_t mode, int socket) {
  if (S_ISREG(mode))
    return FileType::RegularFile;
  if (S_ISDIR(mode))
    return FileType::Directory;
  if (S_ISLNK(mode))
    return FileType::SymbolicLink;
  if (S_ISCHR(mode))
    return FileType::CharacterDevice;
  if (S_ISBLK(mode))
    return FileType::BlockDevice;
  if (S_ISSOCK(mode)) {
    int kind = SOCK_STREAM;
    socklen_t length = sizeof(kind);
    if (socket >= 0)
      getsockopt(socket, SOL_SOCKET, SO_TYPE, &kind, &length);
    return kind == SOCK_DGRAM ? FileType::SocketDgram
                              : FileType::SocketStream;
  }
  return FileType::Unknown; // pipes: WASI has no number for them
}

Rights rightsOfType(FileType type, bool isTerminal) {
  switch (type) {
  case FileType::Directory:
    return rights::Directory;
  case FileType::RegularFile:
  case FileType::BlockDevice:
    return rights::File;
  case FileType::CharacterDevice:
    return isTerminal ? rights::Terminal : rights::CharacterDevice;
  case FileType::SocketDgram:
  case FileType::SocketStream:
    return rights::Socket;
  case FileType::Unknown:
  case FileType::SymbolicLink:
    return rights::Stream;
  }
  return rights::None;
}

//===-- Descriptor --------------------------------------------------------===//

Descriptor::Descriptor(HostFd fd, FileType type, bool breakable, Rights base,
                       Rights inheriting)
    : fd(std::move(fd)), fileType(type), breakable(breakable),
      rightsBase(base), rightsInheriting(inheriting) {}

Descriptor::~Descriptor() {
  if (listing.stream != nullptr)
    closedir(listing.stream);
  std::free(listing.positions);
  pthread_mutex_destroy(&listing.lock);
}

bool Descriptor::restrict(Rights newBase, Rights newInheriting) {
  if ((newBase & ~base()) != 0 || (newInheriting & ~inheriting()) != 0)
    return false;
  // fetch_and: two threads that both take rights away end with the rest.
  rightsBase.fetch_and(newBase, std::memory_order_relaxed);
  rightsInheriting.fetch_and(newInheriting, std::memory_order_relaxed);
  return true;
}

int DescriptorRef::create(HostFd fd, Rights base, Rights inheriting,
                          DescriptorRef &result) {
  struct stat status;
  if (fstat(fd.get(), &status) != 0)
    return errno;
  FileType type = fileTypeOf(status.st_mode, fd.get());
  bool isTerminal =
      type == FileType::CharacterDevice && ::isatty(fd.get()) == 1;
  base &= rightsOfType(type, isTerminal);
  // Sockets pass rights on to the connections that they accept.
  if (type == FileType::SocketStream)
    inheriting &= rights::Socket;
  else if (type != FileType::Directory)
    inheriting = rights::None;
  bool breakable = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
  void *memory = std::malloc(sizeof(Descriptor));
  if (memory == nullptr)
    return ENOMEM;
  DescriptorRef fresh;
  fresh.target = new (memory)
      Descriptor(std::move(fd), type, breakable, base, inheriting);
  result = std::move(fresh);
  return 0;
}

void DescriptorRef::release() {
  if (target == nullptr)
    return;
  if (target->references.fetch_sub(1, std::memory_order_acq_rel) == 1) {
    target->~Descriptor();
    std::free(target);
  }
  target = nullptr;
}

//===-- FdTable -----------------------------------------------------------===//

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
