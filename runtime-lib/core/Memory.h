//===- Memory.h - Linear memories -----------------------------------------===//
//
// A memory is a reservation of address space of which a part is accessible;
// growing makes more of it accessible and never moves it. See Memory.cpp for
// the picture.
//
// A shared memory (threads proposal) belongs to no store. Each store that uses
// it has a handle, and the last handle frees it. Nothing of a handle changes
// after it was made, so that other threads may make handles from it.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_MEMORY_H
#define W2O_CORE_MEMORY_H

#include "abi/ModuleDesc.h"
#include "core/Error.h"
#include "core/Image.h"

#include <pthread.h>

namespace w2o {
struct SharedMemory;
struct Slot;
} // namespace w2o

/// A memory; its definition, which compiled code reads, is in the header of
/// the defining instance, in `ownDef` for memories of the host, or in the
/// SharedMemory. Unless it is shared, `owner` of the def points back here.
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
  w2o::SharedMemory *shared; ///< Of a handle of a shared memory, else null.
  // What restore() goes back to; not for shared memories.
  uint64_t initialLength;
  w2o::Image *image; ///< A reference; null when the memory starts as zeros.
  bool isMapped;     ///< `image` is mapped, not copied.
  w2o_pool *pool;    ///< With `slot`, whose address space this is; or null.
  w2o::Slot *slot;

  /// Bytes; those below it are accessible, whoever made them so.
  uint64_t length() const {
    return __atomic_load_n(&def->length, __ATOMIC_ACQUIRE);
  }
  uint64_t pages() const { return length() >> limits.page_size_log2; }
  /// Pages before the growth, or UINT64_MAX when a limit is in the way.
  uint64_t grow(uint64_t delta);
  /// Back to the length and the bytes that it had when it was made. False when
  /// the system refuses; it must not be used again then.
  bool restore();
  /// Whether [address, address + n) is inside, without overflow.
  bool contains(uint64_t address, uint64_t n) const {
    uint64_t all = length();
    return n <= all && address <= all - n;
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
  uint64_t minPages;    ///< At first, when that is more than limits.min.
  Image *image;         ///< At first; may be null.
  w2o_pool *pool;       ///< To take a slot from, when not null.
};

/// What the handles of a shared memory have in common.
struct SharedMemory {
  w2o_memory memory; ///< In no store.
  size_t references; ///< Handles; atomic.
  pthread_mutex_t growing;
};

/// Makes a memory in `store`, which frees it; for a shared one, with a handle
/// in `store`. Null with `error` filled.
w2o_memory *newMemory(w2o_store *store, const MemoryRequest &request,
                      w2o_error *error);
/// The handle of a shared memory in `store`, which is made when there is none.
/// Null when memory is exhausted. `memory` may be in use by another thread.
w2o_memory *shareMemory(w2o_memory *memory, w2o_store *store);
/// Moves the definition into an instance's header, unless it is shared.
void bindDefinition(w2o_memory *memory, w2o_memory_def *def);
/// Frees the object, and the reservation unless other handles share it.
void deleteMemory(w2o_memory *memory);

} // namespace w2o

#endif // W2O_CORE_MEMORY_H
