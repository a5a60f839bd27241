//===- PathOps.cpp - path_* -----------------------------------------------===//
//
// Each function resolves its paths with PathResolver and then uses the *at()
// call of the host on what came out: never a path of more than one component,
// and never following a link. A slash at the end of a path means "only if it
// is a directory" (POSIX, 4.13 Pathname Resolution); names are handed to the
// host without it, since hosts disagree on whether it follows links.
//
//===----------------------------------------------------------------------===//

#include "wasi/Errno.h"
#include "wasi/FileStatus.h"
#include "wasi/Wasi.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace w2o::wasi {

namespace {

/// Resolves the path of a guest relative to its descriptor `fd`.
Errno resolve(Call &call, uint32_t fd, Rights needed, GuestPtr path,
              uint32_t length, LastLink lastLink, DescriptorRef &directory,
              Entry &entry) {
  if (Errno error = call.descriptor(fd, needed, directory);
      error != Errno::Success)
    return error;
  HeapString text;
  if (Errno error = call.path(path, length, text); error != Errno::Success)
    return error;
  return errnoFromHost(
      call.wasi.paths.resolve(directory->host(), text, lastLink, entry));
}

LastLink lastLinkOf(uint32_t lookupFlags) {
  return (lookupFlags & lookupflags::SymlinkFollow) != 0 ? LastLink::Follow
                                                         : LastLink::NoFollow;
}

bool areLookupFlags(uint32_t flags) {
  return (flags & ~lookupflags::All) == 0;
}

int statEntry(const Entry &entry, struct stat &status) {
  if (fstatat(entry.parent.get(), entry.name.c_str(), &status,
              AT_SYMLINK_NOFOLLOW) != 0)
    return errno;
  if (entry.slash && !S_ISDIR(status.st_mode))
    return ENOTDIR;
  return 0;
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

//===-- Directories -------------------------------------------------------===//

Errno pathCreateDirectory(Call &call, uint32_t fd, GuestPtr path,
                          uint32_t length) {
  DescriptorRef directory;
  Entry entry;
  if (Errno error = resolve(call, fd, rights::PathCreateDirectory, path,
                            length, LastLink::NeverFollow, directory, entry);
      error != Errno::Success)
    return error;
  return errnoUnlessOk(
      mkdirat(entry.parent.get(), entry.name.c_str(), 0777));
}

Errno pathRemoveDirectory(Call &call, uint32_t fd, GuestPtr path,
                          uint32_t length) {
  DescriptorRef directory;
  Entry entry;
  if (Errno error = resolve(call, fd, rights::PathRemoveDirectory, path,
                            length, LastLink::NeverFollow, directory, entry);
      error != Errno::Success)
    return error;
  return errnoUnlessOk(
      unlinkat(entry.parent.get(), entry.name.c_str(), AT_REMOVEDIR));
}

//===-- Status ------------------------------------------------------------===//

Errno pathFileStatGet(Call &call, uint32_t fd, uint32_t flags, GuestPtr path,
                      uint32_t length, GuestPtr result) {
  if (!areLookupFlags(flags))
    return Errno::Inval;
  DescriptorRef directory;
  Entry entry;
  if (Errno error = resolve(call, fd, rights::PathFileStatGet, path, length,
                            lastLinkOf(flags), directory, entry);
      error != Errno::Success)
    return error;
  struct stat status;
  if (int error = statEntry(entry, status))
    return errnoFromHost(error);
  return writeFileStat(call, status, fileTypeOf(status.st_mode), result);
}

Errno pathFileStatSetTimes(Call &call, uint32_t fd, uint32_t flags,
                           GuestPtr path, uint32_t length, uint64_t access,
                           uint64_t modification, uint32_t timeFlags) {
  timespec times[2];
  if (Errno error =
          timesToHost(call.wasi, access, modification, timeFlags, times);
      error != Errno::Success)
    return error;
  if (!areLookupFlags(flags))
    return Errno::Inval;
  DescriptorRef directory;
  Entry entry;
  if (Errno error = resolve(call, fd, rights::PathFileStatSetTimes, path,
                            length, lastLinkOf(flags), directory, entry);
      error != Errno::Success)
    return error;
  struct stat status;
  if (entry.slash)
    if (int error = statEntry(entry, status))
      return errnoFromHost(error);
  return errnoUnlessOk(utimensat(entry.parent.get(), entry.name.c_str(), times,
                                 AT_SYMLINK_NOFOLLOW));
}

//===-- Links and names ---------------------------------------------------===//

Errno pathLink(Call &call, uint32_t oldFd, uint32_t oldFlags, GuestPtr oldPath,
               uint32_t oldLength, uint32_t newFd, GuestPtr newPath,
               uint32_t newLength) {
  if (!areLookupFlags(oldFlags))
    return Errno::Inval;
  DescriptorRef oldDirectory;
  Entry from;
  if (Errno error =
          resolve(call, oldFd, rights::PathLinkSource, oldPath, oldLength,
                  lastLinkOf(oldFlags), oldDirectory, from);
      error != Errno::Success)
    return error;
  DescriptorRef newDirectory;
  Entry to;
  if (Errno error =
          resolve(call, newFd, rights::PathLinkTarget, newPath, newLength,
                  LastLink::NeverFollow, newDirectory, to);
      error != Errno::Success)
    return error;
  struct stat status;
  if (from.slash)
    if (int error = statEntry(from, status))
      return errnoFromHost(error);
  if (int error = checkNewName(to))
    return errnoFromHost(error);
  return errnoUnlessOk(linkat(from.parent.get(), from.name.c_str(),
                              to.parent.get(), to.name.c_str(), 0));
}

Errno pathReadLink(Call &call, uint32_t fd, GuestPtr path, uint32_t length,
                   GuestPtr buffer, uint32_t bufferLength, GuestPtr result) {
  DescriptorRef directory;
  Entry entry;
  if (Errno error = resolve(call, fd, rights::PathReadLink, path, length,
                            LastLink::NoFollow, directory, entry);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(buffer, bufferLength))
    return Errno::Fault;
  struct stat status;
  if (entry.slash)
    if (int error = statEntry(entry, status))
      return errnoFromHost(error);
  HeapString target;
  if (int error =
          readLink(entry.parent.get(), entry.name.c_str(), target))
    return errnoFromHost(error);
  // Cut off silently when the buffer is too small, as POSIX has it.
  size_t part =
      target.length() < bufferLength ? target.length() : bufferLength;
  call.memory.writeBytes(buffer, target.c_str(), part);
  return call.memory.write(result, static_cast<uint32_t>(part))
             ? Errno::Success
             : Errno::Fault;
}

Errno pathRename(Call &call, uint32_t oldFd, GuestPtr oldPath,
                 uint32_t oldLength, uint32_t newFd, GuestPtr newPath,
                 uint32_t newLength) {
  DescriptorRef oldDirectory;
  Entry from;
  if (Errno error =
          resolve(call, oldFd, rights::PathRenameSource, oldPath, oldLength,
                  LastLink::NeverFollow, oldDirectory, from);
      error != Errno::Success)
    return error;
  DescriptorRef newDirectory;
  Entry to;
  if (Errno error =
          resolve(call, newFd, rights::PathRenameTarget, newPath, newLength,
                  LastLink::NeverFollow, newDirectory, to);
      error != Errno::Success)
    return error;
  if (from.slash || to.slash) {
    struct stat status;
    from.slash = true;
    if (int error = statEntry(from, status))
      return errnoFromHost(error);
  }
  return errnoUnlessOk(renameat(from.parent.get(), from.name.c_str(),
                                to.parent.get(), to.name.c_str()));
}

/// A link with an absolute target would mean one thing to the guest and
/// another to the host, and could never be followed here.
Errno pathSymlink(Call &call, GuestPtr target, uint32_t targetLength,
                  uint32_t fd, GuestPtr path, uint32_t length) {
  HeapString text;
  if (Errno error = call.path(target, targetLength, text);
      error != Errno::Success)
    return error;
  if (text.c_str()[0] == '/')
    return Errno::Perm;
  DescriptorRef directory;
  Entry entry;
  if (Errno error = resolve(call, fd, rights::PathSymlink, path, length,
                            LastLink::NeverFollow, directory, entry);
      error != Errno::Success)
    return error;
  if (int error = checkNewName(entry))
    return errnoFromHost(error);
  return errnoUnlessOk(
      symlinkat(text.c_str(), entry.parent.get(), entry.name.c_str()));
}

Errno pathUnlinkFile(Call &call, uint32_t fd, GuestPtr path, uint32_t length) {
  DescriptorRef directory;
  Entry entry;
  if (Errno error = resolve(call, fd, rights::PathUnlinkFile, path, length,
                            LastLink::NeverFollow, directory, entry);
      error != Errno::Success)
    return error;
  struct stat status;
  if (entry.slash)
    if (int error = statEntry(entry, status))
      return errnoFromHost(error);
  if (unlinkat(entry.parent.get(), entry.name.c_str(), 0) == 0)
    return Errno::Success;
  int error = errno;
  // POSIX has EPERM for a directory, Linux and WASI the clearer EISDIR.
  if (error == EPERM && statEntry(entry, status) == 0 &&
      S_ISDIR(status.st_mode))
    error = EISDIR;
  return errnoFromHost(error);
}

//===-- Opening -----------------------------------------------------------===//

namespace {

/// Opens with the guest's flags. `writes` says whether the descriptor will be
/// written to.
int openHost(Call &call, const Descriptor &directory, const HeapString &path,
             uint32_t lookupFlags, uint32_t openFlags, uint32_t fdFlags,
             bool reads, bool writes, HostFd &result) {
  // A terminal that a guest opens must not become the host's.
  int flags = O_NOCTTY | fdFlagsToHost(static_cast<uint16_t>(fdFlags));
  if ((lookupFlags & lookupflags::SymlinkFollow) == 0)
    flags |= O_NOFOLLOW;
  if ((openFlags & oflags::Creat) != 0)
    flags |= O_CREAT;
  if ((openFlags & oflags::Excl) != 0)
    flags |= O_EXCL;
  if ((openFlags & oflags::Trunc) != 0)
    flags |= O_TRUNC;
  if ((openFlags & oflags::Directory) != 0)
    flags |= O_DIRECTORY;
  flags |= !writes ? O_RDONLY : reads ? O_RDWR : O_WRONLY;
  return call.wasi.paths.open(directory.host(), path, flags, 0666, result);
}

} // namespace

/// Rights: making or cutting a file needs the right to do so on the directory.
/// Reading and writing must be inheritable. Other rights that are asked for
/// but not inheritable are left out silently: compilers' libraries ask for
/// everything they know of, and get an error when they use it.
Errno pathOpen(Call &call, uint32_t fd, uint32_t lookupFlags, GuestPtr path,
               uint32_t length, uint32_t openFlags, uint64_t base,
               uint64_t inheriting, uint32_t fdFlags, GuestPtr result) {
  if (!areLookupFlags(lookupFlags) ||
      (openFlags & ~uint32_t{oflags::All}) != 0 ||
      (fdFlags & ~uint32_t{fdflags::All}) != 0)
    return Errno::Inval;
  bool creates = (openFlags & oflags::Creat) != 0;
  bool truncates = (openFlags & oflags::Trunc) != 0;
  bool wantsDirectory = (openFlags & oflags::Directory) != 0;
  // Linux once made plain files of this combination.
  if (creates && wantsDirectory)
    return Errno::Inval;
  Rights needed = rights::PathOpen;
  if (creates)
    needed |= rights::PathCreateFile;
  if (truncates)
    needed |= rights::PathFileStatSetSize;
  DescriptorRef directory;
  if (Errno error = call.descriptor(fd, needed, directory);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(result, sizeof(uint32_t)))
    return Errno::Fault;
  HeapString text;
  if (Errno error = call.path(path, length, text); error != Errno::Success)
    return error;

  constexpr Rights readsOrWrites = rights::FdRead | rights::FdWrite;
  Rights limit = directory->inheriting();
  if ((base & readsOrWrites & ~limit) != 0)
    return Errno::NotCapable;
  bool writes = (base & rights::FdWrite) != 0;
  bool reads = (base & (rights::FdRead | rights::FdReadDir)) != 0;
  if (writes && wantsDirectory)
    return Errno::IsDir;
  // Cutting needs a descriptor that is open for writing on the host.
  HostFd opened;
  if (int error = openHost(call, *directory, text, lookupFlags, openFlags,
                           fdFlags, reads || (truncates && !writes),
                           writes || truncates, opened))
    return errnoFromHost(error);
  if (!writes)
    base &= ~(rights::FdWrite | rights::FdAllocate |
              rights::FdFileStatSetSize);
  DescriptorRef descriptor;
  if (int error = DescriptorRef::create(std::move(opened), base & limit,
                                        inheriting & limit, descriptor))
    return errnoFromHost(error);
  uint32_t number;
  if (Errno error =
          call.wasi.descriptors.insert(std::move(descriptor), 0, number);
      error != Errno::Success)
    return error;
  call.memory.write(result, number);
  return Errno::Success;
}

} // namespace w2o::wasi
