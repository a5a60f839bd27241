//===- Resolve.cpp - Paths in a tree in memory ----------------------------===//
//
// Tree::resolve and what depends on where a directory is. A symbolic link is
// followed by going through its target first and then through the rest of the
// path: the rests are a stack, no deeper than links may be followed.
//
//===----------------------------------------------------------------------===//

#include "wasi/memfs/Tree.h"

namespace w2o::wasi::memfs {

namespace {

/// What is left of a path.
struct Rest {
  const char *at;
  const char *end;

  bool skipSlashes() {
    const char *begin = at;
    while (at != end && *at == '/')
      ++at;
    return at != begin;
  }
};

bool isDots(Path name, size_t count) {
  return name.length == count && name.text[0] == '.' &&
         name.text[count - 1] == '.';
}

/// The checks of PathResolver, in its order.
int checkPath(Path path) {
  if (path.length >= maxPath)
    return ENAMETOOLONG;
  if (path.length == 0)
    return ENOENT;
  if (std::memchr(path.text, '\0', path.length) != nullptr)
    return EINVAL;
  return path.text[0] == '/' ? EPERM : 0;
}

} // namespace

/// Finds the directory of the last component, and what is there. With
/// Purpose::Create, a link with a slash behind it is not followed: open() makes
/// no directories, and says so before it looks.
int Tree::resolve(DirectoryNode &from, Path path, LastLink lastLink,
                  Place &result, Purpose purpose) {
  if (int error = checkPath(path))
    return error;
  Rest rests[maxLinks + 1];
  unsigned depth = 0; // of `rests`
  unsigned links = 0;
  rests[0] = {path.text, path.text + path.length};
  DirectoryNode *current = &from;
  for (;;) {
    Rest &rest = rests[depth];
    Path name = {rest.at, 0};
    while (rest.at != rest.end && *rest.at != '/')
      ++rest.at;
    name.length = static_cast<size_t>(rest.at - name.text);
    // Only slashes behind it, also behind the links that it comes from: then
    // it is the last.
    bool slash = rest.skipSlashes();
    while (depth > 0 && rests[depth].at == rests[depth].end) {
      --depth;
      slash |= rests[depth].skipSlashes();
    }
    bool last = rests[depth].at == rests[depth].end;

    if (isDots(name, 1) || isDots(name, 2)) {
      if (name.length == 2) {
        if (current == &from)
          return EPERM;
        current = current->parent;
      }
      if (!last)
        continue;
      result = {current, name, current, true, slash, false};
      return 0;
    }
    if (name.length > memory.limits.nameLength && !current->isRemoved()) {
      // The last one is looked for later, after other checks.
      if (!last)
        return ENAMETOOLONG;
      result = {current, name, nullptr, false, slash, true};
      return 0;
    }
    Name *found = current->entries.find(name.text, name.length);
    Node *node = found != nullptr ? found->node : nullptr;
    bool isLink = node != nullptr && node->type == FileType::SymbolicLink;
    bool follow = !last || lastLink == LastLink::Follow ||
                  (lastLink == LastLink::NoFollow && slash);
    if (last && slash && purpose == Purpose::Create)
      follow = false;
    if (last && !(isLink && follow)) {
      result = {current, name, node, false, slash, false};
      return 0;
    }
    if (node == nullptr)
      return ENOENT;
    if (isLink) {
      if (++links > maxLinks)
        return ELOOP;
      LinkNode &link = asLink(*node);
      // A slash behind the link asks for a directory at the end of it.
      if (last && slash)
        --rests[depth].at;
      if (rests[depth].at != rests[depth].end)
        ++depth;
      rests[depth] = {link.target, link.target + link.length};
      continue;
    }
    if (!node->isDirectory())
      return ENOTDIR;
    current = &asDirectory(*node);
  }
}

/// What a status of the place says: nothing there, or the wrong thing.
int Tree::checkPlace(const Place &place) const {
  if (place.tooLong)
    return ENAMETOOLONG;
  if (place.node == nullptr)
    return ENOENT;
  return place.slash && !place.node->isDirectory() ? ENOTDIR : 0;
}

/// Resolves the path of something that must be there.
int Tree::find(DirectoryNode &from, Path path, LastLink lastLink,
               Place &result) {
  int error = resolve(from, path, lastLink, result);
  return error != 0 ? error : checkPlace(result);
}

/// Whether something can be made there.
int Tree::checkNew(const Place &place) const {
  if (place.tooLong)
    return ENAMETOOLONG;
  if (place.node != nullptr)
    return EEXIST;
  return place.parent->isRemoved() ? ENOENT : 0;
}

/// Whether a subtree of so many levels fits below a directory.
int Tree::checkDepth(const DirectoryNode &parent, size_t levels) const {
  size_t depth = levels;
  for (const DirectoryNode *at = &parent; at->parent != nullptr;
       at = at->parent)
    ++depth;
  return depth > memory.limits.depth ? ENAMETOOLONG : 0;
}

} // namespace w2o::wasi::memfs
