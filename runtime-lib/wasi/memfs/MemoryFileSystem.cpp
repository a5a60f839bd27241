//===- MemoryFileSystem.cpp - A file system in memory, for guests ---------===//
//
// Tree behind the interface FileSystem. The directories that come here are
// descriptors of this file system (PathOps.cpp).
//
//===----------------------------------------------------------------------===//

#include "wasi/memfs/MemoryFileSystem.h"

#include "wasi/memfs/MemoryFile.h"

using namespace w2o::wasi;
using namespace w2o::wasi::memfs;

namespace {

DirectoryNode &directoryOf(Descriptor &descriptor) {
  return static_cast<MemoryDirectory &>(descriptor).directory();
}

memfs::Path pathOf(const HeapString &text) {
  return {text.c_str(), text.length()};
}

/// Devices are numbers that no two file systems of a process share, nor one of
/// these with one of the host.
uint64_t nextDevice() {
  static std::atomic<uint64_t> last{uint64_t{1} << 63};
  return last.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

w2o_wasi_fs::w2o_wasi_fs(const Limits &limits, Tree::Clock clock,
                         void *clockContext, Budget::Allocate allocate)
    : tree(limits, clock, clockContext, allocate), device(nextDevice()) {}

w2o_wasi_fs *w2o_wasi_fs::create(const Limits &limits, Tree::Clock clock,
                                 void *clockContext,
                                 Budget::Allocate allocate) {
  void *space = allocate(sizeof(w2o_wasi_fs));
  if (space == nullptr)
    return nullptr;
  auto *fs = new (space) w2o_wasi_fs(limits, clock, clockContext, allocate);
  if (fs->tree.begin() == 0)
    return fs;
  fs->release();
  return nullptr;
}

void w2o_wasi_fs::release() {
  if (references.fetch_sub(1, std::memory_order_acq_rel) != 1)
    return;
  this->~w2o_wasi_fs();
  std::free(this);
}

/// Takes one of the places for open descriptors.
int w2o_wasi_fs::openNode(NodeRef node, uint16_t fdFlags, Rights base,
                          Rights inheriting, DescriptorRef &result) {
  Budget &budget = tree.budget();
  if (!budget.open.add(1, budget.limits.open))
    return ENFILE;
  limitRights(node->type, /*isTerminal=*/false, base, inheriting);
  // As the host reports them: it does not tell the two apart.
  constexpr uint16_t full = fdflags::Sync | fdflags::RSync;
  if ((fdFlags & full) != 0)
    fdFlags = static_cast<uint16_t>(
        (fdFlags & ~(full | fdflags::DSync)) | fdflags::Sync);
  result = node->isDirectory()
               ? DescriptorRef::make<MemoryDirectory>(
                     *this, std::move(node), fdFlags, base, inheriting)
               : DescriptorRef::make<MemoryFile>(
                     *this, std::move(node), fdFlags, base, inheriting);
  if (result)
    return 0;
  budget.open.subtract(1);
  return ENOMEM;
}

int w2o_wasi_fs::open(Descriptor &directory, const HeapString &path,
                      const OpenRequest &request, DescriptorRef &result) {
  // Before a file is made or cut that could not be opened then.
  Budget &budget = tree.budget();
  if (budget.open.get() >= budget.limits.open)
    return ENFILE;
  NodeRef node;
  if (int error =
          tree.open(directoryOf(directory), pathOf(path), request, node))
    return error;
  return openNode(std::move(node), request.fdFlags, request.base,
                  request.inheriting, result);
}

int w2o_wasi_fs::status(Descriptor &directory, const HeapString &path,
                        LastLink lastLink, FileStatus &result) {
  if (int error = tree.status(directoryOf(directory), pathOf(path), lastLink,
                              result))
    return error;
  result.device = device;
  return 0;
}

int w2o_wasi_fs::setTimes(Descriptor &directory, const HeapString &path,
                          LastLink lastLink, const timespec (&times)[2]) {
  return tree.setTimes(directoryOf(directory), pathOf(path), lastLink, times);
}

int w2o_wasi_fs::makeDirectory(Descriptor &directory, const HeapString &path) {
  return tree.makeDirectory(directoryOf(directory), pathOf(path));
}

int w2o_wasi_fs::removeDirectory(Descriptor &directory,
                                 const HeapString &path) {
  return tree.removeDirectory(directoryOf(directory), pathOf(path));
}

int w2o_wasi_fs::unlink(Descriptor &directory, const HeapString &path) {
  return tree.unlink(directoryOf(directory), pathOf(path));
}

int w2o_wasi_fs::readLink(Descriptor &directory, const HeapString &path,
                          HeapString &target) {
  return tree.readLink(directoryOf(directory), pathOf(path), target);
}

int w2o_wasi_fs::makeLink(const HeapString &target, Descriptor &directory,
                          const HeapString &path) {
  return tree.makeLink(pathOf(target), directoryOf(directory), pathOf(path));
}

int w2o_wasi_fs::link(Descriptor &oldDirectory, const HeapString &oldPath,
                      LastLink lastLink, Descriptor &newDirectory,
                      const HeapString &newPath) {
  return tree.link(directoryOf(oldDirectory), pathOf(oldPath), lastLink,
                   directoryOf(newDirectory), pathOf(newPath));
}

int w2o_wasi_fs::rename(Descriptor &oldDirectory, const HeapString &oldPath,
                        Descriptor &newDirectory, const HeapString &newPath) {
  return tree.rename(directoryOf(oldDirectory), pathOf(oldPath),
                     directoryOf(newDirectory), pathOf(newPath));
}
