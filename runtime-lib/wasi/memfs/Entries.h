//===- Entries.h - The names in a directory in memory ---------------------===//
//
// A list of entries in the order in which they were made, and a hash table of
// indices into it. Each entry has a number that grows and is never used again:
// it is the cookie of a listing, so that a listing goes on where it was,
// whatever was made and removed meanwhile. Removing leaves a gap, which the
// next growth closes, and takes no memory; so removing never fails.
//
// The hash is keyed with a random number of the tree: a guest cannot choose
// names that meet in one place.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_MEMFS_ENTRIES_H
#define W2O_WASI_MEMFS_ENTRIES_H

#include "wasi/memfs/Budget.h"

namespace w2o::wasi::memfs {

struct Node;

struct Name {
  Node *node;        ///< Null: a gap.
  uint64_t sequence;
  char *text;        ///< Terminated.
  uint32_t hash;
  uint32_t length;
};

class Entries {
public:
  /// The numbers of `.` and `..`, which are no entries.
  static constexpr uint64_t selfSequence = 1;
  static constexpr uint64_t parentSequence = 2;

  Entries(Budget &budget, uint64_t key) : budget(budget), key(key) {}
  ~Entries() { clear(); }
  Entries(const Entries &) = delete;
  Entries &operator=(const Entries &) = delete;

  bool empty() const { return live == 0; }
  size_t size() const { return live; }

  /// Null when there is no such name. Valid until the next insert() or
  /// remove().
  Name *find(const char *text, size_t length);
  /// The name must be new.
  int insert(const char *text, size_t length, Node *node);
  /// Of the last one that was made.
  uint64_t newest() const { return lastSequence; }
  void remove(Name *name);
  /// The first name with a number above `cookie`, or null.
  const Name *after(uint64_t cookie) const;
  /// Some name; there must be one.
  Name *any();

private:
  static constexpr uint32_t emptySlot = 0;
  static constexpr uint32_t removedSlot = UINT32_MAX;

  uint32_t hashOf(const char *text, size_t length) const;
  uint32_t indexSize() const { return capacity * 2; }
  int makeRoom();
  void fillIndex();
  void clear();

  Budget &budget;
  uint64_t key;
  uint64_t lastSequence = parentSequence;
  Name *names = nullptr;
  uint32_t *index = nullptr; ///< Number of the entry plus one; see above.
  uint32_t used = 0;         ///< Of `names`, gaps included.
  uint32_t filled = 0;       ///< Of `index`, what was removed included.
  uint32_t capacity = 0;     ///< Of `names`: a power of two.
  uint32_t live = 0;
};

} // namespace w2o::wasi::memfs

#endif // W2O_WASI_MEMFS_ENTRIES_H
