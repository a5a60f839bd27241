//===- Pool.h - Slots for instances ---------------------------------------===//
//
// A pool reserves the address space of a fixed number of instances once. An
// instance that is made in it takes a slot at random, and a slot that is given
// back holds what it held when it was fresh, so that the next instance of the
// same module needs no system call to get its memory:
//
//   | header room | memory: 6 GiB and a page || header room | memory ... |
//                 ^ base
//
// Thread-safe: stores on different threads share a pool.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_POOL_H
#define W2O_CORE_POOL_H

#include "core/Error.h"
#include "core/Image.h"
#include "core/Registry.h"

#include <pthread.h>

namespace w2o {

/// Room for the header and arrays of an instance below its memory.
constexpr size_t slotHeaderRoom = size_t(16) << 20;

struct Slot {
  uint8_t *base;     ///< Where the memory starts.
  size_t header;     ///< Bytes below it that are accessible.
  size_t accessible; ///< Bytes from it that are. They hold `image`, and zero
                     ///< elsewhere, while the slot is free.
  Image *image;      ///< Or null.
  bool isMapped;     ///< `image` is mapped, not copied.
};

/// A module that instances were made of, kept in the registry by the pool.
struct PoolModule {
  PoolModule *next;
  ModuleInfo *info;
};

} // namespace w2o

struct w2o_pool {
  pthread_mutex_t lock;
  uint8_t *mapping;
  size_t mappingSize;
  uint64_t maxMemoryPages;
  size_t numSlots;
  size_t numFree;
  size_t numRetired; ///< Never used again: the system refused to clear them.
  w2o::Slot *slots;
  uint32_t *free; ///< Indices of the free slots, in any order.
  uint32_t random[64];
  size_t numRandom; ///< Of `random`, not used yet.
  w2o::PoolModule *modules;
};

namespace w2o {

/// Null with `error` filled.
w2o_pool *newPool(const w2o_pool_config *config, w2o_error *error);
/// False, and nothing done, while slots are in use.
bool deletePool(w2o_pool *pool);

/// A free slot, preferably one that holds `image` already. Null with `error`
/// filled.
Slot *takeSlot(w2o_pool *pool, const Image *image, w2o_error *error);
/// The slot must hold its image and zeros.
void giveBackSlot(w2o_pool *pool, Slot *slot);

/// Instead of giveBackSlot(): the slot is not as it should be.
void retireSlot(w2o_pool *pool, Slot *slot);

/// Keeps a module's types and image as long as the pool. False when memory is
/// exhausted.
bool keepModule(w2o_pool *pool, const w2o_module *module);

} // namespace w2o

#endif // W2O_CORE_POOL_H
