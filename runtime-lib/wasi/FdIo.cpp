//===- FdIo.cpp - Reading, writing and seeking ----------------------------===//
//
// Buffers are used in place: reads go into and writes come from the guest's
// memory directly. Transfers may be shorter than asked for.
//
//===----------------------------------------------------------------------===//

#include "wasi/Errno.h"
#include "wasi/IoVectors.h"
#include "wasi/Wasi.h"

#include <unistd.h>

namespace w2o::wasi {

namespace {

/// Ends a transfer of `moved` bytes.
Errno finish(Call &call, int error, size_t moved, GuestPtr result) {
  if (error != 0)
    return errnoFromHost(error);
  return call.memory.write(result, static_cast<uint32_t>(moved))
             ? Errno::Success
             : Errno::Fault;
}

/// What all four transfers check before they touch the file.
Errno prepare(Call &call, uint32_t fd, Rights needed, GuestPtr list,
              uint32_t count, GuestPtr result, DescriptorRef &descriptor,
              IoVectors &vectors) {
  if (Errno error = call.descriptor(fd, needed, descriptor);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(result, sizeof(uint32_t)))
    return Errno::Fault;
  return vectors.read(call.memory, list, count);
}

bool isOffset(uint64_t offset) {
  return offset <= static_cast<uint64_t>(INT64_MAX);
}

} // namespace

Errno fdRead(Call &call, uint32_t fd, GuestPtr list, uint32_t count,
             GuestPtr result) {
  DescriptorRef descriptor;
  IoVectors vectors;
  if (Errno error = prepare(call, fd, rights::FdRead, list, count, result,
                            descriptor, vectors);
      error != Errno::Success)
    return error;
  size_t moved = 0;
  int error = descriptor->read(vectors.data(), vectors.count(), moved);
  return finish(call, error, moved, result);
}

Errno fdWrite(Call &call, uint32_t fd, GuestPtr list, uint32_t count,
              GuestPtr result) {
  DescriptorRef descriptor;
  IoVectors vectors;
  if (Errno error = prepare(call, fd, rights::FdWrite, list, count, result,
                            descriptor, vectors);
      error != Errno::Success)
    return error;
  size_t moved = 0;
  int error = descriptor->write(vectors.data(), vectors.count(), moved);
  return finish(call, error, moved, result);
}

Errno fdPread(Call &call, uint32_t fd, GuestPtr list, uint32_t count,
              uint64_t offset, GuestPtr result) {
  DescriptorRef descriptor;
  IoVectors vectors;
  if (Errno error = prepare(call, fd, rights::FdRead | rights::FdSeek, list,
                            count, result, descriptor, vectors);
      error != Errno::Success)
    return error;
  if (!isOffset(offset))
    return Errno::Inval;
  size_t moved = 0;
  int error =
      descriptor->readAt(vectors.data(), vectors.count(), offset, moved);
  return finish(call, error, moved, result);
}

/// On a descriptor in append mode, Linux appends whatever the offset; so do
/// the other hosts of guests, and guests expect it.
Errno fdPwrite(Call &call, uint32_t fd, GuestPtr list, uint32_t count,
               uint64_t offset, GuestPtr result) {
  DescriptorRef descriptor;
  IoVectors vectors;
  if (Errno error = prepare(call, fd, rights::FdWrite | rights::FdSeek, list,
                            count, result, descriptor, vectors);
      error != Errno::Success)
    return error;
  if (!isOffset(offset))
    return Errno::Inval;
  size_t moved = 0;
  int error =
      descriptor->writeAt(vectors.data(), vectors.count(), offset, moved);
  return finish(call, error, moved, result);
}

Errno fdSeek(Call &call, uint32_t fd, int64_t offset, uint32_t whence,
             GuestPtr result) {
  // Preview 1 counts set, current, end; snapshot 0 current, end, set.
  constexpr int preview1[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  constexpr int unstable[] = {SEEK_CUR, SEEK_END, SEEK_SET};
  if (whence > 2)
    return Errno::Inval;
  int from = call.snapshot == Snapshot::Preview1 ? preview1[whence]
                                                 : unstable[whence];
  // Asking for the position without changing it is what FdTell allows.
  DescriptorRef descriptor;
  Errno error = call.descriptor(fd, rights::FdSeek, descriptor);
  if (error == Errno::NotCapable && from == SEEK_CUR && offset == 0)
    error = call.descriptor(fd, rights::FdTell, descriptor);
  if (error != Errno::Success)
    return error;
  if (!call.memory.contains(result, sizeof(uint64_t)))
    return Errno::Fault;
  uint64_t position = 0;
  if (int failed = descriptor->seek(offset, from, position))
    return errnoFromHost(failed);
  call.memory.write(result, position);
  return Errno::Success;
}

Errno fdTell(Call &call, uint32_t fd, GuestPtr result) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdTell, descriptor);
      error != Errno::Success)
    return error;
  uint64_t position = 0;
  if (int error = descriptor->seek(0, SEEK_CUR, position))
    return errnoFromHost(error);
  return call.memory.write(result, position) ? Errno::Success : Errno::Fault;
}

} // namespace w2o::wasi
