//===- Memory.cpp - C API: memories ---------------------------------------===//

#include "core/Memory.h"

using namespace w2o;

static w2o_memory *newHostMemory(w2o_store *store, uint64_t min, uint64_t max,
                                 uint32_t flags, w2o_error *error) {
  clearError(error);
  constexpr uint64_t most = W2O_MEMORY_INDEX_RANGE / W2O_WASM_PAGE_SIZE;
  bool hasMax = max != UINT64_MAX;
  if (min > most || (hasMax && (max > most || min > max))) {
    setError(error, W2O_ERROR_ARGUMENT,
             "a memory of %llu to %llu pages: expected at most %llu, and not "
             "more at first than at last",
             (unsigned long long)min, (unsigned long long)max,
             (unsigned long long)most);
    return nullptr;
  }
  MemoryRequest request = {};
  request.limits.min = min;
  request.limits.max = hasMax ? max : 0;
  request.limits.flags = flags | (hasMax ? W2O_DESC_LIMITS_HAS_MAX : 0);
  request.limits.page_size_log2 = 16;
  request.needsGuard = true; // Any module may import it.
  return newMemory(store, request, error);
}

extern "C" {

w2o_memory *w2o_memory_new(w2o_store *store, uint64_t min, uint64_t max,
                           w2o_error *error) {
  return newHostMemory(store, min, max, 0, error);
}

w2o_memory *w2o_memory_new_shared(w2o_store *store, uint64_t min, uint64_t max,
                                  w2o_error *error) {
  if (max == UINT64_MAX) {
    setError(error, W2O_ERROR_ARGUMENT, "a shared memory has a maximum");
    return nullptr;
  }
  return newHostMemory(store, min, max, W2O_DESC_LIMITS_SHARED, error);
}

w2o_memory *w2o_memory_share(w2o_memory *memory, w2o_store *store,
                             w2o_error *error) {
  clearError(error);
  if (!memory->shared) {
    setError(error, W2O_ERROR_ARGUMENT, "the memory is not a shared one");
    return nullptr;
  }
  w2o_memory *handle = shareMemory(memory, store);
  if (!handle)
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
  return handle;
}

bool w2o_memory_is_shared(const w2o_memory *memory) { return memory->shared; }

uint8_t *w2o_memory_data(w2o_memory *memory) { return memory->def->base; }

uint64_t w2o_memory_size(w2o_memory *memory) { return memory->length(); }

uint64_t w2o_memory_pages(w2o_memory *memory) { return memory->pages(); }

bool w2o_memory_grow(w2o_memory *memory, uint64_t delta) {
  return memory->grow(delta) != UINT64_MAX;
}

void *w2o_memory_at(w2o_memory *memory, uint64_t address, uint64_t length) {
  return memory->contains(address, length) ? memory->def->base + address
                                           : nullptr;
}

} // extern "C"
