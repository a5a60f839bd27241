//===- HostAccess.cpp - What the host does with a tree in memory ----------===//
//
// The parts of Tree that no guest has: files that appear complete, and removing
// whole subtrees. All paths begin at the root.
//
//===----------------------------------------------------------------------===//

#include "wasi/Locks.h"
#include "wasi/memfs/Tree.h"

namespace w2o::wasi::memfs {

int Tree::makeParents(Path path) {
  for (size_t at = 1; at < path.length; ++at) {
    if (path.text[at] != '/')
      continue;
    int error = makeDirectory(*top, {path.text, at});
    if (error != 0 && error != EEXIST)
      return error;
  }
  return 0;
}

int Tree::install(Path path, NodeRef file) {
  Graveyard dead;
  MutexLock guard(lock);
  Place place;
  if (int error = resolve(*top, path, LastLink::NeverFollow, place))
    return error;
  if (place.slash || place.dot ||
      (place.node != nullptr && place.node->isDirectory()))
    return EISDIR;
  if (place.tooLong)
    return ENAMETOOLONG;
  if (place.node == nullptr)
    return add(*place.parent, place.name, std::move(file));
  replace(*place.parent, place.name, *file.take(), dead);
  touch(*place.parent);
  return 0;
}

int Tree::find(Path path, LastLink lastLink, NodeRef &result) {
  MutexLock guard(lock);
  Place place;
  if (int error = find(*top, path, lastLink, place))
    return error;
  result = NodeRef::share(*place.node);
  return 0;
}

int Tree::removeAll(Path path) {
  Graveyard dead;
  MutexLock guard(lock);
  Place place;
  if (int error = find(*top, path, LastLink::NeverFollow, place))
    return error;
  // A directory that was named by a dot has no name here to take away.
  if (place.dot && place.node != top)
    return EINVAL;
  if (place.node->isDirectory())
    empty(asDirectory(*place.node), dead);
  if (place.node == top)
    return 0;
  detach(place, dead);
  return 0;
}

} // namespace w2o::wasi::memfs
