//===- Descriptor.h - What an open descriptor is --------------------------===//
//
// An open file, directory, stream or socket: rights, and a table of operations
// that says what it really is. HostFile stands for a descriptor of the
// operating system, the classes in memfs/ for files that live in memory, and
// CallbackStream for functions of the host program. Functions of WASI check
// rights and arguments and then call the operations; nothing else tells the
// kinds apart.
//
// Descriptors are counted: a call that is in progress keeps its own reference,
// so that a close on another thread cannot take it away.
//
// Operations return 0 or an errno value of the host. What a descriptor cannot
// do at all is kept from it by its rights (rightsOfType); the answers here are
// for what nobody should be able to ask.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_DESCRIPTOR_H
#define W2O_WASI_DESCRIPTOR_H

#include "platform/FileSystem.h"
#include "wasi/FileSystem.h"

#include <atomic>
#include <new>
#include <sys/uio.h>
#include <utility>

namespace w2o::wasi {

class DirectoryBuffer;

/// Made and freed through DescriptorRef.
class Descriptor {
public:
  FileType type() const { return fileType; }
  bool isDirectory() const { return fileType == FileType::Directory; }
  bool isSocket() const {
    return fileType == FileType::SocketStream ||
           fileType == FileType::SocketDgram;
  }

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

  //===-- Transfers; buffers are used in place ----------------------------===//

  virtual int read(const iovec *buffers, int count, size_t &moved);
  virtual int write(const iovec *buffers, int count, size_t &moved);
  /// At an offset of at most INT64_MAX, without moving the position.
  virtual int readAt(const iovec *buffers, int count, uint64_t offset,
                     size_t &moved);
  virtual int writeAt(const iovec *buffers, int count, uint64_t offset,
                      size_t &moved);
  /// `whence` as for lseek().
  virtual int seek(int64_t offset, int whence, uint64_t &position);

  //===-- State -----------------------------------------------------------===//

  /// Offset and length are at most INT64_MAX here.
  virtual int advise(uint64_t offset, uint64_t length,
                     platform::FileAdvice advice);
  virtual int allocate(uint64_t offset, uint64_t length);
  virtual int setSize(uint64_t size);
  virtual int fdFlags(uint16_t &flags);
  /// Changes append and non-blocking; the others stay.
  virtual int setFdFlags(uint16_t flags);
  virtual int sync(bool dataOnly);
  virtual int status(FileStatus &result);
  /// Times as for utimensat().
  virtual int setTimes(const timespec (&times)[2]);

  //===-- Waiting ---------------------------------------------------------===//

  /// The host's descriptor to wait for, and for sockets the socket; -1 for
  /// what is always ready.
  virtual int host() const;
  /// Bytes that can be read without waiting, as far as known.
  virtual uint64_t readable();

  //===-- Directories -----------------------------------------------------===//

  /// Never null for a directory.
  virtual FileSystem *fileSystem();
  /// Packs entries from a cookie on until the buffer is full. EINVAL for a
  /// cookie that was never given out.
  virtual int list(uint64_t cookie, DirectoryBuffer &buffer);

protected:
  Descriptor(FileType type, Rights base, Rights inheriting)
      : fileType(type), rightsBase(base), rightsInheriting(inheriting) {}
  ~Descriptor() = default;
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;

private:
  friend class DescriptorRef;
  /// Ends the object and frees its memory; one line in each class.
  virtual void destroy();

  std::atomic<uint32_t> references{1};
  FileType fileType;
  bool preopen = false;
  std::atomic<Rights> rightsBase;
  std::atomic<Rights> rightsInheriting;
  HeapString guestName;
};

/// A counted reference to a Descriptor, or none.
class DescriptorRef {
public:
  DescriptorRef() = default;
  /// A new descriptor; none when memory is exhausted, then the arguments are
  /// as they were.
  template <class T, class... Args> static DescriptorRef make(Args &&...args) {
    DescriptorRef fresh;
    if (void *memory = std::malloc(sizeof(T)))
      fresh.target = new (memory) T(std::forward<Args>(args)...);
    return fresh;
  }

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
/// What of `rights` a new descriptor of a type keeps.
void limitRights(FileType type, bool isTerminal, Rights &base,
                 Rights &inheriting);

} // namespace w2o::wasi

#endif // W2O_WASI_DESCRIPTOR_H
