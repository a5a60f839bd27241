//===- IoVectors.h - Scattered buffers of the guest -----------------------===//
//
// The lists of buffers that reads, writes and sockets take. A call uses at
// most `most` of them: all these operations may do less than was asked for,
// and the list is on the thread's stack, of which the guest may have left
// little.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_IOVECTORS_H
#define W2O_WASI_IOVECTORS_H

#include "wasi/GuestMemory.h"

#include <sys/uio.h>

namespace w2o::wasi {

class IoVectors {
public:
  static constexpr uint32_t most = 64;
  /// Most bytes of one transfer: no host does more, some refuse it.
  static constexpr size_t mostBytes = 0x7ffff000;

  /// Copies and checks the list; Fault when anything is outside the memory.
  Errno read(const GuestMemory &memory, GuestPtr address, uint32_t length) {
    if (!memory.contains(address, uint64_t{length} * sizeof(Iovec)))
      return Errno::Fault;
    size_t total = 0;
    for (uint32_t i = 0; i < length && used < most; ++i) {
      Iovec guest = {};
      memory.read(address + i * uint32_t{sizeof(Iovec)}, guest);
      uint8_t *bytes = memory.bytes(guest.buf, guest.length);
      if (bytes == nullptr)
        return Errno::Fault;
      size_t room = mostBytes - total;
      size_t size = guest.length < room ? guest.length : room;
      // Empty ones take no place.
      if (size == 0)
        continue;
      list[used++] = {bytes, size};
      total += size;
    }
    return Errno::Success;
  }

  const iovec *data() const { return list; }
  iovec *data() { return list; }
  int count() const { return static_cast<int>(used); }

private:
  iovec list[most];
  uint32_t used = 0;
};

} // namespace w2o::wasi

#endif // W2O_WASI_IOVECTORS_H
