//===- FileSystem.h - What a tree of files can do for a guest -------------===//
//
// The operations that take a path. Each directory of a guest belongs to one
// file system: the operating system's (HostFileSystem.h), where PathResolver
// keeps paths inside, or one that lives in memory (memfs/MemoryFileSystem.h).
// PathOps.cpp checks what comes from the guest and calls these; operations on
// something that is open already are those of Descriptor.
//
// A path is resolved from a directory and never leads above it, whatever `..`
// and symbolic links say: EPERM. All functions return 0 or an errno value of
// the host.
//
// No function of an interface is pure: its place in the table would be taken
// by a function of the C++ run-time library, which the runtime does without.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_FILESYSTEM_H
#define W2O_WASI_FILESYSTEM_H

#include "wasi/Ownership.h"
#include "wasi/Rights.h"
#include "wasi/WasiAbi.h"

#include <ctime>

namespace w2o::wasi {

class Descriptor;
class DescriptorRef;

/// Longest path, terminator included, as POSIX counts; also the bound for the
/// path that results when links are spliced in.
inline constexpr size_t maxPath = 4096;
/// Links followed in one resolution before ELOOP; Linux has the same.
inline constexpr unsigned maxLinks = 40;

/// What to do when the last component of a path is a symbolic link.
enum class LastLink : uint8_t {
  Follow,      ///< The path means what the link points at.
  NoFollow,    ///< It means the link, unless a slash follows.
  NeverFollow, ///< It is a name to create, remove or replace.
};

/// What is known of a file. Times are nanoseconds since 1970.
struct FileStatus {
  uint64_t device = 0;
  uint64_t inode = 0;
  uint64_t links = 0;
  uint64_t size = 0;
  uint64_t access = 0;
  uint64_t modification = 0;
  uint64_t change = 0;
  FileType type = FileType::Unknown;
};

/// What path_open asks for, after the checks of rights.
struct OpenRequest {
  bool follow = false;     ///< A link as the last component.
  bool create = false;     ///< Make a file when there is none.
  bool exclusive = false;  ///< Fail when there is something.
  bool truncate = false;   ///< Cut a file to nothing.
  bool directory = false;  ///< Fail when it is no directory.
  bool reads = false;      ///< To be read from, or listed.
  bool writes = false;     ///< To be written to.
  uint16_t fdFlags = 0;
  /// Of the new descriptor, as far as its type can have them.
  Rights base = rights::None;
  Rights inheriting = rights::None;
};

class FileSystem {
public:
  virtual int open(Descriptor &directory, const HeapString &path,
                   const OpenRequest &request, DescriptorRef &result);
  virtual int status(Descriptor &directory, const HeapString &path,
                     LastLink lastLink, FileStatus &result);
  /// Times as for utimensat().
  virtual int setTimes(Descriptor &directory, const HeapString &path,
                       LastLink lastLink, const timespec (&times)[2]);
  virtual int makeDirectory(Descriptor &directory, const HeapString &path);
  virtual int removeDirectory(Descriptor &directory, const HeapString &path);
  virtual int unlink(Descriptor &directory, const HeapString &path);
  virtual int readLink(Descriptor &directory, const HeapString &path,
                       HeapString &target);
  virtual int makeLink(const HeapString &target, Descriptor &directory,
                       const HeapString &path);
  /// Another name for a file. Both directories are of this file system.
  virtual int link(Descriptor &oldDirectory, const HeapString &oldPath,
                   LastLink lastLink, Descriptor &newDirectory,
                   const HeapString &newPath);
  virtual int rename(Descriptor &oldDirectory, const HeapString &oldPath,
                     Descriptor &newDirectory, const HeapString &newPath);

protected:
  FileSystem() = default;
  ~FileSystem() = default;
};

} // namespace w2o::wasi

#endif // W2O_WASI_FILESYSTEM_H
