//===- Tree.cpp - A tree of files in memory -------------------------------===//
//
// See Tree.h. Each operation checks in the order of Linux, makes what it needs
// of memory, and changes the tree last.
//
//===----------------------------------------------------------------------===//

#include "wasi/memfs/Tree.h"

#include "platform/FileSystem.h"
#include "wasi/HostClock.h"
#include "wasi/Locks.h"

#include <fcntl.h>
#include <new>
#include <utility>

namespace w2o::wasi::memfs {

namespace {

size_t sizeOf(FileType type) {
  return type == FileType::RegularFile ? sizeof(FileNode)
         : type == FileType::Directory ? sizeof(DirectoryNode)
                                       : sizeof(LinkNode);
}

} // namespace

void destroyNode(Node *node) {
  Budget &budget = node->budget;
  FileType type = node->type;
  if (type == FileType::RegularFile)
    asFile(*node).~FileNode();
  else if (type == FileType::Directory)
    asDirectory(*node).~DirectoryNode();
  else
    asLink(*node).~LinkNode();
  budget.give(node, sizeOf(type));
  budget.nodes.subtract(1);
}

//===-- Making and ending -------------------------------------------------===//

Tree::Tree(const Limits &limits, Clock clock, void *clockContext,
           Budget::Allocate allocate)
    : memory(limits, allocate), clock(clock), clockContext(clockContext) {}

int Tree::begin() {
  if (int error = platform::randomBytes(&hashKey, sizeof(hashKey)))
    return error;
  NodeRef fresh;
  if (int error = make<DirectoryNode>(fresh, hashKey))
    return error;
  top = &asDirectory(*fresh.take());
  return 0;
}

Tree::~Tree() {
  if (top != nullptr) {
    {
      Graveyard dead;
      empty(*top, dead);
    }
    destroyNode(top);
  }
  pthread_mutex_destroy(&lock);
}

uint64_t Tree::now() const {
  if (clock != nullptr)
    return clock(clockContext, W2O_WASI_CLOCK_REALTIME);
  timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return nanosOf(time);
}

template <class T, class... Args>
int Tree::make(NodeRef &result, Args... args) {
  if (!memory.nodes.add(1, memory.limits.nodes))
    return ENOSPC;
  void *space;
  if (int error = memory.take(sizeof(T), space)) {
    memory.nodes.subtract(1);
    return error;
  }
  result = NodeRef::adopt(new (space) T(++lastInode, now(), memory, args...));
  return 0;
}

int Tree::newFile(NodeRef &result) { return make<FileNode>(result); }

int Tree::newLink(Path target, NodeRef &result) {
  char *copy;
  if (int error = memory.take(target.length + 1, copy))
    return error;
  std::memcpy(copy, target.text, target.length);
  copy[target.length] = '\0';
  int error = make<LinkNode>(result, copy, target.length);
  if (error != 0)
    memory.give(copy, target.length + 1);
  return error;
}

/// Gives a new node its name.
int Tree::add(DirectoryNode &parent, Path name, NodeRef fresh) {
  if (int error = checkDepth(parent, 1))
    return error;
  if (int error = parent.entries.insert(name.text, name.length, &*fresh))
    return error;
  Node *node = fresh.take(); // the name's reference
  if (node->isDirectory()) {
    asDirectory(*node).parent = &parent;
    asDirectory(*node).place = parent.entries.newest();
    ++parent.links;
  }
  touch(parent);
  return 0;
}

/// A name in `parent` stands for this node no longer.
void Tree::unname(DirectoryNode &parent, Node &node, Graveyard &dead) {
  if (node.isDirectory()) {
    --parent.links;
    node.links = 0;
    asDirectory(node).parent = nullptr;
  } else {
    --node.links;
    node.change = now();
  }
  dead.release(node);
}

/// Takes a name away. A directory must be empty.
void Tree::detach(DirectoryNode &parent, Name *name, Graveyard &dead) {
  Node &node = *name->node;
  parent.entries.remove(name);
  unname(parent, node, dead);
  touch(parent);
}

void Tree::detach(const Place &place, Graveyard &dead) {
  const Path &name = place.name;
  detach(*place.parent, place.parent->entries.find(name.text, name.length),
         dead);
}

/// Lets a name that is there stand for another node, and returns its number.
/// A directory that it stood for must be empty.
uint64_t Tree::replace(DirectoryNode &parent, Path name, Node &node,
                       Graveyard &dead) {
  Name *found = parent.entries.find(name.text, name.length);
  Node &old = *found->node;
  found->node = &node;
  unname(parent, old, dead);
  return found->sequence;
}

/// Removes everything below a directory, the deepest first.
void Tree::empty(DirectoryNode &directory, Graveyard &dead) {
  DirectoryNode *current = &directory;
  for (;;) {
    if (current->entries.empty()) {
      if (current == &directory)
        return;
      // Its name is the last one of its parent: the way down went there.
      current = current->parent;
      detach(*current, current->entries.any(), dead);
      continue;
    }
    Name *name = current->entries.any();
    if (name->node->isDirectory())
      current = &asDirectory(*name->node);
    else
      detach(*current, name, dead);
  }
}

void Tree::touch(Node &node) const {
  uint64_t time = now();
  node.modification = time;
  node.change = time;
}

//===-- Opening -----------------------------------------------------------===//

int Tree::open(DirectoryNode &from, Path path, const OpenRequest &request,
               NodeRef &result) {
  MutexLock guard(lock);
  // What must not be there is never followed.
  bool follow = request.follow && !(request.create && request.exclusive);
  LastLink lastLink = follow ? LastLink::Follow : LastLink::NoFollow;
  Place place;
  if (int error =
          resolve(from, path, lastLink, place,
                  request.create ? Purpose::Create : Purpose::Use))
    return error;
  if (request.create && place.slash && !place.dot)
    return EISDIR;
  if (place.node == nullptr) {
    if (!request.create)
      return checkPlace(place);
    if (int error = checkNew(place))
      return error;
    NodeRef fresh;
    if (int error = newFile(fresh))
      return error;
    NodeRef opened = NodeRef::share(*fresh);
    if (int error = add(*place.parent, place.name, std::move(fresh)))
      return error;
    result = std::move(opened);
    return 0;
  }
  Node &node = *place.node;
  if (request.create && request.exclusive)
    return EEXIST;
  if (request.create && node.isDirectory())
    return EISDIR;
  if ((request.directory || place.slash) && !node.isDirectory())
    return ENOTDIR;
  if (node.type == FileType::SymbolicLink)
    return ELOOP;
  if (node.isDirectory()) {
    if (request.writes || request.truncate)
      return EISDIR;
  } else if (request.truncate) {
    FileNode &file = asFile(node);
    MutexLock fileGuard(file.lock);
    if (int error = file.contents.resize(0))
      return error;
    touch(file);
  }
  result = NodeRef::share(node);
  return 0;
}

//===-- Status ------------------------------------------------------------===//

FileStatus Tree::statusOf(Node &node) {
  FileStatus status;
  status.inode = node.inode;
  status.links = node.links;
  status.access = node.access;
  status.modification = node.modification;
  status.change = node.change;
  status.type = node.type;
  if (node.type == FileType::RegularFile) {
    FileNode &file = asFile(node);
    MutexLock guard(file.lock);
    status.size = file.contents.size();
  } else if (node.type == FileType::SymbolicLink) {
    status.size = asLink(node).length;
  }
  return status;
}

void Tree::setTimesOf(Node &node, const timespec (&times)[2]) {
  uint64_t time = now();
  auto set = [time](std::atomic<uint64_t> &to, const timespec &from) {
    if (from.tv_nsec == UTIME_NOW)
      to = time;
    else if (from.tv_nsec != UTIME_OMIT)
      to = nanosOf(from);
  };
  set(node.access, times[0]);
  set(node.modification, times[1]);
  if (times[0].tv_nsec != UTIME_OMIT || times[1].tv_nsec != UTIME_OMIT)
    node.change = time;
}

int Tree::status(DirectoryNode &from, Path path, LastLink lastLink,
                 FileStatus &result) {
  MutexLock guard(lock);
  Place place;
  if (int error = find(from, path, lastLink, place))
    return error;
  result = statusOf(*place.node);
  return 0;
}

int Tree::setTimes(DirectoryNode &from, Path path, LastLink lastLink,
                   const timespec (&times)[2]) {
  MutexLock guard(lock);
  Place place;
  if (int error = find(from, path, lastLink, place))
    return error;
  setTimesOf(*place.node, times);
  return 0;
}

//===-- Directories -------------------------------------------------------===//

int Tree::makeDirectory(DirectoryNode &from, Path path) {
  MutexLock guard(lock);
  Place place;
  if (int error = resolve(from, path, LastLink::NeverFollow, place))
    return error;
  if (int error = checkNew(place))
    return error;
  NodeRef fresh;
  if (int error = make<DirectoryNode>(fresh, hashKey))
    return error;
  return add(*place.parent, place.name, std::move(fresh));
}

int Tree::removeDirectory(DirectoryNode &from, Path path) {
  Graveyard dead;
  MutexLock guard(lock);
  Place place;
  if (int error = resolve(from, path, LastLink::NeverFollow, place))
    return error;
  if (place.dot)
    return EINVAL;
  if (int error = checkPlace(place))
    return error;
  if (!place.node->isDirectory())
    return ENOTDIR;
  if (!asDirectory(*place.node).entries.empty())
    return ENOTEMPTY;
  detach(place, dead);
  return 0;
}

//===-- Links and names ---------------------------------------------------===//

int Tree::unlink(DirectoryNode &from, Path path) {
  Graveyard dead;
  MutexLock guard(lock);
  Place place;
  if (int error = find(from, path, LastLink::NeverFollow, place))
    return error;
  if (place.node->isDirectory())
    return EISDIR;
  detach(place, dead);
  return 0;
}

int Tree::readLink(DirectoryNode &from, Path path, HeapString &target) {
  MutexLock guard(lock);
  Place place;
  if (int error = find(from, path, LastLink::NoFollow, place))
    return error;
  if (place.node->type != FileType::SymbolicLink)
    return EINVAL;
  LinkNode &link = asLink(*place.node);
  return target.assign(link.target, link.length) ? 0 : ENOMEM;
}

int Tree::makeLink(Path target, DirectoryNode &from, Path path) {
  MutexLock guard(lock);
  Place place;
  if (int error = resolve(from, path, LastLink::NeverFollow, place))
    return error;
  // A slash asks for a directory, which a link is not.
  if (place.slash)
    return place.node != nullptr ? EEXIST : ENOENT;
  if (target.length == 0)
    return ENOENT;
  if (int error = checkNew(place))
    return error;
  NodeRef fresh;
  if (int error = newLink(target, fresh))
    return error;
  return add(*place.parent, place.name, std::move(fresh));
}

int Tree::link(DirectoryNode &oldFrom, Path oldPath, LastLink lastLink,
               DirectoryNode &newFrom, Path newPath) {
  MutexLock guard(lock);
  Place from, to;
  if (int error = resolve(oldFrom, oldPath, lastLink, from))
    return error;
  if (int error = resolve(newFrom, newPath, LastLink::NeverFollow, to))
    return error;
  if (from.slash)
    if (int error = checkPlace(from))
      return error;
  if (to.slash)
    return to.node != nullptr ? EEXIST : ENOENT;
  if (int error = checkPlace(from))
    return error;
  if (int error = checkNew(to))
    return error;
  if (from.node->isDirectory())
    return EPERM;
  if (int error = add(*to.parent, to.name, NodeRef::share(*from.node)))
    return error;
  ++from.node->links;
  from.node->change = now();
  return 0;
}

namespace {

/// Whether `inner` is `outer` or below it.
bool isWithin(const DirectoryNode *inner, const Node *outer) {
  while (inner != nullptr && inner != outer)
    inner = inner->parent;
  return inner != nullptr;
}

/// The levels of a subtree: 1 for a directory without directories. Goes
/// through it by the numbers of its names, without a stack.
size_t levelsOf(const DirectoryNode &top) {
  size_t deepest = 1, level = 1;
  const DirectoryNode *current = &top;
  uint64_t cookie = 0;
  for (;;) {
    const Name *name = current->entries.after(cookie);
    if (name != nullptr) {
      cookie = name->sequence;
      if (level + 1 > deepest)
        deepest = level + 1;
      if (name->node->isDirectory()) {
        current = &asDirectory(*name->node);
        cookie = 0;
        ++level;
      }
      continue;
    }
    if (current == &top)
      return deepest;
    // Up, to behind the name that led here.
    const DirectoryNode *done = current;
    current = current->parent;
    --level;
    cookie = done->place;
  }
}

} // namespace

int Tree::rename(DirectoryNode &oldFrom, Path oldPath, DirectoryNode &newFrom,
                 Path newPath) {
  Graveyard dead;
  MutexLock guard(lock);
  Place from, to;
  if (int error = resolve(oldFrom, oldPath, LastLink::NeverFollow, from))
    return error;
  if (int error = resolve(newFrom, newPath, LastLink::NeverFollow, to))
    return error;
  from.slash |= to.slash;
  if (from.slash)
    if (int error = checkPlace(from))
      return error;
  if (from.dot || to.dot)
    return EBUSY;
  if (int error = checkPlace(from))
    return error;
  if (to.tooLong)
    return ENAMETOOLONG;
  Node &node = *from.node;
  bool isDirectory = node.isDirectory();
  if (isDirectory && isWithin(to.parent, &node))
    return EINVAL;
  if (to.node != nullptr && to.node->isDirectory() &&
      isWithin(from.parent, to.node))
    return ENOTEMPTY;
  if (to.node == &node)
    return 0;
  if (to.node == nullptr) {
    if (to.parent->isRemoved())
      return ENOENT;
  } else if (isDirectory) {
    if (!to.node->isDirectory())
      return ENOTDIR;
    if (!asDirectory(*to.node).entries.empty())
      return ENOTEMPTY;
  } else if (to.node->isDirectory()) {
    return EISDIR;
  }
  if (from.parent != to.parent)
    if (int error = checkDepth(
            *to.parent, isDirectory ? levelsOf(asDirectory(node)) : 1))
      return error;

  // The new name first, since it needs memory: that fails, or all succeeds.
  uint64_t place;
  if (to.node == nullptr) {
    if (int error = to.parent->entries.insert(to.name.text, to.name.length,
                                              &node))
      return error;
    place = to.parent->entries.newest();
  } else {
    place = replace(*to.parent, to.name, node, dead);
  }
  // The reference of the old name is now that of the new one.
  from.parent->entries.remove(
      from.parent->entries.find(from.name.text, from.name.length));
  if (isDirectory) {
    --from.parent->links;
    ++to.parent->links;
    asDirectory(node).parent = to.parent;
    asDirectory(node).place = place;
  }
  node.change = now();
  touch(*from.parent);
  touch(*to.parent);
  return 0;
}

} // namespace w2o::wasi::memfs
