//===- PathOps.cpp - path_* -----------------------------------------------===//
//
// Each function checks what the guest hands over, and its rights, and leaves
// the rest to the file system of the directory. Two directories of different
// file systems have nothing in common: EXDEV.
//
//===----------------------------------------------------------------------===//

#include "wasi/Errno.h"
#include "wasi/FileStatus.h"
#include "wasi/Wasi.h"

namespace w2o::wasi {

namespace {

/// A path of the guest and the directory from which it is resolved.
struct PathArgument {
  DescriptorRef directory;
  HeapString text;

  Errno read(Call &call, uint32_t fd, Rights needed, GuestPtr path,
             uint32_t length) {
    if (Errno error = call.descriptor(fd, needed, directory);
        error != Errno::Success)
      return error;
    return call.path(path, length, text);
  }
  FileSystem &files() { return *directory->fileSystem(); }
};

LastLink lastLinkOf(uint32_t lookupFlags) {
  return (lookupFlags & lookupflags::SymlinkFollow) != 0 ? LastLink::Follow
                                                         : LastLink::NoFollow;
}

bool areLookupFlags(uint32_t flags) {
  return (flags & ~lookupflags::All) == 0;
}

} // namespace

//===-- Directories -------------------------------------------------------===//

Errno pathCreateDirectory(Call &call, uint32_t fd, GuestPtr path,
                          uint32_t length) {
  PathArgument name;
  if (Errno error =
          name.read(call, fd, rights::PathCreateDirectory, path, length);
      error != Errno::Success)
    return error;
  return errnoFromHost(name.files().makeDirectory(*name.directory, name.text));
}

Errno pathRemoveDirectory(Call &call, uint32_t fd, GuestPtr path,
                          uint32_t length) {
  PathArgument name;
  if (Errno error =
          name.read(call, fd, rights::PathRemoveDirectory, path, length);
      error != Errno::Success)
    return error;
  return errnoFromHost(
      name.files().removeDirectory(*name.directory, name.text));
}

//===-- Status ------------------------------------------------------------===//

Errno pathFileStatGet(Call &call, uint32_t fd, uint32_t flags, GuestPtr path,
                      uint32_t length, GuestPtr result) {
  if (!areLookupFlags(flags))
    return Errno::Inval;
  PathArgument name;
  if (Errno error =
          name.read(call, fd, rights::PathFileStatGet, path, length);
      error != Errno::Success)
    return error;
  FileStatus status;
  if (int error = name.files().status(*name.directory, name.text,
                                      lastLinkOf(flags), status))
    return errnoFromHost(error);
  return writeFileStat(call, status, result);
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
  PathArgument name;
  if (Errno error =
          name.read(call, fd, rights::PathFileStatSetTimes, path, length);
      error != Errno::Success)
    return error;
  return errnoFromHost(name.files().setTimes(*name.directory, name.text,
                                             lastLinkOf(flags), times));
}

//===-- Links and names ---------------------------------------------------===//

Errno pathLink(Call &call, uint32_t oldFd, uint32_t oldFlags, GuestPtr oldPath,
               uint32_t oldLength, uint32_t newFd, GuestPtr newPath,
               uint32_t newLength) {
  if (!areLookupFlags(oldFlags))
    return Errno::Inval;
  PathArgument from;
  if (Errno error = from.read(call, oldFd, rights::PathLinkSource, oldPath,
                              oldLength);
      error != Errno::Success)
    return error;
  PathArgument to;
  if (Errno error =
          to.read(call, newFd, rights::PathLinkTarget, newPath, newLength);
      error != Errno::Success)
    return error;
  if (&from.files() != &to.files())
    return Errno::XDev;
  return errnoFromHost(from.files().link(*from.directory, from.text,
                                         lastLinkOf(oldFlags), *to.directory,
                                         to.text));
}

Errno pathReadLink(Call &call, uint32_t fd, GuestPtr path, uint32_t length,
                   GuestPtr buffer, uint32_t bufferLength, GuestPtr result) {
  PathArgument name;
  if (Errno error = name.read(call, fd, rights::PathReadLink, path, length);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(buffer, bufferLength))
    return Errno::Fault;
  HeapString target;
  if (int error = name.files().readLink(*name.directory, name.text, target))
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
  PathArgument from;
  if (Errno error = from.read(call, oldFd, rights::PathRenameSource, oldPath,
                              oldLength);
      error != Errno::Success)
    return error;
  PathArgument to;
  if (Errno error =
          to.read(call, newFd, rights::PathRenameTarget, newPath, newLength);
      error != Errno::Success)
    return error;
  if (&from.files() != &to.files())
    return Errno::XDev;
  return errnoFromHost(from.files().rename(*from.directory, from.text,
                                           *to.directory, to.text));
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
  PathArgument name;
  if (Errno error = name.read(call, fd, rights::PathSymlink, path, length);
      error != Errno::Success)
    return error;
  return errnoFromHost(
      name.files().makeLink(text, *name.directory, name.text));
}

Errno pathUnlinkFile(Call &call, uint32_t fd, GuestPtr path, uint32_t length) {
  PathArgument name;
  if (Errno error = name.read(call, fd, rights::PathUnlinkFile, path, length);
      error != Errno::Success)
    return error;
  return errnoFromHost(name.files().unlink(*name.directory, name.text));
}

//===-- Opening -----------------------------------------------------------===//

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
  PathArgument name;
  if (Errno error = call.descriptor(fd, needed, name.directory);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(result, sizeof(uint32_t)))
    return Errno::Fault;
  if (Errno error = call.path(path, length, name.text);
      error != Errno::Success)
    return error;

  constexpr Rights readsOrWrites = rights::FdRead | rights::FdWrite;
  Rights limit = name.directory->inheriting();
  if ((base & readsOrWrites & ~limit) != 0)
    return Errno::NotCapable;
  bool writes = (base & rights::FdWrite) != 0;
  bool reads = (base & (rights::FdRead | rights::FdReadDir)) != 0;
  if (writes && wantsDirectory)
    return Errno::IsDir;
  if (!writes)
    base &= ~(rights::FdWrite | rights::FdAllocate |
              rights::FdFileStatSetSize);
  OpenRequest request;
  request.follow = (lookupFlags & lookupflags::SymlinkFollow) != 0;
  request.create = creates;
  request.exclusive = (openFlags & oflags::Excl) != 0;
  request.truncate = truncates;
  request.directory = wantsDirectory;
  request.reads = reads;
  request.writes = writes;
  request.fdFlags = static_cast<uint16_t>(fdFlags);
  request.base = base & limit;
  request.inheriting = inheriting & limit;
  DescriptorRef descriptor;
  if (int error = name.files().open(*name.directory, name.text, request,
                                    descriptor))
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
