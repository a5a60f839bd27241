//===- PathResolver.cpp - Guest paths to host descriptors, sandboxed ------===//
//
// See PathResolver.h for the rules. All numbers here are host errno values;
// EPERM stands for an attempt to leave the root.
//
//===----------------------------------------------------------------------===//

#include "wasi/PathResolver.h"

#include "core/Interrupt.h"
#include "platform/FileSystem.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <utility>

namespace w2o::wasi {

namespace {

/// How often a kernel resolution is tried again when a rename disturbed it,
/// before the walk, which cannot be disturbed, takes over.
constexpr int maxDisturbances = 16;

/// How often opening an entry is tried again when it turns into a link between
/// looking at it and opening it.
constexpr int maxSwaps = 64;

bool isDot(const char *name, size_t length) {
  return length == 1 && name[0] == '.';
}

bool isDotDot(const char *name, size_t length) {
  return length == 2 && name[0] == '.' && name[1] == '.';
}

/// The checks that every path must pass before any of it is used.
int checkPath(const HeapString &path) {
  if (path.length() >= maxPath)
    return ENAMETOOLONG;
  if (path.empty())
    return ENOENT;
  if (std::memchr(path.c_str(), '\0', path.length()) != nullptr)
    return EINVAL;
  if (path.c_str()[0] == '/')
    return EPERM;
  return 0;
}

/// A path split at its last component.
struct Split {
  size_t parentLength; ///< Up to and without the component.
  size_t nameBegin;
  size_t nameLength;
  bool slash; ///< Something follows the component.
};

Split splitLast(const char *path, size_t length) {
  size_t end = length;
  while (end > 0 && path[end - 1] == '/')
    --end;
  size_t begin = end;
  while (begin > 0 && path[begin - 1] != '/')
    --begin;
  return {begin, begin, end - begin, end != length};
}

/// Replaces a link in a path by its target: `before` + `target` + `after`.
int splice(const char *before, size_t beforeLength, const HeapString &target,
           const char *after, size_t afterLength, HeapString &result) {
  if (target.length() > 0 && target.c_str()[0] == '/')
    return EPERM;
  if (target.empty())
    return ENOENT;
  // One more slash may be needed on each side.
  size_t length = beforeLength + target.length() + afterLength + 1;
  if (length >= maxPath)
    return ENAMETOOLONG;
  HeapString joined;
  if (!joined.allocate(length))
    return ENOMEM;
  char *to = joined.data();
  auto append = [&to](const char *from, size_t count) {
    std::memcpy(to, from, count);
    to += count;
  };
  append(before, beforeLength);
  append(target.c_str(), target.length());
  append("/", 1);
  append(after, afterLength);
  // The slash belongs there only when something follows.
  if (afterLength == 0) {
    HeapString trimmed;
    if (!trimmed.assign(joined.c_str(), length - 1))
      return ENOMEM;
    joined = std::move(trimmed);
  }
  result = std::move(joined);
  return 0;
}

/// Opens the directory `name` in `directory` without following a link.
int openStep(int directory, const char *name) {
  return ::openat(directory, name,
                  platform::searchFlags() | O_NOFOLLOW | O_CLOEXEC);
}

/// The walk: the directory reached so far, and how it was reached.
class Walk {
public:
  explicit Walk(int root) : root(root) {}

  int begin() {
    if (!trail.allocate(maxPath))
      return ENOMEM;
    trail.data()[0] = '\0';
    return 0;
  }

  int directory() const { return reached.valid() ? reached.get() : root; }
  HostFd take() {
    return reached.valid() ? std::move(reached)
                           : HostFd::borrow(root);
  }

  /// Enters the subdirectory `name`. Returns 0 or an errno value, ELOOP or
  /// ENOTDIR when it could be a link.
  int enter(const char *name, size_t length) {
    size_t used = trailLength == 0 ? 0 : trailLength + 1;
    if (used + length >= maxPath)
      return ENAMETOOLONG;
    char *end = trail.data() + used;
    std::memmove(end, name, length); // leave() passes the trail itself
    end[length] = '\0';
    int fd = openStep(directory(), end);
    if (fd < 0)
      return errno;
    if (used > 0)
      end[-1] = '/';
    trailLength = used + length;
    reached = HostFd(fd);
    return 0;
  }

  /// Goes to the parent of the directory reached: the trail has no links, so
  /// it is the trail without its last component, walked again from the root.
  int leave() {
    if (trailLength == 0)
      return EPERM;
    size_t length = splitLast(trail.c_str(), trailLength).parentLength;
    while (length > 0 && trail.c_str()[length - 1] == '/')
      --length;
    reached.reset();
    trailLength = 0;
    // enter() rewrites the trail in place with what it already holds.
    for (size_t at = 0; at < length;) {
      size_t end = at;
      while (end < length && trail.c_str()[end] != '/')
        ++end;
      if (int error = enter(trail.c_str() + at, end - at)) {
        // A link has taken the place of a directory that was here before.
        return error == ELOOP ? ENOTDIR : error;
      }
      at = end + 1;
    }
    trail.data()[trailLength] = '\0';
    return 0;
  }

private:
  int root;
  HostFd reached; // none: the root itself
  HeapString trail;
  size_t trailLength = 0;
};

} // namespace

int readLink(int directory, const char *name, HeapString &target) {
  HeapString buffer;
  if (!buffer.allocate(maxPath))
    return ENOMEM;
  ssize_t length =
      ::readlinkat(directory, name, buffer.data(), maxPath);
  if (length < 0)
    return errno;
  if (static_cast<size_t>(length) >= maxPath)
    return ENAMETOOLONG;
  return target.assign(buffer.c_str(), static_cast<size_t>(length)) ? 0
                                                                    : ENOMEM;
}

PathResolver::Method PathResolver::usedMethod() const {
  Method known = method.load(std::memory_order_relaxed);
  if (known == Method::Untried) {
    known = platform::canOpenBeneath() ? Method::Kernel : Method::Walk;
    method.store(known, std::memory_order_relaxed);
  }
  return known;
}

/// Opens with the kernel's guarantee. EAGAIN when renames kept disturbing it.
int PathResolver::openKernel(int root, const char *path, int flags,
                             unsigned mode, HostFd &result) const {
  for (int attempt = 0; attempt < maxDisturbances; ++attempt) {
    int fd = platform::openBeneath(root, path, flags, mode);
    if (fd >= 0) {
      result = HostFd(fd);
      return 0;
    }
    if (errno == EXDEV)
      return EPERM;
    // Opening a named pipe waits for the other end.
    if (errno == EINTR && !isInterrupted()) {
      --attempt;
      continue;
    }
    if (errno != EAGAIN)
      return errno;
  }
  return EAGAIN;
}

/// Opens a directory to resolve names in it. `path` is relative, or empty for
/// the root itself. `links` counts the links of the whole resolution.
int PathResolver::openDirectory(int root, const char *path, unsigned &links,
                                HostFd &result) const {
  if (path[0] == '\0') {
    result = HostFd::borrow(root);
    return 0;
  }
  if (usedMethod() == Method::Kernel) {
    int error = openKernel(root, path, platform::searchFlags(), 0, result);
    if (error != EAGAIN)
      return error;
  }

  Walk walk(root);
  if (int error = walk.begin())
    return error;
  HeapString rest;
  if (!rest.assign(path))
    return ENOMEM;
  size_t at = 0;
  for (;;) {
    while (rest.c_str()[at] == '/')
      ++at;
    size_t end = at;
    while (rest.c_str()[end] != '\0' && rest.c_str()[end] != '/')
      ++end;
    const char *name = rest.c_str() + at;
    size_t length = end - at;
    if (length == 0)
      break;
    if (isDot(name, length)) {
      at = end;
      continue;
    }
    if (isDotDot(name, length)) {
      if (int error = walk.leave())
        return error;
      at = end;
      continue;
    }
    int error = walk.enter(name, length);
    if (error == 0) {
      at = end;
      continue;
    }
    if (error != ELOOP && error != ENOTDIR)
      return error;
    // Maybe a link: continue with what it says. Systems disagree about the
    // error, and it may have changed since, so that reading it decides.
    HeapString link;
    HeapString target;
    if (!link.assign(name, length))
      return ENOMEM;
    if (readLink(walk.directory(), link.c_str(), target) != 0)
      return ENOTDIR;
    if (++links > maxLinks)
      return ELOOP;
    const char *after = rest.c_str() + end;
    if (int failed = splice("", 0, target, after, rest.length() - end, rest))
      return failed;
    at = 0;
  }
  result = walk.take();
  return 0;
}

int PathResolver::resolve(int root, const HeapString &path, LastLink lastLink,
                          Entry &result) const {
  if (int error = checkPath(path))
    return error;
  HeapString current;
  if (!current.assign(path.c_str(), path.length()))
    return ENOMEM;
  unsigned links = 0;
  for (;;) {
    const char *text = current.c_str();
    Split split = splitLast(text, current.length());
    const char *name = text + split.nameBegin;
    if (isDot(name, split.nameLength) || isDotDot(name, split.nameLength)) {
      // The directory itself. ".." must not reach the kernel as a name.
      if (int error = openDirectory(root, text, links, result.parent))
        return error;
      result.slash = split.slash;
      return result.name.assign(".") ? 0 : ENOMEM;
    }
    HeapString parent;
    if (!parent.assign(text, split.parentLength) ||
        !result.name.assign(name, split.nameLength))
      return ENOMEM;
    result.slash = split.slash;
    if (int error =
            openDirectory(root, parent.c_str(), links, result.parent))
      return error;
    bool follow = lastLink == LastLink::Follow ||
                  (lastLink == LastLink::NoFollow && split.slash);
    if (!follow)
      return 0;
    HeapString target;
    int error = readLink(result.parent.get(), result.name.c_str(), target);
    // Not a link (EINVAL) or nothing there yet (ENOENT): found. Other errors
    // show again when the caller uses the entry.
    if (error != 0)
      return error == ENOMEM ? error : 0;
    if (++links > maxLinks)
      return ELOOP;
    if (int failed = splice(parent.c_str(), parent.length(), target, "/",
                            split.slash ? 1 : 0, current))
      return failed;
  }
}

int PathResolver::open(int root, const HeapString &path, int flags,
                       unsigned mode, HostFd &result) const {
  if (int error = checkPath(path))
    return error;
  if (usedMethod() == Method::Kernel) {
    int error = openKernel(root, path.c_str(), flags, mode, result);
    if (error != EAGAIN)
      return error;
    // EAGAIN may also come from the file (O_NONBLOCK); the walk tells again.
  }
  // O_CREAT | O_EXCL never follows a link: it exists.
  bool exclusive = (flags & (O_CREAT | O_EXCL)) == (O_CREAT | O_EXCL);
  bool follow = (flags & O_NOFOLLOW) == 0 && !exclusive;
  for (int attempt = 0; attempt < maxSwaps; ++attempt) {
    Entry entry;
    if (int error = resolve(root, path,
                            follow ? LastLink::Follow : LastLink::NoFollow,
                            entry))
      return error;
    int openFlags = flags | O_NOFOLLOW | O_CLOEXEC;
    if (entry.slash) {
      // As the kernel has it: a slash asks for a directory, and directories
      // are not made by open().
      if ((flags & O_CREAT) != 0)
        return EISDIR;
      openFlags |= O_DIRECTORY;
    }
    int fd;
    do
      fd = ::openat(entry.parent.get(), entry.name.c_str(), openFlags, mode);
    while (fd < 0 && errno == EINTR && !isInterrupted());
    if (fd >= 0) {
      result = HostFd(fd);
      return 0;
    }
    int error = errno;
    bool maybeLink = error == ELOOP || error == ENOTDIR || error == EMLINK;
    if (!maybeLink || !follow)
      return error;
    // Either the entry became a link since it was resolved, then once more,
    // or the error is about something else.
    HeapString target;
    if (readLink(entry.parent.get(), entry.name.c_str(), target) != 0)
      return error;
  }
  return ELOOP;
}

} // namespace w2o::wasi
