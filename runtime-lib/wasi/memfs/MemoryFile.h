//===- MemoryFile.h - Open files and directories in memory ----------------===//
//
// Descriptors of nodes. A file has a position and flags of its own for each
// time it was opened, as POSIX has it; the position has a lock, so that two
// threads that read through one descriptor get different parts.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_MEMFS_MEMORYFILE_H
#define W2O_WASI_MEMFS_MEMORYFILE_H

#include "wasi/memfs/MemoryFileSystem.h"

namespace w2o::wasi::memfs {

/// What both kinds share. Holds the file system and one of its open places.
class MemoryDescriptor : public Descriptor {
public:
  Node &node() { return *target; }

  int fdFlags(uint16_t &result) override;
  int setFdFlags(uint16_t changed) override;
  int sync(bool dataOnly) override;
  int status(FileStatus &result) override;
  int setTimes(const timespec (&times)[2]) override;

protected:
  MemoryDescriptor(w2o_wasi_fs &files, NodeRef node, uint16_t flags,
                   Rights base, Rights inheriting);
  ~MemoryDescriptor();

  w2o_wasi_fs &files;
  NodeRef target;
  std::atomic<uint16_t> flags;
};

class MemoryFile final : public MemoryDescriptor {
public:
  MemoryFile(w2o_wasi_fs &files, NodeRef node, uint16_t flags, Rights base,
             Rights inheriting)
      : MemoryDescriptor(files, std::move(node), flags, base, inheriting) {}

  int read(const iovec *buffers, int count, size_t &moved) override;
  int write(const iovec *buffers, int count, size_t &moved) override;
  int readAt(const iovec *buffers, int count, uint64_t offset,
             size_t &moved) override;
  int writeAt(const iovec *buffers, int count, uint64_t offset,
              size_t &moved) override;
  int seek(int64_t offset, int whence, uint64_t &result) override;
  int advise(uint64_t offset, uint64_t length,
             platform::FileAdvice advice) override;
  int allocate(uint64_t offset, uint64_t length) override;
  int setSize(uint64_t size) override;
  uint64_t readable() override;

private:
  ~MemoryFile() { pthread_mutex_destroy(&positionLock); }
  void destroy() override;
  FileNode &file() { return asFile(*target); }
  int transfer(const iovec *buffers, int count, uint64_t &offset,
               size_t &moved);

  pthread_mutex_t positionLock = PTHREAD_MUTEX_INITIALIZER;
  uint64_t position = 0;
};

class MemoryDirectory final : public MemoryDescriptor {
public:
  MemoryDirectory(w2o_wasi_fs &files, NodeRef node, uint16_t flags,
                  Rights base, Rights inheriting)
      : MemoryDescriptor(files, std::move(node), flags, base, inheriting) {}

  DirectoryNode &directory() { return asDirectory(*target); }
  FileSystem *fileSystem() override { return &files; }
  int list(uint64_t cookie, DirectoryBuffer &buffer) override;

private:
  ~MemoryDirectory() = default;
  void destroy() override;

  std::atomic<uint64_t> knownCookie{0}; ///< The largest that was given out.
};

} // namespace w2o::wasi::memfs

#endif // W2O_WASI_MEMFS_MEMORYFILE_H
