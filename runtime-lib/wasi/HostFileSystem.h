//===- HostFileSystem.h - The operating system's files --------------------===//
//
// Paths go through PathResolver; what comes out is used with the *at() calls
// of the host.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_HOSTFILESYSTEM_H
#define W2O_WASI_HOSTFILESYSTEM_H

#include "wasi/Descriptor.h"
#include "wasi/PathResolver.h"

namespace w2o::wasi {

class HostFileSystem final : public FileSystem {
public:
  HostFileSystem() = default;
  explicit HostFileSystem(PathResolver::Method method) : paths(method) {}

  /// Takes a host descriptor over and asks the host what it is; rights are
  /// reduced to those that make sense for that. 0, or an errno value, then
  /// the host descriptor is closed. The result must not outlive this.
  int adopt(HostFd fd, Rights base, Rights inheriting, DescriptorRef &result);

  int open(Descriptor &directory, const HeapString &path,
           const OpenRequest &request, DescriptorRef &result) override;
  int status(Descriptor &directory, const HeapString &path, LastLink lastLink,
             FileStatus &result) override;
  int setTimes(Descriptor &directory, const HeapString &path,
               LastLink lastLink, const timespec (&times)[2]) override;
  int makeDirectory(Descriptor &directory, const HeapString &path) override;
  int removeDirectory(Descriptor &directory, const HeapString &path) override;
  int unlink(Descriptor &directory, const HeapString &path) override;
  int readLink(Descriptor &directory, const HeapString &path,
               HeapString &target) override;
  int makeLink(const HeapString &target, Descriptor &directory,
               const HeapString &path) override;
  int link(Descriptor &oldDirectory, const HeapString &oldPath,
           LastLink lastLink, Descriptor &newDirectory,
           const HeapString &newPath) override;
  int rename(Descriptor &oldDirectory, const HeapString &oldPath,
             Descriptor &newDirectory, const HeapString &newPath) override;

private:
  PathResolver paths;
};

} // namespace w2o::wasi

#endif // W2O_WASI_HOSTFILESYSTEM_H
