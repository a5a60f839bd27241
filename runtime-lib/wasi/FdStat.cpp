//===- FdStat.cpp - Descriptors and what is known of them -----------------===//
//
// Status, rights, times and size of an open file; closing and renumbering.
//
//===----------------------------------------------------------------------===//

#include "wasi/Errno.h"
#include "wasi/FileStatus.h"
#include "wasi/HostClock.h"
#include "wasi/Wasi.h"

#include <sys/stat.h>

namespace w2o::wasi {

namespace {

/// `nlink` is narrower in the older one; what is more than it can hold is the
/// most that it can hold.
template <class Stat>
Errno writeStat(Call &call, const FileStatus &status, GuestPtr result) {
  Stat stat = {};
  constexpr auto mostLinks = static_cast<decltype(stat.nlink)>(-1);
  stat.dev = status.device;
  stat.ino = status.inode;
  stat.type = status.type;
  stat.nlink = status.links > mostLinks
                   ? mostLinks
                   : static_cast<decltype(stat.nlink)>(status.links);
  stat.size = status.size;
  stat.atim = status.access;
  stat.mtim = status.modification;
  stat.ctim = status.change;
  return call.memory.write(result, stat) ? Errno::Success : Errno::Fault;
}

} // namespace

Errno writeFileStat(Call &call, const FileStatus &status, GuestPtr result) {
  return call.snapshot == Snapshot::Preview1
             ? writeStat<FileStat>(call, status, result)
             : writeStat<FileStat0>(call, status, result);
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
  return errnoFromHost(descriptor->advise(offset, length, hint));
}

Errno fdAllocate(Call &call, uint32_t fd, uint64_t offset, uint64_t length) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdAllocate, descriptor);
      error != Errno::Success)
    return error;
  if (offset > INT64_MAX || length > INT64_MAX)
    return Errno::FBig;
  return errnoFromHost(descriptor->allocate(offset, length));
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
  FdStat stat = {};
  if (int error = descriptor->fdFlags(stat.flags))
    return errnoFromHost(error);
  stat.type = descriptor->type();
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
  uint16_t current = 0;
  if (int error = descriptor->fdFlags(current))
    return errnoFromHost(error);
  // Hosts ignore a change of how writes are synchronised; say so instead.
  constexpr uint16_t synchronised =
      fdflags::Sync | fdflags::DSync | fdflags::RSync;
  auto wanted = static_cast<uint16_t>(flags);
  if ((wanted & synchronised) != (current & synchronised))
    return Errno::NotSup;
  return errnoFromHost(descriptor->setFdFlags(wanted));
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
  return errnoFromHost(descriptor->sync(/*dataOnly=*/false));
}

Errno fdDataSync(Call &call, uint32_t fd) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdDataSync, descriptor);
      error != Errno::Success)
    return error;
  return errnoFromHost(descriptor->sync(/*dataOnly=*/true));
}

//===-- Status, size and times --------------------------------------------===//

Errno fdFileStatGet(Call &call, uint32_t fd, GuestPtr result) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdFileStatGet, descriptor);
      error != Errno::Success)
    return error;
  FileStatus status;
  if (int error = descriptor->status(status))
    return errnoFromHost(error);
  return writeFileStat(call, status, result);
}

Errno fdFileStatSetSize(Call &call, uint32_t fd, uint64_t size) {
  DescriptorRef descriptor;
  if (Errno error =
          call.descriptor(fd, rights::FdFileStatSetSize, descriptor);
      error != Errno::Success)
    return error;
  if (size > INT64_MAX)
    return Errno::FBig;
  return errnoFromHost(descriptor->setSize(size));
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
  return errnoFromHost(descriptor->setTimes(times));
}

} // namespace w2o::wasi
