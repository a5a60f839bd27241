//===- Wasi.h - The functions of WASI, inside -----------------------------===//
//
// Each import of Wasi.def has one implementation here, shared by both
// snapshots; `Call` says on whose behalf it runs. Exports.cpp makes the symbols
// that modules import from them.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASI_WASI_H
#define W2O_WASI_WASI_H

#include "wasi/Context.h"
#include "wasi/Expand.h"
#include "wasi/GuestMemory.h"

namespace w2o::wasi {

/// One call of a guest.
struct Call {
  w2o_instance *instance; ///< Null in unit tests.
  w2o_wasi &wasi;
  GuestMemory memory;
  Snapshot snapshot;

  /// Looks a descriptor up and checks its rights. BadF when there is none;
  /// NotCapable when a right is missing, or the error that POSIX has for the
  /// wrong type of file (IsDir, NotDir, NotSock, SPipe) when no descriptor of
  /// this type can have the right.
  Errno descriptor(uint32_t fd, Rights needed, DescriptorRef &result) const;

  /// Copies a path of the guest.
  Errno path(GuestPtr address, uint32_t length, HeapString &result) const {
    return memory.readString(address, length, maxPath - 1, result);
  }
};

#define W2O_WASI(name, implementation, count, parameters)                      \
  Errno implementation(Call &call W2O_WASI_DECLARE_##count parameters);
#define W2O_WASI_VOID(name, implementation, count, parameters)                 \
  void implementation(Call &call W2O_WASI_DECLARE_##count parameters);
#include "wasi/Wasi.def"

} // namespace w2o::wasi

#endif // W2O_WASI_WASI_H
