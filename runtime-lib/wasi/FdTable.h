//===- FdTable.h - The guest's descriptors --------------------------------===//
//
// A guest descriptor is a number in the table of one w2o_wasi; it stands for a
// host descriptor with rights. Descriptors are counted: a call that is in
// progress keeps its own reference, so that a close on another thread cannot
// make it hit a recycled host descriptor.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_FDTABLE_H
#define W2O_WASI_FDTABLE_H

#include "wasi/Ownership.h"
#include "wasi/Rights.h"
#include "wasi/WasiAbi.h"

#include <atomic>
#include <dirent.h>
#include <pthread.h>

namespace w2o::wasi {

/// A mutex of the C library, for the length of a scope.
class MutexLock {
public:
  explicit MutexLock(pthread_mutex_t &mutex) : mutex(mutex) {
    pthread_mutex_lock(&mutex);
  }
  ~MutexLock() { pthread_mutex_unlock(&mutex); }
  MutexLock(const MutexLock &) = delete;
  MutexLock &operator=(const MutexLock &) = delete;

private:
  pthread_mutex_t &mutex;
};

/// One open file, directory or socket. Made and freed through DescriptorRef.
class Descriptor {
public:
  int host() const { return fd.get(); }
  FileType type() const { return fileType; }
  bool isDirectory() const { return fileType == FileType::Directory; }
  /// A pipe: writing to it can raise SIGPIPE. So can sockets.
  bool canBreak() const { return breakable; }

  Rights base() const { return rightsBase.load(std::memory_order_relaxed); }
  Rights inheriting() const {
    return rightsInheriting.load(std::memory_order_relaxed);
  }
  /// Takes rights away; false when one is asked for that is not there.
  bool restrict(Rights newBase, Rights newInheriting);

  /// The name of a preopened directory as the guest sees it.
  const HeapString &preopenName() const { return guestName; }
  bool isPreopen() const { return preopen; }
  bool setPreopenName(const char *name) {
    preopen = guestName.assign(name);
    return preopen;
  }

  /// The listing of a directory (ReadDir.cpp), opened at first use. The lock
  /// guards all of it.
  struct Listing {
    pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    DIR *stream = nullptr;
    uint64_t self = 0;         ///< Inode of the directory.
    uint32_t at = 0;           ///< Entries before the host's position.
    uint32_t known = 0;        ///< Last valid index of `positions`.
    uint32_t capacity = 0;     ///< Of `positions`.
    long *positions = nullptr; ///< Of the host, after that many entries.
  };
  Listing listing;

private:
  friend class DescriptorRef;
  Descriptor(HostFd fd, FileType type, bool breakable, Rights base,
             Rights inheriting);
  ~Descriptor();

  std::atomic<uint32_t> references{1};
  HostFd fd;
  FileType fileType;
  bool breakable;
  bool preopen = false;
  std::atomic<Rights> rightsBase;
  std::atomic<Rights> rightsInheriting;
  HeapString guestName;
};

/// A counted reference to a Descriptor, or none.
class DescriptorRef {
public:
  DescriptorRef() = default;
  /// Takes the host descriptor over and asks the host what it is; rights are
  /// reduced to those that make sense for that. 0, or an errno value, then
  /// the host descriptor is closed.
  static int create(HostFd fd, Rights base, Rights inheriting,
                    DescriptorRef &result);

  DescriptorRef(const DescriptorRef &other) : target(other.target) { retain(); }
  DescriptorRef(DescriptorRef &&other) noexcept : target(other.target) {
    other.target = nullptr;
  }
  DescriptorRef &operator=(DescriptorRef other) noexcept {
    Descriptor *old = target;
    target = other.target;
    other.target = old;
    return *this;
  }
  ~DescriptorRef() { release(); }

  explicit operator bool() const { return target != nullptr; }
  Descriptor *operator->() const { return target; }
  Descriptor &operator*() const { return *target; }

private:
  void retain() {
    if (target != nullptr)
      target->references.fetch_add(1, std::memory_order_relaxed);
  }
  void release();

  Descriptor *target = nullptr;
};

/// The rights that make sense for a type of file.
Rights rightsOfType(FileType type, bool isTerminal);
/// The type of a file, from st_mode and, for sockets, the socket.
FileType fileTypeOf(mode_t mode, int socket = -1);

class FdTable {
public:
  /// More descriptors than any host gives to a process; it bounds the table.
  static constexpr uint32_t maxDescriptors = 1u << 20;
  /// 0, 1 and 2 are for the standard streams.
  static constexpr uint32_t firstFree = 3;

  FdTable() = default;
  FdTable(const FdTable &) = delete;
  FdTable &operator=(const FdTable &) = delete;
  ~FdTable();

  /// The descriptor behind a number, or none.
  DescriptorRef get(uint32_t fd);
  /// Puts a descriptor at the lowest free number from `lowest` on.
  Errno insert(DescriptorRef descriptor, uint32_t lowest, uint32_t &fd);
  /// Puts a descriptor at a number, closing what was there. An empty reference
  /// only closes.
  Errno set(uint32_t fd, DescriptorRef descriptor);
  /// Frees a number; BadF when nothing is there.
  Errno close(uint32_t fd);
  /// Moves `from` to `to`, which must be open and is closed; see fd_renumber.
  Errno renumber(uint32_t from, uint32_t to);

private:
  bool grow(uint32_t count);

  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  DescriptorRef *slots = nullptr;
  uint32_t capacity = 0;
};

} // namespace w2o::wasi

#endif // W2O_WASI_FDTABLE_H
