//===- FdStat.cpp - Descriptors and what the host knows of them -----------===//
//
// Status, rights, times and size of an open file; closing and renumbering.
//
//===----------------------------------------------------------------------===//

#include "platform/FileSystem.h"
#include "wasi/Errno.h"
#include "wasi/FileStatus.h"
#include "wasi/HostClock.h"
#include "wasi/Wasi.h"

#include <fcntl.h>
#include <sys/stat.h>

namespace w2o::wasi {

uint16_t fdFlagsFromHost(int hostFlags) {
  uint16_t flags = 0;
  if ((hostFlags & O_APPEND) != 0)
    flags |= fdflags::Append;
  if ((hostFlags & O_NONBLOCK) != 0)
    flags |= fdflags::NonBlock;
  // O_SYNC contains the bit of O_DSYNC on some hosts.
  if ((hostFlags & O_SYNC) == O_SYNC)
    flags |= fdflags::Sync;
  else if ((hostFlags & O_DSYNC) == O_DSYNC)
    flags |= fdflags::DSync;
  return flags;
}

int fdFlagsToHost(uint16_t flags) {
  int hostFlags = 0;
  if ((flags & fdflags::Append) != 0)
    hostFlags |= O_APPEND;
  if ((flags & fdflags::NonBlock) != 0)
    hostFlags |= O_NONBLOCK;
  // No host tells apart reads that wait for pending writes.
  if ((flags & (fdflags::Sync | fdflags::RSync)) != 0)
    hostFlags |= O_SYNC;
  if ((flags & fdflags::DSync) != 0)
    hostFlags |= O_DSYNC;
  return hostFlags;
}

Errno writeFileStat(Call &call, const struct stat &status, FileType type,
                    GuestPtr result) {
  platform::FileTimes times = platform::fileTimes(status);
  if (call.snapshot == Snapshot::Preview1) {
    FileStat stat = {};
    stat.dev = static_cast<uint64_t>(status.st_dev);
    stat.ino = status.st_ino;
    stat.type = type;
    stat.nlink = status.st_nlink;
    stat.size = static_cast<uint64_t>(status.st_size);
    stat.atim = nanosOf(times.access);
    stat.mtim = nanosOf(times.modification);
    stat.ctim = nanosOf(times.change);
    return call.memory.write(result, stat) ? Errno::Success : Errno::Fault;
  }
  FileStat0 stat = {};
  stat.dev = static_cast<uint64_t>(status.st_dev);
  stat.ino = status.st_ino;
  stat.type = type;
  stat.nlink = status.st_nlink > UINT32_MAX
                   ? UINT32_MAX
                   : static_cast<uint32_t>(status.st_nlink);
  stat.size = static_cast<uint64_t>(status.st_size);
  stat.atim = nanosOf(times.access);
  stat.mtim = nanosOf(times.modification);
  stat.ctim = nanosOf(times.change);
  return call.memory.write(result, stat) ? Errno::Success : Errno::Fault;
}

Errno timesToHost(const w2o_wasi &wasi, uint64_t access, uint64_t modification,
                  uint32_t flags, timespec (&times)[2]) {
  constexpr uint32_t bothAtim = fstflags::Atim | fstflags::AtimNow;
  constexpr uint32_t bothMtim = fstflags::Mtim | fstflags::MtimNow;
  if ((flags & ~uint32_t{fstflags::All}) != 0 ||
      (flags & bothAtim) == bothAtim || (flags & bothMtim) == bothMtim)
    return Errno::Inval;
  auto choose = [&](uint32_t set, uint32_t now, uint64_t value,
                    timespec &time) {
    time = {};
    if ((flags & set) != 0) {
      time = timespecOf(value);
    } else if ((flags & now) == 0) {
      time.tv_nsec = UTIME_OMIT;
    } else if (wasi.clock != nullptr) {
      time = timespecOf(wasi.clock(wasi.clockContext, clockid::Realtime));
    } else {
      time.tv_nsec = UTIME_NOW;
    }
  };
  choose(fstflags::Atim, fstflags::AtimNow, access, times[0]);
  choose(fstflags::Mtim, fstflags::MtimNow, modification, times[1]);
  return Errno::Success;
}

//===-- Hints and space ---------------------------------------------------===//

Errno fdAdvise(Call &call, uint32_t fd, uint64_t offset, uint64_t length,
               uint32_t advice) {
  if (advice > static_cast<uint32_t>(Advice::NoReuse))
    return Errno::Inval;
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdAdvise, descriptor);
      error != Errno::Success)
    return error;
  if (offset > INT64_MAX || length > INT64_MAX)
    return Errno::Inval;
  platform::FileAdvice hint = platform::FileAdvice::Normal;
  switch (static_cast<Advice>(advice)) {
  case Advice::Normal:
    hint = platform::FileAdvice::Normal;
    break;
  case Advice::Sequential:
    hint = platform::FileAdvice::Sequential;
    break;
  case Advice::Random:
    hint = platform::FileAdvice::Random;
    break;
  case Advice::WillNeed:
    hint = platform::FileAdvice::WillNeed;
    break;
  case Advice::DontNeed:
    hint = platform::FileAdvice::DontNeed;
    break;
  case Advice::NoReuse:
    hint = platform::FileAdvice::NoReuse;
    break;
  }
  return errnoFromHost(platform::adviseFile(descriptor->host(),
                                            static_cast<off_t>(offset),
                                            static_cast<off_t>(length), hint));
}

Errno fdAllocate(Call &call, uint32_t fd, uint64_t offset, uint64_t length) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdAllocate, descriptor);
      error != Errno::Success)
    return error;
  if (offset > INT64_MAX || length > INT64_MAX)
    return Errno::FBig;
  return errnoFromHost(platform::allocateFile(descriptor->host(),
                                              static_cast<off_t>(offset),
                                              static_cast<off_t>(length)));
}

//===-- Descriptors -------------------------------------------------------===//

Errno fdClose(Call &call, uint32_t fd) {
  return call.wasi.descriptors.close(fd);
}

Errno fdRenumber(Call &call, uint32_t from, uint32_t to) {
  return call.wasi.descriptors.renumber(from, to);
}

Errno fdFdStatGet(Call &call, uint32_t fd, GuestPtr result) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::None, descriptor);
      error != Errno::Success)
    return error;
  int hostFlags = fcntl(descriptor->host(), F_GETFL);
  if (hostFlags == -1)
    return lastErrno();
  FdStat stat = {};
  stat.type = descriptor->type();
  stat.flags = fdFlagsFromHost(hostFlags);
  stat.rightsBase = descriptor->base();
  stat.rightsInheriting = descriptor->inheriting();
  return call.memory.write(result, stat) ? Errno::Success : Errno::Fault;
}

Errno fdFdStatSetFlags(Call &call, uint32_t fd, uint32_t flags) {
  if ((flags & ~uint32_t{fdflags::All}) != 0)
    return Errno::Inval;
  DescriptorRef descriptor;
  if (Errno error =
          call.descriptor(fd, rights::FdFdStatSetFlags, descriptor);
      error != Errno::Success)
    return error;
  int current = fcntl(descriptor->host(), F_GETFL);
  if (current == -1)
    return lastErrno();
  // Hosts ignore a change of how writes are synchronised; say so instead.
  constexpr uint16_t synchronised =
      fdflags::Sync | fdflags::DSync | fdflags::RSync;
  auto wanted = static_cast<uint16_t>(flags);
  if ((wanted & synchronised) != (fdFlagsFromHost(current) & synchronised))
    return Errno::NotSup;
  int changed = (current & ~(O_APPEND | O_NONBLOCK)) |
                (fdFlagsToHost(wanted) & (O_APPEND | O_NONBLOCK));
  if (changed == current)
    return Errno::Success;
  return errnoUnlessOk(fcntl(descriptor->host(), F_SETFL, changed));
}

Errno fdFdStatSetRights(Call &call, uint32_t fd, uint64_t base,
                        uint64_t inheriting) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::None, descriptor);
      error != Errno::Success)
    return error;
  return descriptor->restrict(base, inheriting) ? Errno::Success
                                                : Errno::NotCapable;
}

Errno fdPrestatGet(Call &call, uint32_t fd, GuestPtr result) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::None, descriptor);
      error != Errno::Success)
    return error;
  // The C library of guests stops its search for preopened directories here.
  if (!descriptor->isPreopen())
    return Errno::BadF;
  Prestat stat = {};
  stat.tag = preopentype::Dir;
  stat.nameLength = static_cast<uint32_t>(descriptor->preopenName().length());
  return call.memory.write(result, stat) ? Errno::Success : Errno::Fault;
}

Errno fdPrestatDirName(Call &call, uint32_t fd, GuestPtr path,
                       uint32_t length) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::None, descriptor);
      error != Errno::Success)
    return error;
  if (!descriptor->isPreopen())
    return Errno::BadF;
  const HeapString &name = descriptor->preopenName();
  if (length < name.length())
    return Errno::NameTooLong;
  return call.memory.writeBytes(path, name.c_str(), name.length())
             ? Errno::Success
             : Errno::Fault;
}

//===-- Flushing ----------------------------------------------------------===//

Errno fdSync(Call &call, uint32_t fd) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdSync, descriptor);
      error != Errno::Success)
    return error;
  return errnoUnlessOk(fsync(descriptor->host()));
}

Errno fdDataSync(Call &call, uint32_t fd) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdDataSync, descriptor);
      error != Errno::Success)
    return error;
  return errnoUnlessOk(platform::syncData(descriptor->host()));
}

//===-- Status, size and times --------------------------------------------===//

Errno fdFileStatGet(Call &call, uint32_t fd, GuestPtr result) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdFileStatGet, descriptor);
      error != Errno::Success)
    return error;
  struct stat status;
  if (fstat(descriptor->host(), &status) != 0)
    return lastErrno();
  return writeFileStat(call, status, descriptor->type(), result);
}

Errno fdFileStatSetSize(Call &call, uint32_t fd, uint64_t size) {
  DescriptorRef descriptor;
  if (Errno error =
          call.descriptor(fd, rights::FdFileStatSetSize, descriptor);
      error != Errno::Success)
    return error;
  if (size > INT64_MAX)
    return Errno::FBig;
  return errnoUnlessOk(
      ftruncate(descriptor->host(), static_cast<off_t>(size)));
}

Errno fdFileStatSetTimes(Call &call, uint32_t fd, uint64_t access,
                         uint64_t modification, uint32_t flags) {
  DescriptorRef descriptor;
  if (Errno error =
          call.descriptor(fd, rights::FdFileStatSetTimes, descriptor);
      error != Errno::Success)
    return error;
  timespec times[2];
  if (Errno error =
          timesToHost(call.wasi, access, modification, flags, times);
      error != Errno::Success)
    return error;
  return errnoUnlessOk(futimens(descriptor->host(), times));
}

} // namespace w2o::wasi
