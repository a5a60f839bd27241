//===- HostFileSystem.cpp - The operating system's files ------------------===//
//
// Each function resolves its paths with PathResolver and then uses the *at()
// call of the host on what came out: never a path of more than one component,
// and never following a link. A slash at the end of a path means "only if it
// is a directory" (POSIX, 4.13 Pathname Resolution); names are handed to the
// host without it, since hosts disagree on whether it follows links.
//
//===----------------------------------------------------------------------===//

#include "wasi/HostFileSystem.h"

#include "wasi/HostFile.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace w2o::wasi {

namespace {

/// For host calls that return -1 on failure.
int errorOf(int result) { return result == -1 ? errno : 0; }

int statEntry(const Entry &entry, struct stat &status) {
  if (fstatat(entry.parent.get(), entry.name.c_str(), &status,
              AT_SYMLINK_NOFOLLOW) != 0)
    return errno;
  if (entry.slash && !S_ISDIR(status.st_mode))
    return ENOTDIR;
  return 0;
}

/// An error when a slash follows the name of something that is no directory.
int checkSlash(const Entry &entry) {
  struct stat status;
  return entry.slash ? statEntry(entry, status) : 0;
}

/// For entries that are to be made and cannot be directories: a slash after
/// the name is an error, which one depends on what is there.
int checkNewName(const Entry &entry) {
  if (!entry.slash)
    return 0;
  struct stat status;
  return fstatat(entry.parent.get(), entry.name.c_str(), &status,
                 AT_SYMLINK_NOFOLLOW) == 0
             ? EEXIST
             : ENOENT;
}

} // namespace

int HostFileSystem::adopt(HostFd fd, Rights base, Rights inheriting,
                          DescriptorRef &result) {
  struct stat status;
  if (fstat(fd.get(), &status) != 0)
    return errno;
  FileType type = fileTypeOf(status.st_mode, fd.get());
  bool isTerminal =
      type == FileType::CharacterDevice && ::isatty(fd.get()) == 1;
  limitRights(type, isTerminal, base, inheriting);
  bool breakable = S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode);
  DescriptorRef fresh = DescriptorRef::make<HostFile>(
      *this, std::move(fd), type, breakable, base, inheriting);
  if (!fresh)
    return ENOMEM;
  result = std::move(fresh);
  return 0;
}

int HostFileSystem::open(Descriptor &directory, const HeapString &path,
                         const OpenRequest &request, DescriptorRef &result) {
  // A terminal that a guest opens must not become the host's.
  int flags = O_NOCTTY | fdFlagsToHost(request.fdFlags);
  if (!request.follow)
    flags |= O_NOFOLLOW;
  if (request.create)
    flags |= O_CREAT;
  if (request.exclusive)
    flags |= O_EXCL;
  if (request.truncate)
    flags |= O_TRUNC;
  if (request.directory)
    flags |= O_DIRECTORY;
  // Cutting needs a descriptor that is open for writing on the host.
  bool writes = request.writes || request.truncate;
  bool reads = request.reads || (request.truncate && !request.writes);
  flags |= !writes ? O_RDONLY : reads ? O_RDWR : O_WRONLY;
  HostFd opened;
  if (int error = paths.open(directory.host(), path, flags, 0666, opened))
    return error;
  return adopt(std::move(opened), request.base, request.inheriting, result);
}

//===-- Status ------------------------------------------------------------===//

int HostFileSystem::status(Descriptor &directory, const HeapString &path,
                           LastLink lastLink, FileStatus &result) {
  Entry entry;
  if (int error = paths.resolve(directory.host(), path, lastLink, entry))
    return error;
  struct stat status;
  if (int error = statEntry(entry, status))
    return error;
  result = fileStatusOf(status, fileTypeOf(status.st_mode));
  return 0;
}

int HostFileSystem::setTimes(Descriptor &directory, const HeapString &path,
                             LastLink lastLink, const timespec (&times)[2]) {
  Entry entry;
  if (int error = paths.resolve(directory.host(), path, lastLink, entry))
    return error;
  if (int error = checkSlash(entry))
    return error;
  return errorOf(utimensat(entry.parent.get(), entry.name.c_str(), times,
                           AT_SYMLINK_NOFOLLOW));
}

//===-- Directories -------------------------------------------------------===//

int HostFileSystem::makeDirectory(Descriptor &directory,
                                  const HeapString &path) {
  Entry entry;
  if (int error = paths.resolve(directory.host(), path, LastLink::NeverFollow,
                                entry))
    return error;
  return errorOf(mkdirat(entry.parent.get(), entry.name.c_str(), 0777));
}

int HostFileSystem::removeDirectory(Descriptor &directory,
                                    const HeapString &path) {
  Entry entry;
  if (int error = paths.resolve(directory.host(), path, LastLink::NeverFollow,
                                entry))
    return error;
  return errorOf(
      unlinkat(entry.parent.get(), entry.name.c_str(), AT_REMOVEDIR));
}

//===-- Links and names ---------------------------------------------------===//

int HostFileSystem::link(Descriptor &oldDirectory, const HeapString &oldPath,
                         LastLink lastLink, Descriptor &newDirectory,
                         const HeapString &newPath) {
  Entry from;
  if (int error =
          paths.resolve(oldDirectory.host(), oldPath, lastLink, from))
    return error;
  Entry to;
  if (int error = paths.resolve(newDirectory.host(), newPath,
                                LastLink::NeverFollow, to))
    return error;
  if (int error = checkSlash(from))
    return error;
  if (int error = checkNewName(to))
    return error;
  return errorOf(linkat(from.parent.get(), from.name.c_str(),
                        to.parent.get(), to.name.c_str(), 0));
}

int HostFileSystem::readLink(Descriptor &directory, const HeapString &path,
                             HeapString &target) {
  Entry entry;
  if (int error = paths.resolve(directory.host(), path, LastLink::NoFollow,
                                entry))
    return error;
  if (int error = checkSlash(entry))
    return error;
  return wasi::readLink(entry.parent.get(), entry.name.c_str(), target);
}

int HostFileSystem::makeLink(const HeapString &target, Descriptor &directory,
                             const HeapString &path) {
  Entry entry;
  if (int error = paths.resolve(directory.host(), path, LastLink::NeverFollow,
                                entry))
    return error;
  if (int error = checkNewName(entry))
    return error;
  return errorOf(symlinkat(target.c_str(), entry.parent.get(),
                           entry.name.c_str()));
}

int HostFileSystem::rename(Descriptor &oldDirectory, const HeapString &oldPath,
                           Descriptor &newDirectory,
                           const HeapString &newPath) {
  Entry from;
  if (int error = paths.resolve(oldDirectory.host(), oldPath,
                                LastLink::NeverFollow, from))
    return error;
  Entry to;
  if (int error = paths.resolve(newDirectory.host(), newPath,
                                LastLink::NeverFollow, to))
    return error;
  from.slash |= to.slash;
  if (int error = checkSlash(from))
    return error;
  return errorOf(renameat(from.parent.get(), from.name.c_str(),
                          to.parent.get(), to.name.c_str()));
}

int HostFileSystem::unlink(Descriptor &directory, const HeapString &path) {
  Entry entry;
  if (int error = paths.resolve(directory.host(), path, LastLink::NeverFollow,
                                entry))
    return error;
  if (int error = checkSlash(entry))
    return error;
  if (unlinkat(entry.parent.get(), entry.name.c_str(), 0) == 0)
    return 0;
  int error = errno;
  // POSIX has EPERM for a directory, Linux and WASI the clearer EISDIR.
  struct stat status;
  if (error == EPERM && statEntry(entry, status) == 0 &&
      S_ISDIR(status.st_mode))
    error = EISDIR;
  return error;
}

} // namespace w2o::wasi
