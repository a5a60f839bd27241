//===- Ownership.h - Owners of descriptors, strings and arrays ------------===//
//
// The runtime has no C++ library to lean on (std::string and std::vector need
// operator new), so that what has a lifetime here gets a small owner.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_OWNERSHIP_H
#define W2O_WASI_OWNERSHIP_H

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace w2o::wasi {

/// A host file descriptor that is closed with its owner, or a borrowed one.
class HostFd {
public:
  HostFd() = default;
  /// Takes ownership of `fd`; negative means none.
  explicit HostFd(int fd) : fd(fd), owned(true) {}
  static HostFd borrow(int fd) {
    HostFd result(fd);
    result.owned = false;
    return result;
  }
  HostFd(HostFd &&other) noexcept : fd(other.fd), owned(other.owned) {
    other.fd = -1;
  }
  HostFd &operator=(HostFd &&other) noexcept {
    if (this != &other) {
      reset();
      fd = other.fd;
      owned = other.owned;
      other.fd = -1;
    }
    return *this;
  }
  HostFd(const HostFd &) = delete;
  HostFd &operator=(const HostFd &) = delete;
  ~HostFd() { reset(); }

  int get() const { return fd; }
  bool valid() const { return fd >= 0; }
  /// Hands the descriptor to the caller, who closes it.
  int release() {
    int result = fd;
    fd = -1;
    return result;
  }
  /// Closes an owned descriptor. Keeps errno, so that it may run between a
  /// failure and its report.
  void reset() {
    if (fd >= 0 && owned) {
      int saved = errno;
      ::close(fd);
      errno = saved;
    }
    fd = -1;
  }

private:
  int fd = -1;
  bool owned = true;
};

/// A terminated string on the heap. Paths live there because host functions
/// run on what the guest has left of the thread's stack.
class HeapString {
public:
  HeapString() = default;
  HeapString(HeapString &&other) noexcept
      : chars(other.chars), count(other.count) {
    other.chars = nullptr;
    other.count = 0;
  }
  HeapString &operator=(HeapString &&other) noexcept {
    if (this != &other) {
      std::free(chars);
      chars = other.chars;
      count = other.count;
      other.chars = nullptr;
      other.count = 0;
    }
    return *this;
  }
  HeapString(const HeapString &) = delete;
  HeapString &operator=(const HeapString &) = delete;
  ~HeapString() { std::free(chars); }

  /// Space for `length` characters, terminated, contents unspecified. False
  /// when memory is exhausted.
  bool allocate(size_t length) {
    auto *fresh = static_cast<char *>(std::malloc(length + 1));
    if (fresh == nullptr)
      return false;
    fresh[length] = '\0';
    std::free(chars);
    chars = fresh;
    count = length;
    return true;
  }
  bool assign(const char *text, size_t length) {
    auto *fresh = static_cast<char *>(std::malloc(length + 1));
    if (fresh == nullptr)
      return false;
    std::memcpy(fresh, text, length);
    fresh[length] = '\0';
    std::free(chars);
    chars = fresh;
    count = length;
    return true;
  }
  bool assign(const char *text) { return assign(text, std::strlen(text)); }

  char *data() { return chars; }
  const char *c_str() const { return chars != nullptr ? chars : ""; }
  size_t length() const { return count; }
  bool empty() const { return count == 0; }

private:
  char *chars = nullptr;
  size_t count = 0;
};

/// A list of trivially copyable things on the heap.
template <class T> class HeapArray {
public:
  HeapArray() = default;
  HeapArray(const HeapArray &) = delete;
  HeapArray &operator=(const HeapArray &) = delete;
  ~HeapArray() { std::free(items); }

  /// Makes room for exactly `count` items, zeroed. False when memory is
  /// exhausted.
  bool allocate(size_t count) {
    auto *fresh =
        static_cast<T *>(std::calloc(count == 0 ? 1 : count, sizeof(T)));
    if (fresh == nullptr)
      return false;
    std::free(items);
    items = fresh;
    length = count;
    return true;
  }
  T &operator[](size_t index) { return items[index]; }
  const T &operator[](size_t index) const { return items[index]; }
  T *data() { return items; }
  const T *data() const { return items; }
  size_t size() const { return length; }

private:
  T *items = nullptr;
  size_t length = 0;
};

} // namespace w2o::wasi

#endif // W2O_WASI_OWNERSHIP_H
