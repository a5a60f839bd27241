//===- FileSystem.cpp - Files on Linux ------------------------------------===//
//
// openat2(2) has no wrapper in the C libraries of the systems that we support,
// hence the raw call with a struct of our own, whose layout the kernel fixes.
//
//===----------------------------------------------------------------------===//

#include "platform/FileSystem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace w2o::platform {

namespace {

/// The call has one number on all architectures.
constexpr long openat2Number = 437;

/// struct open_how of the kernel, first version.
struct OpenHow {
  uint64_t flags;
  uint64_t mode;
  uint64_t resolve;
};
constexpr uint64_t resolveNoMagicLinks = 0x02; // /proc/self/fd/3 and the like
constexpr uint64_t resolveBeneath = 0x08;

} // namespace

int openBeneath(int directory, const char *path, int flags, unsigned mode) {
  OpenHow how = {};
  how.flags = static_cast<uint64_t>(flags) | O_CLOEXEC;
  // The call refuses a mode where none is used.
  how.mode = (flags & O_CREAT) != 0 ? mode : 0;
  how.resolve = resolveBeneath | resolveNoMagicLinks;
  return static_cast<int>(
      syscall(openat2Number, directory, path, &how, sizeof(how)));
}

bool canOpenBeneath() {
  int fd = openBeneath(AT_FDCWD, ".", searchFlags(), 0);
  if (fd >= 0) {
    close(fd);
    return true;
  }
  // Missing (ENOSYS) or forbidden by a filter (EPERM); anything else comes
  // from the directory and says nothing about the call.
  return errno != ENOSYS && errno != EPERM;
}

int searchFlags() { return O_PATH | O_DIRECTORY; }

FileTimes fileTimes(const struct stat &status) {
  return {status.st_atim, status.st_mtim, status.st_ctim};
}

int allocateFile(int fd, off_t offset, off_t length) {
  return posix_fallocate(fd, offset, length);
}

int adviseFile(int fd, off_t offset, off_t length, FileAdvice advice) {
  int value = POSIX_FADV_NORMAL;
  switch (advice) {
  case FileAdvice::Normal:
    value = POSIX_FADV_NORMAL;
    break;
  case FileAdvice::Sequential:
    value = POSIX_FADV_SEQUENTIAL;
    break;
  case FileAdvice::Random:
    value = POSIX_FADV_RANDOM;
    break;
  case FileAdvice::WillNeed:
    value = POSIX_FADV_WILLNEED;
    break;
  case FileAdvice::DontNeed:
    value = POSIX_FADV_DONTNEED;
    break;
  case FileAdvice::NoReuse:
    value = POSIX_FADV_NOREUSE;
    break;
  }
  return posix_fadvise(fd, offset, length, value);
}

int syncData(int fd) { return fdatasync(fd); }

int waitForDescriptors(pollfd *descriptors, size_t count,
                       const timespec *timeout) {
  return ppoll(descriptors, count, timeout, nullptr);
}

int randomBytes(void *buffer, size_t length) {
  auto *bytes = static_cast<uint8_t *>(buffer);
  while (length > 0) {
    ssize_t got = getrandom(bytes, length, 0);
    if (got < 0) {
      if (errno == EINTR)
        continue;
      return errno;
    }
    bytes += got;
    length -= static_cast<size_t>(got);
  }
  return 0;
}

} // namespace w2o::platform
