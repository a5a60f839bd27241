//===- Node.h - Files, directories and links in memory --------------------===//
//
// A node lives as long as somebody refers to it: a name, an open descriptor, or
// the tree for its root. Names and the links between directories are guarded
// by the lock of the tree, the contents of a file by a lock of its own, which
// is taken last. Numbers that a status shows are atomic.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_MEMFS_NODE_H
#define W2O_WASI_MEMFS_NODE_H

#include "wasi/FileSystem.h"
#include "wasi/memfs/Contents.h"
#include "wasi/memfs/Entries.h"

#include <pthread.h>

namespace w2o::wasi::memfs {

struct Node {
  const FileType type;
  std::atomic<uint32_t> references{1};
  std::atomic<uint32_t> links{1}; ///< As a status shows them; 0: removed.
  const uint64_t inode;
  /// Nanoseconds since 1970.
  std::atomic<uint64_t> access, modification, change;
  Budget &budget;
  Node *nextDead = nullptr;

  bool isDirectory() const { return type == FileType::Directory; }

protected:
  Node(FileType type, uint64_t inode, uint64_t now, Budget &budget)
      : type(type), inode(inode), access(now), modification(now), change(now),
        budget(budget) {}
  ~Node() = default;
};

struct FileNode : Node {
  FileNode(uint64_t inode, uint64_t now, Budget &budget)
      : Node(FileType::RegularFile, inode, now, budget), contents(budget) {}
  ~FileNode() { pthread_mutex_destroy(&lock); }

  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  Contents contents;
};

struct DirectoryNode : Node {
  DirectoryNode(uint64_t inode, uint64_t now, Budget &budget, uint64_t key)
      : Node(FileType::Directory, inode, now, budget), entries(budget, key) {
    links = 2; // its name and its own "."
  }

  bool isRemoved() const { return links.load() == 0; }

  DirectoryNode *parent = nullptr; ///< Null for the root and when removed.
  uint64_t place = 0;              ///< Number of its name in `parent`.
  Entries entries;
};

struct LinkNode : Node {
  LinkNode(uint64_t inode, uint64_t now, Budget &budget, char *target,
           size_t length)
      : Node(FileType::SymbolicLink, inode, now, budget), target(target),
        length(length) {}
  ~LinkNode() { budget.give(target, length + 1); }

  char *const target; ///< Terminated.
  const size_t length;
};

inline FileNode &asFile(Node &node) { return static_cast<FileNode &>(node); }
inline DirectoryNode &asDirectory(Node &node) {
  return static_cast<DirectoryNode &>(node);
}
inline LinkNode &asLink(Node &node) { return static_cast<LinkNode &>(node); }

/// Ends a node that nobody refers to.
void destroyNode(Node *node);

/// Nodes that lost their last reference under a lock. They end with this, so
/// it is declared before the lock is taken: freeing can take long, and calls
/// the host for bytes that it lent.
class Graveyard {
public:
  Graveyard() = default;
  Graveyard(const Graveyard &) = delete;
  Graveyard &operator=(const Graveyard &) = delete;
  ~Graveyard() {
    while (first != nullptr) {
      Node *next = first->nextDead;
      destroyNode(first);
      first = next;
    }
  }
  /// Gives up a reference.
  void release(Node &node) {
    if (node.references.fetch_sub(1, std::memory_order_acq_rel) != 1)
      return;
    node.nextDead = first;
    first = &node;
  }

private:
  Node *first = nullptr;
};

/// A counted reference, or none.
class NodeRef {
public:
  NodeRef() = default;
  /// Takes over a reference that somebody holds already.
  static NodeRef adopt(Node *node) {
    NodeRef result;
    result.target = node;
    return result;
  }
  static NodeRef share(Node &node) {
    node.references.fetch_add(1, std::memory_order_relaxed);
    return adopt(&node);
  }
  NodeRef(NodeRef &&other) noexcept : target(other.target) {
    other.target = nullptr;
  }
  NodeRef &operator=(NodeRef &&other) noexcept {
    Node *old = target;
    target = other.target;
    other.target = old;
    return *this;
  }
  NodeRef(const NodeRef &) = delete;
  NodeRef &operator=(const NodeRef &) = delete;
  ~NodeRef() { reset(); }

  void reset() {
    if (target != nullptr &&
        target->references.fetch_sub(1, std::memory_order_acq_rel) == 1)
      destroyNode(target);
    target = nullptr;
  }
  /// Hands the reference to the caller.
  Node *take() {
    Node *result = target;
    target = nullptr;
    return result;
  }
  explicit operator bool() const { return target != nullptr; }
  Node *operator->() const { return target; }
  Node &operator*() const { return *target; }

private:
  Node *target = nullptr;
};

} // namespace w2o::wasi::memfs

#endif // W2O_WASI_MEMFS_NODE_H
