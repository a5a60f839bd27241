//===- FileSystem.h - Files where the systems differ ----------------------===//
//
// What WASI needs from the operating system beyond POSIX, or where systems
// have different names for one thing. One implementation in linux/ and one in
// darwin/. All functions that fail return an errno value, or -1 with errno
// set, as said at each; none blocks signals or keeps state.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_PLATFORM_FILESYSTEM_H
#define W2O_PLATFORM_FILESYSTEM_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <time.h>

namespace w2o::platform {

/// Opens `path` relative to `directory` with the kernel's guarantee that the
/// result and every directory on the way to it is below `directory`: EXDEV
/// otherwise, EAGAIN when something was renamed meanwhile. Returns a
/// descriptor with close-on-exec set, or -1 with errno set; ENOSYS when the
/// system has no such call.
int openBeneath(int directory, const char *path, int flags, unsigned mode);

/// Whether openBeneath() works here. A sandbox of the host (seccomp) may
/// forbid it on a kernel that has it, so this tries it.
bool canOpenBeneath();

/// open() flags for a directory that is only used to resolve names in it: no
/// permission to list it is needed.
int searchFlags();

/// The three times of a file.
struct FileTimes {
  timespec access;
  timespec modification;
  timespec change;
};
FileTimes fileTimes(const struct stat &status);

/// Makes sure that [offset, offset + length) of a file has space, growing it
/// when needed, never shrinking. Returns 0 or an errno value.
int allocateFile(int fd, off_t offset, off_t length);

enum class FileAdvice {
  Normal,
  Sequential,
  Random,
  WillNeed,
  DontNeed,
  NoReuse
};

/// A hint; returns 0 or an errno value.
int adviseFile(int fd, off_t offset, off_t length, FileAdvice advice);

/// Flushes the data of a file. 0, or -1 with errno set.
int syncData(int fd);

/// poll() with nanoseconds; a null timeout waits for ever.
int waitForDescriptors(pollfd *descriptors, size_t count,
                       const timespec *timeout);

/// Fills a buffer from the system's generator for cryptographic use. 0, or an
/// errno value.
int randomBytes(void *buffer, size_t length);

} // namespace w2o::platform

#endif // W2O_PLATFORM_FILESYSTEM_H
