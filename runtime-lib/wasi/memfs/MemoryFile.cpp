//===- MemoryFile.cpp - Open files and directories in memory --------------===//
//
// See MemoryFile.h.
//
//===----------------------------------------------------------------------===//

#include "wasi/memfs/MemoryFile.h"

#include "wasi/Locks.h"

#include <unistd.h>

namespace w2o::wasi::memfs {

//===-- Both --------------------------------------------------------------===//

/// The caller has taken one of the open places.
MemoryDescriptor::MemoryDescriptor(w2o_wasi_fs &files, NodeRef node,
                                   uint16_t flags, Rights base,
                                   Rights inheriting)
    : Descriptor(node->type, base, inheriting), files(files),
      target(std::move(node)), flags(flags) {
  files.retain();
}

MemoryDescriptor::~MemoryDescriptor() {
  target.reset(); // the tree must be there for this
  files.tree.budget().open.subtract(1);
  files.release();
}

int MemoryDescriptor::fdFlags(uint16_t &result) {
  result = flags;
  return 0;
}

int MemoryDescriptor::setFdFlags(uint16_t changed) {
  constexpr uint16_t changeable = fdflags::Append | fdflags::NonBlock;
  uint16_t old = flags;
  while (!flags.compare_exchange_weak(
      old, static_cast<uint16_t>((old & ~changeable) | (changed & changeable))))
    ;
  return 0;
}

int MemoryDescriptor::sync(bool) { return 0; }

int MemoryDescriptor::status(FileStatus &result) {
  files.statusOf(*target, result);
  return 0;
}

int MemoryDescriptor::setTimes(const timespec (&times)[2]) {
  files.tree.setTimesOf(*target, times);
  return 0;
}

//===-- Files -------------------------------------------------------------===//

void MemoryFile::destroy() {
  this->~MemoryFile();
  std::free(this);
}

int MemoryFile::read(const iovec *buffers, int count, size_t &moved) {
  MutexLock guard(positionLock);
  int error = readAt(buffers, count, position, moved);
  position += moved;
  return error;
}

int MemoryFile::readAt(const iovec *buffers, int count, uint64_t offset,
                       size_t &moved) {
  moved = 0;
  FileNode &node = file();
  MutexLock guard(node.lock);
  for (int i = 0; i < count; ++i) {
    size_t part =
        node.contents.read(offset + moved,
                           static_cast<uint8_t *>(buffers[i].iov_base),
                           buffers[i].iov_len);
    moved += part;
    if (part < buffers[i].iov_len)
      break;
  }
  // As Linux by default (relatime): the first time after a change.
  if (moved > 0 && node.access <= node.modification)
    node.access = files.tree.now();
  return 0;
}

/// Writes at an offset, or at the end in append mode; `offset` is afterwards
/// behind what was written.
int MemoryFile::transfer(const iovec *buffers, int count, uint64_t &offset,
                         size_t &moved) {
  moved = 0;
  FileNode &node = file();
  MutexLock guard(node.lock);
  if ((flags & fdflags::Append) != 0)
    offset = node.contents.size();
  for (int i = 0; i < count; ++i) {
    size_t part = 0;
    int error = node.contents.write(
        offset, static_cast<const uint8_t *>(buffers[i].iov_base),
        buffers[i].iov_len, part);
    if (error != 0 && moved == 0)
      return error;
    moved += part;
    offset += part;
    if (part < buffers[i].iov_len)
      break;
  }
  if (moved > 0)
    files.tree.touch(node);
  return 0;
}

int MemoryFile::write(const iovec *buffers, int count, size_t &moved) {
  MutexLock guard(positionLock);
  uint64_t offset = position;
  int error = transfer(buffers, count, offset, moved);
  if (moved > 0)
    position = offset;
  return error;
}

int MemoryFile::writeAt(const iovec *buffers, int count, uint64_t offset,
                        size_t &moved) {
  return transfer(buffers, count, offset, moved);
}

int MemoryFile::seek(int64_t offset, int whence, uint64_t &result) {
  MutexLock guard(positionLock);
  uint64_t from = 0;
  if (whence == SEEK_CUR) {
    from = position;
  } else if (whence == SEEK_END) {
    MutexLock fileGuard(file().lock);
    from = file().contents.size();
  }
  // `from` is never above INT64_MAX, so one end is all that can overflow.
  int64_t sum;
  if (__builtin_add_overflow(static_cast<int64_t>(from), offset, &sum) ||
      sum < 0)
    return EINVAL;
  result = position = static_cast<uint64_t>(sum);
  return 0;
}

int MemoryFile::advise(uint64_t, uint64_t, platform::FileAdvice) { return 0; }

int MemoryFile::allocate(uint64_t offset, uint64_t length) {
  if (length == 0)
    return EINVAL;
  FileNode &node = file();
  MutexLock guard(node.lock);
  if (int error = node.contents.allocate(offset, length))
    return error;
  node.change = files.tree.now();
  return 0;
}

int MemoryFile::setSize(uint64_t size) {
  FileNode &node = file();
  MutexLock guard(node.lock);
  if (int error = node.contents.resize(size))
    return error;
  files.tree.touch(node);
  return 0;
}

uint64_t MemoryFile::readable() {
  MutexLock guard(positionLock);
  FileNode &node = file();
  MutexLock fileGuard(node.lock);
  uint64_t size = node.contents.size();
  return size > position ? size - position : 0;
}

//===-- Directories -------------------------------------------------------===//

void MemoryDirectory::destroy() {
  this->~MemoryDirectory();
  std::free(this);
}

int MemoryDirectory::list(uint64_t cookie, DirectoryBuffer &buffer) {
  return files.tree.list(directory(), cookie, knownCookie, buffer);
}

} // namespace w2o::wasi::memfs
