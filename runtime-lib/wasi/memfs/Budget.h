//===- Budget.h - What a file system in memory may take -------------------===//
//
// All memory of a tree is counted here, contents, names and tables alike, with
// what the allocator adds: a guest that makes a million empty files uses up its
// bytes as one that writes a long file does. Counters never pass their limit,
// also when several threads ask at a time.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_MEMFS_BUDGET_H
#define W2O_WASI_MEMFS_BUDGET_H

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace w2o::wasi::memfs {

struct Limits {
  uint64_t bytes;      ///< Of everything.
  uint64_t fileSize;   ///< Of one file, holes included.
  uint32_t nodes;      ///< Files, directories and links.
  uint32_t open;       ///< Descriptors of guests.
  uint32_t nameLength; ///< Of one component, at most 255.
  uint32_t depth;      ///< Components of the longest path.

  /// The error for a file that would be too long: one that could not fit anyway
  /// is a matter of space.
  int tooLong() const { return fileSize < bytes ? EFBIG : ENOSPC; }
};

/// A number that stays between 0 and a limit.
class Counter {
public:
  bool add(uint64_t amount, uint64_t most) {
    uint64_t old = value.load(std::memory_order_relaxed);
    do
      if (amount > most || old > most - amount)
        return false;
    while (!value.compare_exchange_weak(old, old + amount,
                                        std::memory_order_relaxed));
    return true;
  }
  void subtract(uint64_t amount) {
    value.fetch_sub(amount, std::memory_order_relaxed);
  }
  uint64_t get() const { return value.load(std::memory_order_relaxed); }

private:
  std::atomic<uint64_t> value{0};
};

class Budget {
public:
  using Allocate = void *(*)(size_t);

  /// Tests give an `allocate` that fails.
  explicit Budget(const Limits &limits, Allocate allocate = std::malloc)
      : limits(limits), allocate(allocate) {}

  /// Memory with unspecified contents. ENOSPC when the limit is reached,
  /// ENOMEM when the host has no more.
  int take(size_t size, void *&result) {
    if (!used.add(size + overhead, limits.bytes))
      return ENOSPC;
    result = allocate(size);
    if (result != nullptr)
      return 0;
    used.subtract(size + overhead);
    return ENOMEM;
  }
  template <class T> int take(size_t count, T *&result) {
    void *memory = nullptr;
    if (int error = take(count * sizeof(T), memory))
      return error;
    result = static_cast<T *>(memory);
    return 0;
  }
  /// `size` is what was taken; null is allowed.
  void give(void *memory, size_t size) {
    if (memory == nullptr)
      return;
    std::free(memory);
    used.subtract(size + overhead);
  }

  const Limits limits;
  Counter used;
  Counter nodes;
  Counter open;

private:
  /// What allocators add to a block, about.
  static constexpr size_t overhead = 16;

  Allocate allocate;
};

} // namespace w2o::wasi::memfs

#endif // W2O_WASI_MEMFS_BUDGET_H
