//===- ReadDir.cpp - fd_readdir -------------------------------------------===//
//
// The guest gets entries packed one after the other into its buffer; the last
// may be cut off. It asks again with the cookie of the last whole entry.
//
//===----------------------------------------------------------------------===//

#include "wasi/DirectoryBuffer.h"
#include "wasi/Errno.h"
#include "wasi/Wasi.h"

namespace w2o::wasi {

Errno fdReadDir(Call &call, uint32_t fd, GuestPtr buffer, uint32_t length,
                uint64_t cookie, GuestPtr result) {
  DescriptorRef descriptor;
  if (Errno error = call.descriptor(fd, rights::FdReadDir, descriptor);
      error != Errno::Success)
    return error;
  if (!call.memory.contains(buffer, length) ||
      !call.memory.contains(result, sizeof(uint32_t)))
    return Errno::Fault;

  DirectoryBuffer entries(call.memory, buffer, length);
  if (int error = descriptor->list(cookie, entries))
    return errnoFromHost(error);
  return call.memory.write(result, entries.size()) ? Errno::Success
                                                 : Errno::Fault;
}

} // namespace w2o::wasi
