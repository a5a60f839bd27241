//===- Entries.cpp - The names in a directory in memory -------------------===//
//
// See Entries.h. The index is twice as large as the list, and at most half of
// it is filled, what was removed included: a search always meets an empty
// place.
//
//===----------------------------------------------------------------------===//

#include "wasi/memfs/Entries.h"

#include <cstring>

namespace w2o::wasi::memfs {

namespace {

constexpr uint32_t smallestCapacity = 4;
/// More names than any limit on nodes allows; keeps 32 bits sufficient.
constexpr uint32_t largestCapacity = 1u << 30;

uint64_t mix(uint64_t a, uint64_t b) {
  auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^
         static_cast<uint64_t>(product >> 64);
}

} // namespace

uint32_t Entries::hashOf(const char *text, size_t length) const {
  uint64_t hash = key ^ length;
  while (length > 0) {
    uint64_t word = 0;
    size_t part = length < sizeof(word) ? length : sizeof(word);
    std::memcpy(&word, text, part);
    hash = mix(hash ^ word, key | 1);
    text += part;
    length -= part;
  }
  return static_cast<uint32_t>(mix(hash, 0x9e3779b97f4a7c15));
}

Name *Entries::find(const char *text, size_t length) {
  if (live == 0)
    return nullptr;
  uint32_t hash = hashOf(text, length);
  uint32_t mask = indexSize() - 1;
  for (uint32_t at = hash & mask; index[at] != emptySlot;
       at = (at + 1) & mask) {
    if (index[at] == removedSlot)
      continue;
    Name &name = names[index[at] - 1];
    if (name.hash == hash && name.length == length &&
        std::memcmp(name.text, text, length) == 0)
      return &name;
  }
  return nullptr;
}

void Entries::fillIndex() {
  std::memset(index, 0, size_t{indexSize()} * sizeof(*index));
  uint32_t mask = indexSize() - 1;
  for (uint32_t i = 0; i < used; ++i) {
    uint32_t at = names[i].hash & mask;
    while (index[at] != emptySlot)
      at = (at + 1) & mask;
    index[at] = i + 1;
  }
  filled = used;
}

/// Makes place for one more entry at the end of the list.
int Entries::makeRoom() {
  if (used < capacity && filled < capacity)
    return 0;
  // At least a quarter is gaps: close them, that needs no memory.
  bool closesGaps = capacity > 0 && live <= capacity - capacity / 4;
  Name *freshNames = names;
  uint32_t *freshIndex = index;
  uint32_t wanted = capacity;
  if (!closesGaps) {
    wanted = capacity == 0 ? smallestCapacity : capacity * 2;
    if (wanted > largestCapacity)
      return ENOSPC;
    if (int error = budget.take(wanted, freshNames))
      return error;
    if (int error = budget.take(size_t{wanted} * 2, freshIndex)) {
      budget.give(freshNames, wanted * sizeof(*freshNames));
      return error;
    }
  }
  uint32_t moved = 0;
  for (uint32_t i = 0; i < used; ++i)
    if (names[i].node != nullptr)
      freshNames[moved++] = names[i];
  if (!closesGaps) {
    budget.give(names, capacity * sizeof(*names));
    budget.give(index, size_t{capacity} * 2 * sizeof(*index));
  }
  names = freshNames;
  index = freshIndex;
  capacity = wanted;
  used = moved;
  fillIndex();
  return 0;
}

int Entries::insert(const char *text, size_t length, Node *node) {
  char *copy;
  if (int error = budget.take(length + 1, copy))
    return error;
  if (int error = makeRoom()) {
    budget.give(copy, length + 1);
    return error;
  }
  std::memcpy(copy, text, length);
  copy[length] = '\0';
  uint32_t hash = hashOf(text, length);
  names[used] = {node, ++lastSequence, copy, hash,
                 static_cast<uint32_t>(length)};
  uint32_t mask = indexSize() - 1;
  uint32_t at = hash & mask;
  while (index[at] != emptySlot)
    at = (at + 1) & mask;
  index[at] = ++used;
  ++filled;
  ++live;
  return 0;
}

void Entries::remove(Name *name) {
  uint32_t number = static_cast<uint32_t>(name - names) + 1;
  uint32_t mask = indexSize() - 1;
  uint32_t at = name->hash & mask;
  while (index[at] != number)
    at = (at + 1) & mask;
  index[at] = removedSlot;
  budget.give(name->text, name->length + 1);
  name->node = nullptr;
  name->text = nullptr;
  if (--live == 0)
    clear();
}

const Name *Entries::after(uint64_t cookie) const {
  uint32_t low = 0;
  for (uint32_t high = used; low < high;) {
    uint32_t middle = low + (high - low) / 2;
    if (names[middle].sequence > cookie)
      high = middle;
    else
      low = middle + 1;
  }
  while (low < used && names[low].node == nullptr)
    ++low;
  return low < used ? &names[low] : nullptr;
}

Name *Entries::any() {
  // Gaps at the end need not be seen again when all are removed in turn.
  while (names[used - 1].node == nullptr)
    --used;
  return &names[used - 1];
}

void Entries::clear() {
  for (uint32_t i = 0; i < used; ++i)
    budget.give(names[i].text, names[i].length + 1);
  budget.give(names, capacity * sizeof(*names));
  budget.give(index, size_t{capacity} * 2 * sizeof(*index));
  names = nullptr;
  index = nullptr;
  used = filled = capacity = live = 0;
}

} // namespace w2o::wasi::memfs
