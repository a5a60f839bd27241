//===- PathResolver.h - Guest paths to host descriptors, sandboxed --------===//
//
// The capability rule of WASI: a path is resolved relative to a directory that
// the guest has a descriptor of, and nothing above that directory is ever
// reached, whatever `..`, symbolic links and concurrent renames do. This class
// is the only code that turns a guest path into an open file.
//
// Two ways lead there:
//
// - The kernel's: openat2 with RESOLVE_BENEATH, which checks while it resolves.
// - The walk, for systems without that call: one openat per component with
//   O_NOFOLLOW. Symbolic links are read and spliced into the path. Where `..`
//   occurs, the walk starts again at the root with the components that are
//   left, since opening ".." could be fooled by moving the directory.
//
// Operations on a name rather than on a file (unlink, rename, ...) get an
// Entry: a descriptor of the parent directory, opened in one of these ways,
// and the last component, which is never "..", never has a slash, and is "."
// when the path names the directory itself. Used with the *at() calls and
// without following links, such a pair cannot lead out.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_PATHRESOLVER_H
#define W2O_WASI_PATHRESOLVER_H

#include "wasi/FileSystem.h"

#include <atomic>

namespace w2o::wasi {

/// A file by its parent directory and its name there.
struct Entry {
  HostFd parent;    ///< Beneath the root; may be the borrowed root itself.
  HeapString name;  ///< One component, or ".".
  bool slash = false; ///< The path ended in a slash: only a directory will do.
};

class PathResolver {
public:
  enum class Method : uint8_t { Untried, Kernel, Walk };

  /// Uses the kernel's call where it works, which the first path finds out: who
  /// gives a guest no directories does not pay for it.
  PathResolver() = default;
  explicit PathResolver(Method method) : method(method) {}
  /// From any thread.
  Method usedMethod() const;

  /// Opens `path` beneath `root` with open() flags; O_NOFOLLOW means that a
  /// link as the last component is an error (ELOOP). Returns 0 or an errno
  /// value; leaving the root is EPERM.
  int open(int root, const HeapString &path, int flags, unsigned mode,
           HostFd &result) const;

  /// Finds the parent directory of `path`. Returns 0 or an errno value. The
  /// entry itself need not exist.
  int resolve(int root, const HeapString &path, LastLink lastLink,
              Entry &result) const;

private:
  int openDirectory(int root, const char *path, unsigned &links,
                    HostFd &result) const;
  int openKernel(int root, const char *path, int flags, unsigned mode,
                 HostFd &result) const;

  /// Threads that try at the same time find the same.
  mutable std::atomic<Method> method = Method::Untried;
};

/// Reads the link `name` in `directory`. 0, EINVAL when it is not a link, or
/// another errno value.
int readLink(int directory, const char *name, HeapString &target);

} // namespace w2o::wasi

#endif // W2O_WASI_PATHRESOLVER_H
