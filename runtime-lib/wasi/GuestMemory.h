//===- GuestMemory.h - Checked access to the guest's memory ---------------===//
//
// The only place that adds a guest address to a base. Structs are copied in
// and out, never used in place: another thread of the guest may change them
// between a check and a use. Buffers of file data are used in place, since
// their contents mean nothing to the host.
//
// The base of a memory never moves and its size never shrinks, so that one
// GuestMemory is good for the length of a call.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_GUESTMEMORY_H
#define W2O_WASI_GUESTMEMORY_H

#include "wasi/Ownership.h"
#include "wasi/WasiAbi.h"

#include <cstring>
#include <type_traits>

namespace w2o::wasi {

/// An address of the guest. WASI's pointers are 32 bits.
using GuestPtr = uint32_t;

class GuestMemory {
public:
  GuestMemory(uint8_t *base, uint64_t size) : base(base), size(size) {}

  bool contains(GuestPtr address, uint64_t length) const {
    return length <= size && address <= size - length;
  }

  /// The bytes [address, address + length), or null when they are not all
  /// inside.
  uint8_t *bytes(GuestPtr address, uint64_t length) const {
    return contains(address, length) ? base + address : nullptr;
  }

  template <class T> bool read(GuestPtr address, T &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const uint8_t *from = bytes(address, sizeof(T));
    if (from == nullptr)
      return false;
    std::memcpy(&value, from, sizeof(T));
    return true;
  }

  template <class T> bool write(GuestPtr address, const T &value) const {
    static_assert(std::is_trivially_copyable_v<T>);
    return writeBytes(address, &value, sizeof(T));
  }
  bool writeBytes(GuestPtr address, const void *from, size_t length) const {
    uint8_t *to = bytes(address, length);
    if (to == nullptr)
      return false;
    std::memcpy(to, from, length);
    return true;
  }

  /// Copies a path or another string of the guest. Longer ones than `most`
  /// are NameTooLong, a NUL inside is Inval.
  Errno readString(GuestPtr address, uint32_t length, size_t most,
                   HeapString &result) const {
    const uint8_t *from = bytes(address, length);
    if (from == nullptr)
      return Errno::Fault;
    if (length > most)
      return Errno::NameTooLong;
    if (!result.assign(reinterpret_cast<const char *>(from), length))
      return Errno::NoMem;
    if (std::memchr(result.c_str(), '\0', result.length()) != nullptr)
      return Errno::Inval;
    return Errno::Success;
  }

private:
  uint8_t *base;
  uint64_t size;
};

} // namespace w2o::wasi

#endif // W2O_WASI_GUESTMEMORY_H
