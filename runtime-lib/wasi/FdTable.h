//===- FdTable.h - The guest's descriptors --------------------------------===//
//
// A guest descriptor is a number in the table of one w2o_wasi; it stands for
// something open, with rights (Descriptor.h).
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_FDTABLE_H
#define W2O_WASI_FDTABLE_H

#include "wasi/Descriptor.h"

#include <pthread.h>

namespace w2o::wasi {

class FdTable {
public:
  /// More descriptors than any host gives to a process; it bounds the table.
  static constexpr uint32_t maxDescriptors = 1u << 20;
  /// 0, 1 and 2 are for the standard streams.
  static constexpr uint32_t firstFree = 3;

  FdTable() = default;
  FdTable(const FdTable &) = delete;
  FdTable &operator=(const FdTable &) = delete;
  ~FdTable();

  /// The descriptor behind a number, or none.
  DescriptorRef get(uint32_t fd);
  /// Puts a descriptor at the lowest free number from `lowest` on.
  Errno insert(DescriptorRef descriptor, uint32_t lowest, uint32_t &fd);
  /// Puts a descriptor at a number, closing what was there. An empty reference
  /// only closes.
  Errno set(uint32_t fd, DescriptorRef descriptor);
  /// Frees a number; BadF when nothing is there.
  Errno close(uint32_t fd);
  /// Moves `from` to `to`, which must be open and is closed; see fd_renumber.
  Errno renumber(uint32_t from, uint32_t to);

private:
  bool grow(uint32_t count);

  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  DescriptorRef *slots = nullptr;
  uint32_t capacity = 0;
};

} // namespace w2o::wasi

#endif // W2O_WASI_FDTABLE_H
