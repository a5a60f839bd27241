//===- MemoryFileSystem.h - A file system in memory, for guests -----------===//
//
// The public w2o_wasi_fs: a Tree behind the interface FileSystem, counted.
// Everything that is open or mounted keeps it, so that the host may let go of
// it at any time.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_MEMFS_MEMORYFILESYSTEM_H
#define W2O_WASI_MEMFS_MEMORYFILESYSTEM_H

#include "wasi/Descriptor.h"
#include "wasi/memfs/Tree.h"
#include "wasm2obj_wasi_fs.h"

struct w2o_wasi_fs final : w2o::wasi::FileSystem {
  using Limits = w2o::wasi::memfs::Limits;
  using Tree = w2o::wasi::memfs::Tree;
  using Budget = w2o::wasi::memfs::Budget;

  /// Null when memory is exhausted, or the limits are too small for a root.
  static w2o_wasi_fs *create(const Limits &limits, Tree::Clock clock,
                             void *clockContext,
                             Budget::Allocate allocate = std::malloc);
  void retain() { references.fetch_add(1, std::memory_order_relaxed); }
  void release();

  /// A descriptor of a node that is a file or a directory.
  int openNode(w2o::wasi::memfs::NodeRef node, uint16_t fdFlags,
               w2o::wasi::Rights base, w2o::wasi::Rights inheriting,
               w2o::wasi::DescriptorRef &result);
  /// The status of a node, with the device.
  void statusOf(w2o::wasi::memfs::Node &node, w2o::wasi::FileStatus &result) {
    result = tree.statusOf(node);
    result.device = device;
  }

  int open(w2o::wasi::Descriptor &directory, const w2o::wasi::HeapString &path,
           const w2o::wasi::OpenRequest &request,
           w2o::wasi::DescriptorRef &result) override;
  int status(w2o::wasi::Descriptor &directory,
             const w2o::wasi::HeapString &path, w2o::wasi::LastLink lastLink,
             w2o::wasi::FileStatus &result) override;
  int setTimes(w2o::wasi::Descriptor &directory,
               const w2o::wasi::HeapString &path, w2o::wasi::LastLink lastLink,
               const timespec (&times)[2]) override;
  int makeDirectory(w2o::wasi::Descriptor &directory,
                    const w2o::wasi::HeapString &path) override;
  int removeDirectory(w2o::wasi::Descriptor &directory,
                      const w2o::wasi::HeapString &path) override;
  int unlink(w2o::wasi::Descriptor &directory,
             const w2o::wasi::HeapString &path) override;
  int readLink(w2o::wasi::Descriptor &directory,
               const w2o::wasi::HeapString &path,
               w2o::wasi::HeapString &target) override;
  int makeLink(const w2o::wasi::HeapString &target,
               w2o::wasi::Descriptor &directory,
               const w2o::wasi::HeapString &path) override;
  int link(w2o::wasi::Descriptor &oldDirectory,
           const w2o::wasi::HeapString &oldPath, w2o::wasi::LastLink lastLink,
           w2o::wasi::Descriptor &newDirectory,
           const w2o::wasi::HeapString &newPath) override;
  int rename(w2o::wasi::Descriptor &oldDirectory,
             const w2o::wasi::HeapString &oldPath,
             w2o::wasi::Descriptor &newDirectory,
             const w2o::wasi::HeapString &newPath) override;

  Tree tree;

private:
  w2o_wasi_fs(const Limits &limits, Tree::Clock clock, void *clockContext,
              Budget::Allocate allocate);
  ~w2o_wasi_fs() = default;

  std::atomic<uint32_t> references{1};
  const uint64_t device;
};

#endif // W2O_WASI_MEMFS_MEMORYFILESYSTEM_H
