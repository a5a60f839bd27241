//===- Memory.h - Linear memories -----------------------------------------===//
//
// A memory is a reservation of address space of which a part is accessible;
// growing makes more of it accessible and never moves it. See Memory.cpp for
// the picture.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_MEMORY_H
#define W2O_CORE_MEMORY_H

#include "abi/ModuleDesc.h"
#include "core/Error.h"

/// A memory; its definition, which compiled code reads, is in the header of
/// the defining instance, or in `ownDef` for memories of the host. The def's
/// `owner` points back here, so a memory has one handle.
struct w2o_memory {
  w2o_memory_def *def;
  w2o_memory_def ownDef;
  w2o_store *store;
  w2o_memory *nextInStore;
  w2o_desc_limits limits; ///< As declared.
  uint8_t *mapping;       ///< The reservation; the header may be in it.
  size_t mappingSize;
  size_t accessible; ///< Bytes from base, whole pages of the system.
  bool isGuarded;    ///< Has W2O_MEMORY_RESERVATION bytes from base.

  uint64_t pages() const { return def->length >> limits.page_size_log2; }
  /// Pages before the growth, or UINT64_MAX when a limit is in the way.
  uint64_t grow(uint64_t delta);
  /// Whether [address, address + n) is inside, without overflow.
  bool contains(uint64_t address, uint64_t n) const {
    return n <= def->length && address <= def->length - n;
  }
};

namespace w2o {

/// Whether compiled code relies on guard pages for memories of this type,
/// unless its module says that it never does. It checks accesses of 64-bit
/// memories, and of those whose pages are not the usual ones: their end need
/// not be the end of a page of the system.
inline bool reliesOnGuard(const w2o_desc_limits &limits) {
  return !(limits.flags & W2O_DESC_LIMITS_64) &&
         (1u << limits.page_size_log2) == W2O_WASM_PAGE_SIZE;
}

struct MemoryRequest {
  w2o_desc_limits limits;
  size_t headerSize;    ///< Bytes directly below the base that the instance
                        ///< wants, 0 for none.
  bool needsGuard;      ///< The guard must be there.
  uint64_t maxPages64K; ///< w2o_config::max_memory_pages
};

/// Makes a memory in `store`, which frees it. Null with `error` filled.
w2o_memory *newMemory(w2o_store *store, const MemoryRequest &request,
                      w2o_error *error);
/// Moves the definition into an instance's header.
void bindDefinition(w2o_memory *memory, w2o_memory_def *def);
/// Frees the reservation and the object.
void deleteMemory(w2o_memory *memory);

} // namespace w2o

#endif // W2O_CORE_MEMORY_H
