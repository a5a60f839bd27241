//===- Pool.cpp - Slots for instances -------------------------------------===//
//
// See Pool.h.
//
//===----------------------------------------------------------------------===//

#include "core/Pool.h"

#include "abi/VmLayout.h"
#include "core/GuestRanges.h"
#include "platform/FileSystem.h"
#include "platform/Platform.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

using namespace w2o;

/// Free slots that are looked at for one that holds the image already. More
/// would find one more often, and make placement less random.
static constexpr unsigned slotTries = 8;

static size_t slotSize() {
  return slotHeaderRoom + platform::roundUpToPage(W2O_MEMORY_RESERVATION);
}

static bool addRanges(w2o_pool *pool) {
  for (size_t i = 0; i < pool->numSlots; ++i) {
    uintptr_t base = uintptr_t(pool->slots[i].base);
    if (addGuestRange(base, base + W2O_MEMORY_RESERVATION))
      continue;
    while (i-- > 0) {
      base = uintptr_t(pool->slots[i].base);
      removeGuestRange(base, base + W2O_MEMORY_RESERVATION);
    }
    return false;
  }
  return true;
}

static void freePool(w2o_pool *pool) {
  if (!pool)
    return;
  if (pool->mapping)
    platform::release(pool->mapping, pool->mappingSize);
  free(pool->slots);
  free(pool->free);
  free(pool);
}

w2o_pool *w2o::newPool(const w2o_pool_config *config, w2o_error *error) {
  // More would not fit into the address space of any system.
  constexpr size_t most = size_t(1) << 16;
  size_t count = config->num_slots;
  if (count == 0 || count > most) {
    setError(error, W2O_ERROR_ARGUMENT,
             "a pool of %zu slots: expected 1 to %zu", count, most);
    return nullptr;
  }
  auto *pool = static_cast<w2o_pool *>(calloc(1, sizeof(w2o_pool)));
  if (pool) {
    pool->slots = static_cast<Slot *>(calloc(count, sizeof(Slot)));
    pool->free = static_cast<uint32_t *>(calloc(count, sizeof(uint32_t)));
  }
  if (!pool || !pool->slots || !pool->free) {
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
    freePool(pool);
    return nullptr;
  }
  pool->mappingSize = count * slotSize();
  pool->mapping = static_cast<uint8_t *>(platform::reserve(pool->mappingSize));
  if (!pool->mapping) {
    setError(error, W2O_ERROR_RESOURCE,
             "cannot reserve %.1f GiB of address space for a pool of %zu slots "
             "(%s); a limit on address space (ulimit -v, RLIMIT_AS) or on "
             "commitments (vm.overcommit_memory) is in the way: raise it, or "
             "use fewer slots",
             double(pool->mappingSize) / double(UINT64_C(1) << 30), count,
             strerror(errno));
    freePool(pool);
    return nullptr;
  }
  pool->maxMemoryPages = config->max_memory_pages;
  pool->numSlots = pool->numFree = count;
  for (size_t i = 0; i < count; ++i) {
    pool->slots[i].base = pool->mapping + i * slotSize() + slotHeaderRoom;
    pool->free[i] = uint32_t(i);
  }
  if (!addRanges(pool)) {
    setError(error, W2O_ERROR_RESOURCE, "cannot register the slots of a pool");
    freePool(pool);
    return nullptr;
  }
  pthread_mutex_init(&pool->lock, nullptr);
  return pool;
}

bool w2o::deletePool(w2o_pool *pool) {
  if (!pool)
    return true;
  pthread_mutex_lock(&pool->lock);
  bool isIdle = pool->numFree + pool->numRetired == pool->numSlots;
  pthread_mutex_unlock(&pool->lock);
  if (!isIdle)
    return false;
  for (size_t i = 0; i < pool->numSlots; ++i) {
    uintptr_t base = uintptr_t(pool->slots[i].base);
    removeGuestRange(base, base + W2O_MEMORY_RESERVATION);
    releaseImage(pool->slots[i].image);
  }
  while (PoolModule *module = pool->modules) {
    pool->modules = module->next;
    releaseModule(module->info);
    free(module);
  }
  pthread_mutex_destroy(&pool->lock);
  freePool(pool);
  return true;
}

/// A number below `bound`; the bias of the remainder is below 2^-16. Under the
/// pool's lock.
static size_t randomBelow(w2o_pool *pool, size_t bound) {
  if (!pool->numRandom) {
    if (platform::randomBytes(pool->random, sizeof(pool->random)) != 0)
      return 0;
    pool->numRandom = sizeof(pool->random) / sizeof(pool->random[0]);
  }
  return pool->random[--pool->numRandom] % bound;
}

Slot *w2o::takeSlot(w2o_pool *pool, const Image *image, w2o_error *error) {
  pthread_mutex_lock(&pool->lock);
  if (!pool->numFree) {
    pthread_mutex_unlock(&pool->lock);
    setError(error, W2O_ERROR_RESOURCE,
             "all %zu slots of the pool are in use", pool->numSlots);
    return nullptr;
  }
  size_t at = 0;
  for (unsigned i = 0; i < slotTries; ++i) {
    at = randomBelow(pool, pool->numFree);
    if (pool->slots[pool->free[at]].image == image)
      break;
  }
  uint32_t index = pool->free[at];
  pool->free[at] = pool->free[--pool->numFree];
  pthread_mutex_unlock(&pool->lock);
  return &pool->slots[index];
}

void w2o::giveBackSlot(w2o_pool *pool, Slot *slot) {
  pthread_mutex_lock(&pool->lock);
  pool->free[pool->numFree++] = uint32_t(slot - pool->slots);
  pthread_mutex_unlock(&pool->lock);
}

void w2o::retireSlot(w2o_pool *pool, Slot *) {
  pthread_mutex_lock(&pool->lock);
  ++pool->numRetired;
  pthread_mutex_unlock(&pool->lock);
}

bool w2o::keepModule(w2o_pool *pool, const w2o_module *module) {
  pthread_mutex_lock(&pool->lock);
  PoolModule *found = pool->modules;
  while (found && found->info->module != module)
    found = found->next;
  if (!found) {
    found = static_cast<PoolModule *>(calloc(1, sizeof(PoolModule)));
    if (found)
      found->info = acquireModule(module);
    if (found && !found->info) {
      free(found);
      found = nullptr;
    }
    if (found) {
      found->next = pool->modules;
      pool->modules = found;
    }
  }
  pthread_mutex_unlock(&pool->lock);
  return found;
}
