//===- DirectoryBuffer.h - Where the entries of a listing go --------------===//
//
// fd_readdir packs entries one after the other into the guest's buffer; the
// last may be cut off. Each kind of directory appends its entries here.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_DIRECTORYBUFFER_H
#define W2O_WASI_DIRECTORYBUFFER_H

#include "wasi/GuestMemory.h"

namespace w2o::wasi {

class DirectoryBuffer {
public:
  /// [address, address + length) is inside of the memory.
  DirectoryBuffer(const GuestMemory &memory, GuestPtr address, uint32_t length)
      : memory(memory), address(address), length(length) {}

  bool full() const { return used == length; }
  uint32_t size() const { return used; }

  /// `next` is the cookie of what comes after the entry.
  void append(uint64_t next, uint64_t inode, FileType type, const char *name,
              size_t nameLength) {
    Dirent header = {};
    header.next = next;
    header.ino = inode;
    header.nameLength = static_cast<uint32_t>(nameLength);
    header.type = type;
    // When this is cut off, the guest asks for an earlier position next.
    put(&header, sizeof(header));
    put(name, nameLength);
  }

private:
  void put(const void *from, size_t size) {
    size_t room = length - used;
    size_t part = size < room ? size : room;
    memory.writeBytes(address + used, from, part);
    used += static_cast<uint32_t>(part);
  }

  const GuestMemory &memory;
  GuestPtr address;
  uint32_t length;
  uint32_t used = 0;
};

} // namespace w2o::wasi

#endif // W2O_WASI_DIRECTORYBUFFER_H
