//===- Descriptor.cpp - What an open descriptor is ------------------------===//
//
// See Descriptor.h: counting, rights, and the answers of kinds that cannot do
// something.
//
//===----------------------------------------------------------------------===//

#include "wasi/Descriptor.h"

namespace w2o::wasi {

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

void limitRights(FileType type, bool isTerminal, Rights &base,
                 Rights &inheriting) {
  base &= rightsOfType(type, isTerminal);
  // Sockets pass rights on to the connections that they accept.
  if (type == FileType::SocketStream)
    inheriting &= rights::Socket;
  else if (type != FileType::Directory)
    inheriting = rights::None;
}

bool Descriptor::restrict(Rights newBase, Rights newInheriting) {
  if ((newBase & ~base()) != 0 || (newInheriting & ~inheriting()) != 0)
    return false;
  // fetch_and: two threads that both take rights away end with the rest.
  rightsBase.fetch_and(newBase, std::memory_order_relaxed);
  rightsInheriting.fetch_and(newInheriting, std::memory_order_relaxed);
  return true;
}

void DescriptorRef::release() {
  if (target == nullptr)
    return;
  if (target->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
    target->destroy();
  target = nullptr;
}

//===-- What a kind does not have -----------------------------------------===//

int Descriptor::read(const iovec *, int, size_t &) { return EBADF; }
int Descriptor::write(const iovec *, int, size_t &) { return EBADF; }
int Descriptor::readAt(const iovec *, int, uint64_t, size_t &) {
  return ESPIPE;
}
int Descriptor::writeAt(const iovec *, int, uint64_t, size_t &) {
  return ESPIPE;
}
int Descriptor::seek(int64_t, int, uint64_t &) { return ESPIPE; }
int Descriptor::advise(uint64_t, uint64_t, platform::FileAdvice) {
  return ESPIPE;
}
int Descriptor::allocate(uint64_t, uint64_t) { return ESPIPE; }
int Descriptor::setSize(uint64_t) { return EINVAL; }
int Descriptor::fdFlags(uint16_t &) { return EBADF; }
int Descriptor::setFdFlags(uint16_t) { return EBADF; }
int Descriptor::sync(bool) { return EINVAL; }
int Descriptor::status(FileStatus &) { return EBADF; }
int Descriptor::setTimes(const timespec (&)[2]) { return EBADF; }
int Descriptor::host() const { return -1; }
uint64_t Descriptor::readable() { return 0; }
FileSystem *Descriptor::fileSystem() { return nullptr; }
int Descriptor::list(uint64_t, DirectoryBuffer &) { return ENOTDIR; }
void Descriptor::destroy() {}

int FileSystem::open(Descriptor &, const HeapString &, const OpenRequest &,
                     DescriptorRef &) {
  return ENOTSUP;
}
int FileSystem::status(Descriptor &, const HeapString &, LastLink,
                       FileStatus &) {
  return ENOTSUP;
}
int FileSystem::setTimes(Descriptor &, const HeapString &, LastLink,
                         const timespec (&)[2]) {
  return ENOTSUP;
}
int FileSystem::makeDirectory(Descriptor &, const HeapString &) {
  return ENOTSUP;
}
int FileSystem::removeDirectory(Descriptor &, const HeapString &) {
  return ENOTSUP;
}
int FileSystem::unlink(Descriptor &, const HeapString &) { return ENOTSUP; }
int FileSystem::readLink(Descriptor &, const HeapString &, HeapString &) {
  return ENOTSUP;
}
int FileSystem::makeLink(const HeapString &, Descriptor &,
                         const HeapString &) {
  return ENOTSUP;
}
int FileSystem::link(Descriptor &, const HeapString &, LastLink, Descriptor &,
                     const HeapString &) {
  return ENOTSUP;
}
int FileSystem::rename(Descriptor &, const HeapString &, Descriptor &,
                       const HeapString &) {
  return ENOTSUP;
}

} // namespace w2o::wasi
