//===- Tree.h - A tree of files in memory ---------------------------------===//
//
// What directories of the operating system mean, in memory: each operation has
// the results and errors that Linux has for it, in the same order, so that a
// guest cannot tell (test/unit/wasi/MemoryAgainstHostTest.cpp compares).
//
// Paths are resolved under the lock of the tree, from a directory on: `..`
// there is EPERM, and since nothing moves meanwhile, what was found below is
// below. No recursion, however deep a tree or a chain of links is.
//
// Every operation may be called by any thread. All errors are errno values of
// the host; ENOSPC, EFBIG, ENFILE, ENAMETOOLONG for the limits, ENOMEM when the
// host has no memory. A failed operation has changed nothing.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_MEMFS_TREE_H
#define W2O_WASI_MEMFS_TREE_H

#include "wasi/memfs/Node.h"
#include "wasm2obj_wasi.h"

namespace w2o::wasi {
class DirectoryBuffer;
}

namespace w2o::wasi::memfs {

/// A path; not terminated.
struct Path {
  const char *text;
  size_t length;
};

/// One entry of a listing, copied.
struct Listed {
  char name[256]; ///< Terminated.
  uint64_t cookie;
  FileStatus status;
};

class Tree {
public:
  using Clock = w2o_wasi_clock;

  /// A null clock is the host's.
  Tree(const Limits &limits, Clock clock, void *clockContext,
       Budget::Allocate allocate = std::malloc);
  /// Nothing refers to a node any more.
  ~Tree();
  Tree(const Tree &) = delete;
  Tree &operator=(const Tree &) = delete;

  /// Makes the root; to be called once, before anything else.
  int begin();
  DirectoryNode &root() { return *top; }
  Budget &budget() { return memory; }
  /// Nanoseconds since 1970.
  uint64_t now() const;

  //===-- Paths, for guests -----------------------------------------------===//

  /// Finds or makes what is to be opened.
  int open(DirectoryNode &from, Path path, const OpenRequest &request,
           NodeRef &result);
  int status(DirectoryNode &from, Path path, LastLink lastLink,
             FileStatus &result);
  int setTimes(DirectoryNode &from, Path path, LastLink lastLink,
               const timespec (&times)[2]);
  int makeDirectory(DirectoryNode &from, Path path);
  int removeDirectory(DirectoryNode &from, Path path);
  int unlink(DirectoryNode &from, Path path);
  int readLink(DirectoryNode &from, Path path, HeapString &target);
  int makeLink(Path target, DirectoryNode &from, Path path);
  int link(DirectoryNode &oldFrom, Path oldPath, LastLink lastLink,
           DirectoryNode &newFrom, Path newPath);
  int rename(DirectoryNode &oldFrom, Path oldPath, DirectoryNode &newFrom,
             Path newPath);

  //===-- Open nodes ------------------------------------------------------===//

  FileStatus statusOf(Node &node);
  void setTimesOf(Node &node, const timespec (&times)[2]);
  /// The contents of a file, or the names of a directory, have changed.
  void touch(Node &node) const;
  /// Packs entries as Descriptor::list() does. `known` is the largest cookie
  /// that was given out before, and is kept.
  int list(DirectoryNode &directory, uint64_t cookie,
           std::atomic<uint64_t> &known, DirectoryBuffer &buffer);

  //===-- More, for the host ----------------------------------------------===//

  /// Makes the directories on the way to the last component of a path.
  int makeParents(Path path);
  /// A file without a name, which nobody else sees.
  int newFile(NodeRef &result);
  /// Gives it its first name; another file or link of that name goes.
  int install(Path path, NodeRef file);
  /// The node at a path. `.` is the root.
  int find(Path path, LastLink lastLink, NodeRef &result);
  /// Removes whatever is at a path, a directory with everything below it. The
  /// root is emptied. What is open stays open.
  int removeAll(Path path);
  /// The entry behind a cookie, which is 0 for the first; ENOENT at the end.
  int next(Path path, uint64_t cookie, Listed &result);

private:
  /// What a path leads to.
  struct Place {
    DirectoryNode *parent = nullptr;
    Path name = {nullptr, 0};
    Node *node = nullptr; ///< Null when there is none of that name.
    bool dot = false;     ///< It is `parent` itself: the path ends in a dot.
    bool slash = false;   ///< Only a directory will do.
    bool tooLong = false; ///< No name can be that long.
  };
  enum class Purpose { Use, Create };

  int resolve(DirectoryNode &from, Path path, LastLink lastLink, Place &result,
              Purpose purpose = Purpose::Use);
  int find(DirectoryNode &from, Path path, LastLink lastLink, Place &result);
  int checkPlace(const Place &place) const;
  int checkNew(const Place &place) const;
  int checkDepth(const DirectoryNode &parent, size_t levels) const;
  int add(DirectoryNode &parent, Path name, NodeRef fresh);
  void unname(DirectoryNode &parent, Node &node, Graveyard &dead);
  void detach(DirectoryNode &parent, Name *name, Graveyard &dead);
  void detach(const Place &place, Graveyard &dead);
  uint64_t replace(DirectoryNode &parent, Path name, Node &node,
                   Graveyard &dead);
  void empty(DirectoryNode &directory, Graveyard &dead);
  int newLink(Path target, NodeRef &result);
  template <class T, class... Args> int make(NodeRef &result, Args... args);

  Budget memory;
  const Clock clock;
  void *const clockContext;
  uint64_t hashKey = 0;
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  std::atomic<uint64_t> lastInode{0};
  DirectoryNode *top = nullptr;
};

} // namespace w2o::wasi::memfs

#endif // W2O_WASI_MEMFS_TREE_H
