//===- Random.cpp - random_get --------------------------------------------===//

#include "platform/FileSystem.h"
#include "wasi/Errno.h"
#include "wasi/Wasi.h"

namespace w2o::wasi {

Errno randomGet(Call &call, GuestPtr buffer, uint32_t length) {
  uint8_t *bytes = call.memory.bytes(buffer, length);
  if (bytes == nullptr)
    return Errno::Fault;
  if (call.wasi.random != nullptr)
    return call.wasi.random(call.wasi.randomContext, bytes, length)
               ? Errno::Success
               : Errno::Io;
  return errnoFromHost(platform::randomBytes(bytes, length));
}

} // namespace w2o::wasi
