//===- Listing.cpp - Listing a directory in memory ------------------------===//
//
// Cookies are the numbers of Entries.h: of the entry before the place where a
// listing goes on. `.` and `..` come first.
//
//===----------------------------------------------------------------------===//

#include "wasi/DirectoryBuffer.h"
#include "wasi/Locks.h"
#include "wasi/memfs/Tree.h"

namespace w2o::wasi::memfs {

int Tree::list(DirectoryNode &directory, uint64_t cookie,
               std::atomic<uint64_t> &known, DirectoryBuffer &buffer) {
  MutexLock guard(lock);
  if (cookie > known)
    return EINVAL;
  if (directory.isRemoved())
    return 0;
  auto append = [&](uint64_t sequence, const Node &node, const char *name,
                    size_t length) {
    buffer.append(sequence, node.inode, node.type, name, length);
    if (known < sequence)
      known = sequence;
    cookie = sequence;
  };
  // The parent may be outside of what the guest may know: the same inode.
  if (!buffer.full() && cookie < Entries::selfSequence)
    append(Entries::selfSequence, directory, ".", 1);
  if (!buffer.full() && cookie < Entries::parentSequence)
    append(Entries::parentSequence, directory, "..", 2);
  while (!buffer.full()) {
    const Name *name = directory.entries.after(cookie);
    if (name == nullptr)
      break;
    append(name->sequence, *name->node, name->text, name->length);
  }
  return 0;
}

int Tree::next(Path path, uint64_t cookie, Listed &result) {
  MutexLock guard(lock);
  Place place;
  if (int error = find(*top, path, LastLink::Follow, place))
    return error;
  if (!place.node->isDirectory())
    return ENOTDIR;
  const Name *name = asDirectory(*place.node).entries.after(cookie);
  result.name[0] = '\0';
  if (name == nullptr)
    return 0;
  std::memcpy(result.name, name->text, name->length + 1);
  result.cookie = name->sequence;
  result.status = statusOf(*name->node);
  return 0;
}

} // namespace w2o::wasi::memfs
