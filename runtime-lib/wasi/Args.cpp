//===- Args.cpp - args_* and environ_* ------------------------------------===//
//
// Both are blocks of terminated strings with an array of pointers to them.
//
//===----------------------------------------------------------------------===//

#include "wasi/Wasi.h"

namespace w2o::wasi {

namespace {

Errno writeSizes(Call &call, const StringBlock &strings, GuestPtr count,
                 GuestPtr size) {
  return call.memory.write(count, strings.strings()) &&
                 call.memory.write(size, strings.size())
             ? Errno::Success
             : Errno::Fault;
}

Errno writeStrings(Call &call, const StringBlock &strings, GuestPtr pointers,
                   GuestPtr buffer) {
  // All or nothing: a guest that gave too little room finds nothing written.
  if (!call.memory.contains(pointers, uint64_t{strings.strings()} * 4) ||
      !call.memory.contains(buffer, strings.size()))
    return Errno::Fault;
  if (strings.strings() == 0)
    return Errno::Success;
  call.memory.writeBytes(buffer, strings.data(), strings.size());
  uint32_t at = 0;
  for (uint32_t i = 0; i < strings.strings(); ++i) {
    call.memory.write<GuestPtr>(pointers + 4 * i, buffer + at);
    at += static_cast<uint32_t>(std::strlen(strings.data() + at)) + 1;
  }
  return Errno::Success;
}

} // namespace

Errno argsGet(Call &call, GuestPtr argv, GuestPtr buffer) {
  return writeStrings(call, call.wasi.args, argv, buffer);
}

Errno argsSizesGet(Call &call, GuestPtr count, GuestPtr size) {
  return writeSizes(call, call.wasi.args, count, size);
}

Errno environGet(Call &call, GuestPtr environ, GuestPtr buffer) {
  return writeStrings(call, call.wasi.environment, environ, buffer);
}

Errno environSizesGet(Call &call, GuestPtr count, GuestPtr size) {
  return writeSizes(call, call.wasi.environment, count, size);
}

} // namespace w2o::wasi
