//===- Contents.h - The bytes of a file in memory -------------------------===//
//
// A file is a list of chunks. One that was never written to is a hole, and
// reads as zeros; so a long file with little in it takes little. The first
// chunk grows with the file, so that a small file takes little as well.
//
//   offset     0        chunkSize      2 * chunkSize
//              | first  | rest[0]     | rest[1] ...
//   null       reads as borrowed bytes, as far as there are any, then zeros
//
// Borrowed bytes belong to the host and are never written to: the chunk that a
// write hits is copied first.
//
// Whatever lies behind the end of the file inside of a chunk is zero, so that a
// file can grow over it. The caller has a lock.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_MEMFS_CONTENTS_H
#define W2O_WASI_MEMFS_CONTENTS_H

#include "wasi/memfs/Budget.h"

namespace w2o::wasi::memfs {

class Contents {
public:
  static constexpr size_t chunkSize = 16384;

  explicit Contents(Budget &budget) : budget(budget) {}
  ~Contents();
  Contents(const Contents &) = delete;
  Contents &operator=(const Contents &) = delete;

  uint64_t size() const { return length; }

  /// Bytes of the host, which stay as they are until `release` is called with
  /// `context`, if it is not null. Only for a file that is new.
  void borrow(const uint8_t *bytes, uint64_t size, void (*release)(void *),
              void *context);

  /// Copies bytes out; returns how many there were.
  size_t read(uint64_t offset, uint8_t *to, size_t count) const;
  /// Copies bytes in. An error only when nothing could be written;
  /// Limits::tooLong() for the longest file.
  int write(uint64_t offset, const uint8_t *from, size_t count,
            size_t &written);
  /// Cuts, or grows by a hole.
  int resize(uint64_t size);
  /// Makes sure that later writes to a range find memory; grows the file.
  int allocate(uint64_t offset, uint64_t count);

private:
  uint8_t *&slot(size_t index) {
    return index == 0 ? first : rest[index - 1];
  }
  const uint8_t *chunkAt(size_t index, size_t &capacity) const;
  int writable(size_t index, size_t needed, uint8_t *&chunk);
  int growTable(size_t count);
  void dropFrom(uint64_t offset);
  void fill(uint8_t *chunk, size_t index, size_t from, size_t to) const;

  Budget &budget;
  uint64_t length = 0;
  uint8_t *first = nullptr;
  size_t firstCapacity = 0;
  uint8_t **rest = nullptr;
  size_t restCount = 0;
  const uint8_t *borrowed = nullptr;
  uint64_t borrowedLength = 0;
  void (*release)(void *) = nullptr;
  void *releaseContext = nullptr;
};

} // namespace w2o::wasi::memfs

#endif // W2O_WASI_MEMFS_CONTENTS_H
