//===- CallbackStream.cpp - Streams that are functions of the host --------===//
//
// See CallbackStream.h.
//
//===----------------------------------------------------------------------===//

#include "wasi/CallbackStream.h"

namespace w2o::wasi {

/// One buffer is enough for a call: another might block when there is no more.
int CallbackStream::read(const iovec *buffers, int count, size_t &moved) {
  moved = 0;
  if (count == 0)
    return 0;
  ptrdiff_t got = reader(context, buffers[0].iov_base, buffers[0].iov_len);
  if (got < 0 || static_cast<size_t>(got) > buffers[0].iov_len)
    return EIO;
  moved = static_cast<size_t>(got);
  return 0;
}

int CallbackStream::write(const iovec *buffers, int count, size_t &moved) {
  moved = 0;
  for (int i = 0; i < count; ++i) {
    ptrdiff_t taken = writer(context, buffers[i].iov_base, buffers[i].iov_len);
    // A guest would ask again and again for 0.
    if (taken <= 0 || static_cast<size_t>(taken) > buffers[i].iov_len)
      return moved > 0 ? 0 : EIO;
    moved += static_cast<size_t>(taken);
    if (static_cast<size_t>(taken) < buffers[i].iov_len)
      break;
  }
  return 0;
}

int CallbackStream::fdFlags(uint16_t &result) {
  result = flags;
  return 0;
}

int CallbackStream::setFdFlags(uint16_t changed) {
  flags = changed & (fdflags::Append | fdflags::NonBlock);
  return 0;
}

/// As for a pipe.
int CallbackStream::sync(bool) { return EINVAL; }

int CallbackStream::status(FileStatus &result) {
  result = FileStatus();
  result.links = 1;
  result.type = type();
  return 0;
}

int CallbackStream::setTimes(const timespec (&)[2]) { return ENOTSUP; }

void CallbackStream::destroy() {
  this->~CallbackStream();
  std::free(this);
}

} // namespace w2o::wasi
