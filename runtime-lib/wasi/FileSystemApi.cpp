//===- FileSystemApi.cpp - The host's side of files in memory -------------===//
//
// wasm2obj_wasi_fs.h over memfs/Tree.
//
//===----------------------------------------------------------------------===//

#include "wasi/Context.h"
#include "wasi/HostApi.h"
#include "wasi/Locks.h"
#include "wasi/memfs/MemoryFileSystem.h"

#include <cstdio>

using namespace w2o::wasi;
using namespace w2o::wasi::memfs;

namespace {

constexpr uint64_t defaultBytes = 64 << 20;
constexpr uint32_t defaultNodes = 65536;
constexpr uint32_t defaultOpen = 1024;
constexpr uint32_t longestName = 255; // w2o_wasi_fs_entry has room for it
constexpr uint32_t defaultDepth = 256;
static_assert(sizeof(w2o_wasi_fs_entry::name) == longestName + 1);
static_assert(sizeof(Listed::name) == longestName + 1);

template <class T> T orDefault(T value, T otherwise) {
  return value != 0 ? value : otherwise;
}

/// A path of the host, from the root.
memfs::Path pathOf(const char *path) {
  while (*path == '/')
    ++path;
  if (*path == '\0')
    return {".", 1};
  return {path, std::strlen(path)};
}

/// Ends an operation: true, or the error of the tree in words.
bool finish(int failed, const char *what, const char *path, w2o_error *error) {
  if (failed == 0)
    return succeed(error);
  bool isLimit = failed == ENOSPC || failed == EFBIG || failed == ENFILE ||
                 failed == ENOMEM;
  return fail(error, isLimit ? W2O_ERROR_RESOURCE : W2O_ERROR_ARGUMENT,
              "cannot %s '%s': %s", what, path, std::strerror(failed));
}

w2o_wasi_fs_status statusFrom(const FileStatus &status) {
  w2o_wasi_fs_status result = {};
  result.type = status.type == FileType::RegularFile ? W2O_WASI_FS_FILE
                : status.type == FileType::Directory ? W2O_WASI_FS_DIR
                                                     : W2O_WASI_FS_LINK;
  result.links = static_cast<uint32_t>(status.links);
  result.size = status.size;
  result.modified_time = status.modification;
  return result;
}

const Limits &limitsOf(w2o_wasi_fs *fs) { return fs->tree.budget().limits; }

/// Gives a finished file its name.
int install(w2o_wasi_fs *fs, const char *path, NodeRef file) {
  memfs::Path name = pathOf(path);
  if (int error = fs->tree.makeParents(name))
    return error;
  return fs->tree.install(name, std::move(file));
}

} // namespace

w2o_wasi_fs *w2o_wasi_fs_new(const w2o_wasi_fs_config *config) {
  w2o_wasi_fs_config given = config != nullptr ? *config : w2o_wasi_fs_config{};
  Limits limits;
  limits.bytes = orDefault(given.max_bytes, defaultBytes);
  limits.fileSize = orDefault(given.max_file_size, limits.bytes);
  // Positions in a file are signed.
  if (limits.fileSize > INT64_MAX)
    limits.fileSize = INT64_MAX;
  limits.nodes = orDefault(given.max_nodes, defaultNodes);
  limits.open = orDefault(given.max_open, defaultOpen);
  limits.nameLength = orDefault(given.max_name_length, longestName);
  if (limits.nameLength > longestName)
    limits.nameLength = longestName;
  limits.depth = orDefault(given.max_depth, defaultDepth);
  return w2o_wasi_fs::create(limits, given.clock, given.clock_context);
}

void w2o_wasi_fs_delete(w2o_wasi_fs *fs) {
  if (fs != nullptr)
    fs->release();
}

w2o_wasi_fs_usage w2o_wasi_fs_get_usage(w2o_wasi_fs *fs) {
  Budget &budget = fs->tree.budget();
  w2o_wasi_fs_usage usage = {};
  usage.bytes = budget.used.get();
  usage.nodes = static_cast<uint32_t>(budget.nodes.get());
  usage.open = static_cast<uint32_t>(budget.open.get());
  return usage;
}

//===-- Filling -----------------------------------------------------------===//

bool w2o_wasi_fs_add_dir(w2o_wasi_fs *fs, const char *path, w2o_error *error) {
  memfs::Path name = pathOf(path);
  int failed = fs->tree.makeParents(name);
  if (failed == 0)
    failed = fs->tree.makeDirectory(fs->tree.root(), name);
  FileStatus status;
  if (failed == EEXIST && fs->tree.status(fs->tree.root(), name,
                                          LastLink::Follow, status) == 0 &&
      status.type == FileType::Directory)
    failed = 0;
  return finish(failed, "make directory", path, error);
}

bool w2o_wasi_fs_add_file(w2o_wasi_fs *fs, const char *path, const void *bytes,
                          size_t size, w2o_error *error) {
  NodeRef file;
  int failed = fs->tree.newFile(file);
  size_t written = 0;
  // Nobody else knows the file: no lock.
  if (failed == 0)
    failed = asFile(*file).contents.write(
        0, static_cast<const uint8_t *>(bytes), size, written);
  if (failed == 0 && written < size)
    failed = size > limitsOf(fs).fileSize ? limitsOf(fs).tooLong() : ENOSPC;
  if (failed == 0)
    failed = install(fs, path, std::move(file));
  return finish(failed, "add file", path, error);
}

bool w2o_wasi_fs_lend_file(w2o_wasi_fs *fs, const char *path,
                           const void *bytes, size_t size,
                           void (*release)(void *context), void *context,
                           w2o_error *error) {
  NodeRef file;
  int failed = fs->tree.newFile(file);
  if (failed == 0) {
    // Kept until the file is there: when that fails, the host keeps the bytes.
    NodeRef kept = NodeRef::share(*file);
    Contents &contents = asFile(*file).contents;
    contents.borrow(static_cast<const uint8_t *>(bytes), size, release,
                    context);
    failed = install(fs, path, std::move(file));
    if (failed != 0)
      contents.borrow(nullptr, 0, nullptr, nullptr);
  }
  return finish(failed, "add file", path, error);
}

bool w2o_wasi_fs_add_link(w2o_wasi_fs *fs, const char *target,
                          const char *path, w2o_error *error) {
  memfs::Path name = pathOf(path);
  size_t length = std::strlen(target);
  int failed = target[0] == '/'    ? EPERM
               : length >= maxPath ? ENAMETOOLONG
                                   : fs->tree.makeParents(name);
  if (failed == 0)
    failed = fs->tree.makeLink({target, length}, fs->tree.root(), name);
  return finish(failed, "add link", path, error);
}

bool w2o_wasi_fs_remove(w2o_wasi_fs *fs, const char *path, w2o_error *error) {
  return finish(fs->tree.removeAll(pathOf(path)), "remove", path, error);
}

//===-- Looking -----------------------------------------------------------===//

bool w2o_wasi_fs_get_status(w2o_wasi_fs *fs, const char *path,
                            w2o_wasi_fs_status *status, w2o_error *error) {
  FileStatus found;
  int failed = fs->tree.status(fs->tree.root(), pathOf(path),
                               LastLink::NoFollow, found);
  if (failed == 0)
    *status = statusFrom(found);
  return finish(failed, "look at", path, error);
}

bool w2o_wasi_fs_read(w2o_wasi_fs *fs, const char *path, uint64_t offset,
                      void *buffer, size_t capacity, size_t *size,
                      w2o_error *error) {
  NodeRef node;
  int failed = fs->tree.find(pathOf(path), LastLink::Follow, node);
  if (failed == 0 && node->isDirectory())
    failed = EISDIR;
  *size = 0;
  if (failed == 0) {
    FileNode &file = asFile(*node);
    MutexLock guard(file.lock);
    *size = file.contents.read(offset, static_cast<uint8_t *>(buffer),
                               capacity);
  }
  return finish(failed, "read", path, error);
}

bool w2o_wasi_fs_read_link(w2o_wasi_fs *fs, const char *path, char *buffer,
                           size_t capacity, w2o_error *error) {
  HeapString target;
  int failed = fs->tree.readLink(fs->tree.root(), pathOf(path), target);
  if (failed == 0 && target.length() >= capacity)
    failed = ERANGE;
  if (failed == 0)
    std::memcpy(buffer, target.c_str(), target.length() + 1);
  return finish(failed, "read link", path, error);
}

bool w2o_wasi_fs_next(w2o_wasi_fs *fs, const char *path, uint64_t *cookie,
                      w2o_wasi_fs_entry *entry, w2o_error *error) {
  Listed listed = {};
  int failed = fs->tree.next(pathOf(path), *cookie, listed);
  if (!finish(failed, "list", path, error) || listed.name[0] == '\0')
    return false;
  std::memcpy(entry->name, listed.name, sizeof(entry->name));
  entry->status = statusFrom(listed.status);
  *cookie = listed.cookie;
  return true;
}

//===-- Giving it to guests -----------------------------------------------===//

bool w2o_wasi_preopen_fs(w2o_wasi *wasi, w2o_wasi_fs *fs, const char *path,
                         const char *guest_path, bool read_only,
                         w2o_error *error) {
  if (guest_path[0] == '\0')
    return fail(error, W2O_ERROR_ARGUMENT,
                "the guest's name of directory '%s' is empty", path);
  NodeRef node;
  int failed = fs->tree.find(pathOf(path), LastLink::Follow, node);
  if (failed == 0 && !node->isDirectory())
    failed = ENOTDIR;
  Rights denied = read_only ? rights::Modifying : rights::None;
  DescriptorRef descriptor;
  if (failed == 0)
    failed = fs->openNode(std::move(node), 0, rights::Directory & ~denied,
                          rights::Inheritable & ~denied, descriptor);
  if (failed != 0)
    return finish(failed, "mount directory", path, error);
  uint32_t number;
  if (!descriptor->setPreopenName(guest_path) ||
      wasi->descriptors.insert(std::move(descriptor), FdTable::firstFree,
                               number) != Errno::Success)
    return outOfMemory(error);
  return succeed(error);
}

bool w2o_wasi_set_stream_file(w2o_wasi *wasi, int guest_fd, w2o_wasi_fs *fs,
                              const char *path, w2o_error *error) {
  if (!isStream(guest_fd, error))
    return false;
  OpenRequest request;
  request.follow = true;
  request.create = request.writes = guest_fd != 0;
  NodeRef node;
  int failed = fs->tree.open(fs->tree.root(), pathOf(path), request, node);
  if (failed == 0 && node->isDirectory())
    failed = EISDIR;
  DescriptorRef descriptor;
  if (failed == 0)
    failed = fs->openNode(std::move(node),
                          guest_fd != 0 ? fdflags::Append : uint16_t{0},
                          streamRights(guest_fd), rights::None, descriptor);
  if (failed != 0)
    return finish(failed, "open", path, error);
  if (wasi->descriptors.set(static_cast<uint32_t>(guest_fd),
                            std::move(descriptor)) != Errno::Success)
    return outOfMemory(error);
  return succeed(error);
}
