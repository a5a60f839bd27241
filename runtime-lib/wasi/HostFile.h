//===- HostFile.h - Descriptors of the operating system -------------------===//
//
// A file, directory, stream, terminal or socket that is a descriptor of the
// host. Each operation is one call of the system.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_HOSTFILE_H
#define W2O_WASI_HOSTFILE_H

#include "wasi/Descriptor.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>

namespace w2o::wasi {

class HostFileSystem;

/// The type of a file, from st_mode and, for sockets, the socket.
FileType fileTypeOf(mode_t mode, int socket = -1);
/// What the host knows of a file.
FileStatus fileStatusOf(const struct stat &status, FileType type);
/// fdflags from the flags of fcntl(F_GETFL), and open() flags from fdflags.
uint16_t fdFlagsFromHost(int hostFlags);
int fdFlagsToHost(uint16_t flags);

/// Made by HostFileSystem::adopt().
class HostFile final : public Descriptor {
public:
  HostFile(HostFileSystem &files, HostFd fd, FileType type, bool breakable,
           Rights base, Rights inheriting);

  /// A pipe or socket: writing to it can raise SIGPIPE.
  bool canBreak() const { return breakable; }

  int read(const iovec *buffers, int count, size_t &moved) override;
  int write(const iovec *buffers, int count, size_t &moved) override;
  int readAt(const iovec *buffers, int count, uint64_t offset,
             size_t &moved) override;
  int writeAt(const iovec *buffers, int count, uint64_t offset,
              size_t &moved) override;
  int seek(int64_t offset, int whence, uint64_t &position) override;
  int advise(uint64_t offset, uint64_t length,
             platform::FileAdvice advice) override;
  int allocate(uint64_t offset, uint64_t length) override;
  int setSize(uint64_t size) override;
  int fdFlags(uint16_t &flags) override;
  int setFdFlags(uint16_t flags) override;
  int sync(bool dataOnly) override;
  int status(FileStatus &result) override;
  int setTimes(const timespec (&times)[2]) override;
  int host() const override { return fd.get(); }
  uint64_t readable() override;
  FileSystem *fileSystem() override;
  int list(uint64_t cookie, DirectoryBuffer &buffer) override;

private:
  ~HostFile();
  void destroy() override;

  /// The listing of a directory (HostListing.cpp), opened at first use. The
  /// lock guards all of it.
  struct Listing {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    DIR *stream = nullptr;
    uint64_t self = 0;         ///< Inode of the directory.
    uint32_t at = 0;           ///< Entries before the host's position.
    uint32_t known = 0;        ///< Last valid index of `positions`.
    uint32_t capacity = 0;     ///< Of `positions`.
    long *positions = nullptr; ///< Of the host, after that many entries.

    int open(int directory);
    int seek(uint64_t cookie);
    bool advance();
  };

  HostFileSystem &files;
  HostFd fd;
  bool breakable;
  Listing listing;
};

} // namespace w2o::wasi

#endif // W2O_WASI_HOSTFILE_H
