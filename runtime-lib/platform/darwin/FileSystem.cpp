//===- FileSystem.cpp - Files on macOS and iOS ----------------------------===//
//
// There is no counterpart of openat2, so that WASI always walks paths itself
// (wasi/PathResolver.cpp).
//
//===----------------------------------------------------------------------===//

#include "platform/FileSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/random.h>
#include <unistd.h>

namespace w2o::platform {

int openBeneath(int, const char *, int, unsigned) {
  errno = ENOSYS;
  return -1;
}

bool canOpenBeneath() { return false; }

int searchFlags() {
#ifdef O_SEARCH
  return O_SEARCH | O_DIRECTORY;
#else
  return O_RDONLY | O_DIRECTORY;
#endif
}

FileTimes fileTimes(const struct stat &status) {
  return {status.st_atimespec, status.st_mtimespec, status.st_ctimespec};
}

int allocateFile(int fd, off_t offset, off_t length) {
  struct stat status;
  if (fstat(fd, &status) != 0)
    return errno;
  off_t end;
  if (__builtin_add_overflow(offset, length, &end))
    return EFBIG;
  if (end <= status.st_size)
    return 0;
  // Space first, preferably in one piece; then the size that others see.
  fstore_t store = {};
  store.fst_flags = F_ALLOCATECONTIG;
  store.fst_posmode = F_PEOFPOSMODE;
  store.fst_length = end - status.st_size;
  if (fcntl(fd, F_PREALLOCATE, &store) != 0) {
    store.fst_flags = F_ALLOCATEALL;
    if (fcntl(fd, F_PREALLOCATE, &store) != 0)
      return errno;
  }
  return ftruncate(fd, end) == 0 ? 0 : errno;
}

int adviseFile(int fd, off_t offset, off_t length, FileAdvice advice) {
  switch (advice) {
  case FileAdvice::WillNeed: {
    radvisory range = {};
    range.ra_offset = offset;
    range.ra_count = length > INT_MAX ? INT_MAX : static_cast<int>(length);
    return fcntl(fd, F_RDADVISE, &range) == -1 ? errno : 0;
  }
  case FileAdvice::Random:
    return fcntl(fd, F_RDAHEAD, 0) == -1 ? errno : 0;
  case FileAdvice::Sequential:
    return fcntl(fd, F_RDAHEAD, 1) == -1 ? errno : 0;
  case FileAdvice::Normal:
  case FileAdvice::DontNeed:
  case FileAdvice::NoReuse:
    return 0;
  }
  return EINVAL;
}

int syncData(int fd) { return fsync(fd); }

int waitForDescriptors(pollfd *descriptors, size_t count,
                       const timespec *timeout) {
  if (timeout == nullptr)
    return poll(descriptors, static_cast<nfds_t>(count), -1);
  if (count == 0)
    return nanosleep(timeout, nullptr);
  // Rounded up: waking early would make a guest spin.
  int64_t milliseconds = static_cast<int64_t>(timeout->tv_sec) * 1000 +
                         (timeout->tv_nsec + 999999) / 1000000;
  if (milliseconds > INT_MAX)
    milliseconds = INT_MAX;
  return poll(descriptors, static_cast<nfds_t>(count),
              static_cast<int>(milliseconds));
}

int randomBytes(void *buffer, size_t length) {
  // getentropy() gives at most 256 bytes a call.
  constexpr size_t most = 256;
  auto *bytes = static_cast<uint8_t *>(buffer);
  while (length > 0) {
    size_t part = length < most ? length : most;
    if (getentropy(bytes, part) != 0)
      return errno;
    bytes += part;
    length -= part;
  }
  return 0;
}

} // namespace w2o::platform
