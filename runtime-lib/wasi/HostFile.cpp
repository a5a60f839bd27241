//===- HostFile.cpp - Descriptors of the operating system -----------------===//
//
// See HostFile.h. Listing a directory is in HostListing.cpp.
//
//===----------------------------------------------------------------------===//

#include "wasi/HostFile.h"

#include "wasi/HostClock.h"
#include "wasi/HostFileSystem.h"
#include "wasi/PipeGuard.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

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

FileStatus fileStatusOf(const struct stat &status, FileType type) {
  platform::FileTimes times = platform::fileTimes(status);
  FileStatus result;
  result.device = static_cast<uint64_t>(status.st_dev);
  result.inode = status.st_ino;
  result.links = status.st_nlink;
  result.size = static_cast<uint64_t>(status.st_size);
  result.access = nanosOf(times.access);
  result.modification = nanosOf(times.modification);
  result.change = nanosOf(times.change);
  result.type = type;
  return result;
}

uint16_t fdFlagsFromHost(int hostFlags) {
  uint16_t flags = 0;
  if ((hostFlags & O_APPEND) != 0)
    flags |= fdflags::Append;
  if ((hostFlags & O_NONBLOCK) != 0)
    flags |= fdflags::NonBlock;
  // O_SYNC contains the bit of O_DSYNC on some hosts.
  if ((hostFlags & O_SYNC) == O_SYNC)
    flags |= fdflags::Sync;
  else if ((hostFlags & O_DSYNC) == O_DSYNC)
    flags |= fdflags::DSync;
  return flags;
}

int fdFlagsToHost(uint16_t flags) {
  int hostFlags = 0;
  if ((flags & fdflags::Append) != 0)
    hostFlags |= O_APPEND;
  if ((flags & fdflags::NonBlock) != 0)
    hostFlags |= O_NONBLOCK;
  // No host tells apart reads that wait for pending writes.
  if ((flags & (fdflags::Sync | fdflags::RSync)) != 0)
    hostFlags |= O_SYNC;
  if ((flags & fdflags::DSync) != 0)
    hostFlags |= O_DSYNC;
  return hostFlags;
}

namespace {

/// For host calls that return -1 on failure.
template <class Int> int errorOf(Int result) {
  return result == static_cast<Int>(-1) ? errno : 0;
}

/// Ends a transfer: the bytes moved, or -1 with errno set.
int finish(ssize_t result, size_t &moved) {
  if (result < 0)
    return errno;
  moved = static_cast<size_t>(result);
  return 0;
}

} // namespace

HostFile::HostFile(HostFileSystem &files, HostFd fd, FileType type,
                   bool breakable, Rights base, Rights inheriting)
    : Descriptor(type, base, inheriting), files(files), fd(std::move(fd)),
      breakable(breakable) {}

HostFile::~HostFile() {
  if (listing.stream != nullptr)
    closedir(listing.stream);
  std::free(listing.positions);
  pthread_mutex_destroy(&listing.lock);
}

void HostFile::destroy() {
  this->~HostFile();
  std::free(this);
}

FileSystem *HostFile::fileSystem() { return &files; }

//===-- Transfers ---------------------------------------------------------===//

int HostFile::read(const iovec *buffers, int count, size_t &moved) {
  return finish(readv(host(), buffers, count), moved);
}

int HostFile::write(const iovec *buffers, int count, size_t &moved) {
  PipeGuard guard(canBreak());
  return finish(writev(host(), buffers, count), moved);
}

int HostFile::readAt(const iovec *buffers, int count, uint64_t offset,
                     size_t &moved) {
  return finish(preadv(host(), buffers, count, static_cast<off_t>(offset)),
                moved);
}

int HostFile::writeAt(const iovec *buffers, int count, uint64_t offset,
                      size_t &moved) {
  return finish(pwritev(host(), buffers, count, static_cast<off_t>(offset)),
                moved);
}

int HostFile::seek(int64_t offset, int whence, uint64_t &position) {
  off_t result = lseek(host(), offset, whence);
  if (result < 0)
    return errno;
  position = static_cast<uint64_t>(result);
  return 0;
}

//===-- State -------------------------------------------------------------===//

int HostFile::advise(uint64_t offset, uint64_t length,
                     platform::FileAdvice advice) {
  return platform::adviseFile(host(), static_cast<off_t>(offset),
                              static_cast<off_t>(length), advice);
}

int HostFile::allocate(uint64_t offset, uint64_t length) {
  return platform::allocateFile(host(), static_cast<off_t>(offset),
                                static_cast<off_t>(length));
}

int HostFile::setSize(uint64_t size) {
  return errorOf(ftruncate(host(), static_cast<off_t>(size)));
}

int HostFile::fdFlags(uint16_t &flags) {
  int hostFlags = fcntl(host(), F_GETFL);
  if (hostFlags == -1)
    return errno;
  flags = fdFlagsFromHost(hostFlags);
  return 0;
}

int HostFile::setFdFlags(uint16_t flags) {
  int current = fcntl(host(), F_GETFL);
  if (current == -1)
    return errno;
  int changed = (current & ~(O_APPEND | O_NONBLOCK)) |
                (fdFlagsToHost(flags) & (O_APPEND | O_NONBLOCK));
  if (changed == current)
    return 0;
  return errorOf(fcntl(host(), F_SETFL, changed));
}

int HostFile::sync(bool dataOnly) {
  return errorOf(dataOnly ? platform::syncData(host()) : fsync(host()));
}

int HostFile::status(FileStatus &result) {
  struct stat status;
  if (fstat(host(), &status) != 0)
    return errno;
  result = fileStatusOf(status, type());
  return 0;
}

int HostFile::setTimes(const timespec (&times)[2]) {
  return errorOf(futimens(host(), times));
}

uint64_t HostFile::readable() {
  if (type() == FileType::RegularFile) {
    struct stat status;
    off_t position = lseek(host(), 0, SEEK_CUR);
    if (position >= 0 && fstat(host(), &status) == 0 &&
        status.st_size > position)
      return static_cast<uint64_t>(status.st_size - position);
    return 0;
  }
  int count = 0;
  if (ioctl(host(), FIONREAD, &count) == 0 && count > 0)
    return static_cast<uint64_t>(count);
  return 0;
}

} // namespace w2o::wasi
