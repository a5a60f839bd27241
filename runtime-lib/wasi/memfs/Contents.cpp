//===- Contents.cpp - The bytes of a file in memory -----------------------===//
//
// See Contents.h.
//
//===----------------------------------------------------------------------===//

#include "wasi/memfs/Contents.h"

#include <cstring>

namespace w2o::wasi::memfs {

namespace {

/// Of the first chunk; it doubles from there.
constexpr size_t smallestChunk = 64;

size_t least(uint64_t a, uint64_t b) {
  return static_cast<size_t>(a < b ? a : b);
}

} // namespace

Contents::~Contents() {
  dropFrom(0);
  if (release != nullptr)
    release(releaseContext);
}

void Contents::borrow(const uint8_t *bytes, uint64_t size,
                      void (*whenDone)(void *), void *context) {
  borrowed = bytes;
  borrowedLength = length = size;
  release = whenDone;
  releaseContext = context;
}

/// The memory of a chunk and how much of it there is, or null.
const uint8_t *Contents::chunkAt(size_t index, size_t &capacity) const {
  if (index == 0) {
    capacity = firstCapacity;
    return first;
  }
  capacity = chunkSize;
  return index <= restCount ? rest[index - 1] : nullptr;
}

size_t Contents::read(uint64_t offset, uint8_t *to, size_t count) const {
  if (offset >= length)
    return 0;
  count = least(count, length - offset);
  for (size_t done = 0; done < count;) {
    uint64_t at = offset + done;
    auto index = static_cast<size_t>(at / chunkSize);
    auto inside = static_cast<size_t>(at % chunkSize);
    size_t part = least(count - done, chunkSize - inside);
    size_t capacity;
    const uint8_t *chunk = chunkAt(index, capacity);
    // What of this part there is: memory of our own, the host's, or none.
    const uint8_t *from = nullptr;
    size_t have = 0;
    if (chunk != nullptr) {
      from = chunk + inside;
      have = inside < capacity ? least(part, capacity - inside) : 0;
    } else if (at < borrowedLength) {
      from = borrowed + at;
      have = least(part, borrowedLength - at);
    }
    if (have > 0)
      std::memcpy(to + done, from, have);
    std::memset(to + done + have, 0, part - have);
    done += part;
  }
  return count;
}

/// What a chunk that was null is read as, in [from, to) of it.
void Contents::fill(uint8_t *chunk, size_t index, size_t from,
                    size_t to) const {
  uint64_t begin = uint64_t{index} * chunkSize + from;
  size_t have =
      begin < borrowedLength ? least(to - from, borrowedLength - begin) : 0;
  if (have > 0)
    std::memcpy(chunk + from, borrowed + begin, have);
  std::memset(chunk + from + have, 0, to - from - have);
}

/// Makes room for that many chunks behind the first.
int Contents::growTable(size_t count) {
  if (count <= restCount)
    return 0;
  size_t wanted = restCount * 2;
  if (wanted < count)
    wanted = count;
  uint8_t **fresh;
  if (int error = budget.take(wanted, fresh))
    return error;
  if (restCount > 0)
    std::memcpy(fresh, rest, restCount * sizeof(*rest));
  for (size_t i = restCount; i < wanted; ++i)
    fresh[i] = nullptr;
  budget.give(rest, restCount * sizeof(*rest));
  rest = fresh;
  restCount = wanted;
  return 0;
}

/// A chunk of our own with room for `needed` bytes.
int Contents::writable(size_t index, size_t needed, uint8_t *&chunk) {
  if (index > 0) {
    if (int error = growTable(index))
      return error;
    if (rest[index - 1] == nullptr) {
      uint8_t *fresh;
      if (int error = budget.take(chunkSize, fresh))
        return error;
      fill(fresh, index, 0, chunkSize);
      rest[index - 1] = fresh;
    }
    chunk = rest[index - 1];
    return 0;
  }
  if (firstCapacity < needed) {
    size_t wanted = firstCapacity == 0 ? smallestChunk : firstCapacity;
    // All of the host's bytes that belong here come along.
    size_t required = needed > borrowedLength
                          ? needed
                          : least(borrowedLength, chunkSize);
    while (wanted < required)
      wanted *= 2;
    uint8_t *fresh;
    if (int error = budget.take(wanted, fresh))
      return error;
    if (first != nullptr) {
      std::memcpy(fresh, first, firstCapacity);
      std::memset(fresh + firstCapacity, 0, wanted - firstCapacity);
    } else {
      fill(fresh, 0, 0, wanted);
    }
    budget.give(first, firstCapacity);
    first = fresh;
    firstCapacity = wanted;
  }
  chunk = first;
  return 0;
}

int Contents::write(uint64_t offset, const uint8_t *from, size_t count,
                    size_t &written) {
  written = 0;
  if (count == 0)
    return 0;
  if (offset >= budget.limits.fileSize)
    return budget.limits.tooLong();
  count = least(count, budget.limits.fileSize - offset);
  while (written < count) {
    uint64_t at = offset + written;
    auto inside = static_cast<size_t>(at % chunkSize);
    size_t part = least(count - written, chunkSize - inside);
    uint8_t *chunk;
    if (int error = writable(static_cast<size_t>(at / chunkSize),
                             inside + part, chunk)) {
      if (written == 0)
        return error;
      break;
    }
    std::memcpy(chunk + inside, from + written, part);
    written += part;
  }
  if (offset + written > length)
    length = offset + written;
  return 0;
}

/// Gives memory from an offset on back, and makes zeros of what is left of the
/// chunk there.
void Contents::dropFrom(uint64_t offset) {
  if (borrowedLength > offset)
    borrowedLength = offset;
  auto index = static_cast<size_t>(offset / chunkSize);
  auto inside = static_cast<size_t>(offset % chunkSize);
  size_t kept = index + (inside > 0 ? 1 : 0); // chunks
  for (size_t i = kept < 1 ? 1 : kept; i <= restCount; ++i) {
    budget.give(rest[i - 1], chunkSize);
    rest[i - 1] = nullptr;
  }
  if (kept <= 1) {
    budget.give(rest, restCount * sizeof(*rest));
    rest = nullptr;
    restCount = 0;
  }
  if (kept == 0) {
    budget.give(first, firstCapacity);
    first = nullptr;
    firstCapacity = 0;
  }
  if (inside == 0)
    return;
  size_t capacity;
  if (chunkAt(index, capacity) != nullptr && inside < capacity)
    std::memset(slot(index) + inside, 0, capacity - inside);
}

int Contents::resize(uint64_t size) {
  if (size < length)
    dropFrom(size);
  else if (size > length && size > budget.limits.fileSize)
    return budget.limits.tooLong();
  length = size;
  return 0;
}

int Contents::allocate(uint64_t offset, uint64_t count) {
  if (offset > budget.limits.fileSize ||
      count > budget.limits.fileSize - offset)
    return budget.limits.tooLong();
  uint64_t end = offset + count;
  for (uint64_t at = offset - offset % chunkSize; at < end; at += chunkSize) {
    uint8_t *chunk;
    if (int error = writable(static_cast<size_t>(at / chunkSize),
                             least(end - at, chunkSize), chunk)) {
      dropFrom(length); // what nobody has seen yet
      return error;
    }
  }
  if (end > length)
    length = end;
  return 0;
}

} // namespace w2o::wasi::memfs
