//===- Memory.cpp - Linear memories ---------------------------------------===//
//
// One reservation of inaccessible address space holds the instance's header,
// when the memory is the instance's memory 0, and everything that a guest
// access can reach:
//
//   low addresses                                               high addresses
//   [ header pages | memory pages | not grown yet | 2 GiB + 64 KiB guard )
//     read, write    read, write    inaccessible    inaccessible
//                  ^ base (and vm)                ^ base + 4 GiB
//
// An access of the form base + zext(i32 index) + offset below 2 GiB, at most
// 64 KiB wide, ends inside the reservation: beyond the accessible part it
// faults, and the fault becomes a trap. Growing is mprotect; the base never
// moves. Pages come from the kernel as zeros and are never cleared by us, and
// nothing here is ever executable.
//
// Memories whose accesses are checked in code (64-bit ones, those with pages
// of one byte, and modules with W2O_DESC_FLAG_CHECKED_MEMORIES where 6 GiB
// cannot be had) reserve only what they may grow to. Of a 64-bit memory that
// can be more than any address space has, so there is a capacity, beyond which
// growing fails; the specification allows that.
//
//===----------------------------------------------------------------------===//

#include "core/Memory.h"

#include "core/GuestRanges.h"
#include "core/Pool.h"
#include "core/Store.h"
#include "platform/Platform.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

using namespace w2o;

/// Address space that is tried for a memory with checked accesses: 64 GiB when
/// it declares no maximum, else the maximum up to 1 TiB. A guest must not be
/// able to take all of the 128 TiB that a process has.
static constexpr uint64_t defaultCapacity = UINT64_C(1) << 36;
static constexpr uint64_t largestCapacity = UINT64_C(1) << 40;

static uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }
static uint64_t most(uint64_t a, uint64_t b) { return a > b ? a : b; }

/// Pages that a memory may ever have by its declaration, the specification
/// and the host's limit.
static uint64_t growthLimit(const MemoryRequest &request) {
  unsigned log2 = request.limits.page_size_log2;
  bool is64 = request.limits.flags & W2O_DESC_LIMITS_64;
  uint64_t limit = (is64 ? UINT64_C(1) << 47 : W2O_MEMORY_INDEX_RANGE) >> log2;
  // memory.size has to fit into the address type.
  if (!is64)
    limit = least(limit, UINT32_MAX);
  if (reliesOnGuard(request.limits))
    limit = least(limit, W2O_GUARDED_MAX_PAGES);
  if (request.limits.flags & W2O_DESC_LIMITS_HAS_MAX)
    limit = least(limit, request.limits.max);
  if (request.maxPages64K && request.maxPages64K < UINT64_C(1) << 31)
    limit = least(limit, request.maxPages64K * W2O_WASM_PAGE_SIZE >> log2);
  return limit;
}

/// Reserves `header + size` bytes, or the most that is to be had of it but at
/// least `header + atLeast`; `size` becomes what it is.
static void *reserveUpTo(size_t header, uint64_t *size, uint64_t atLeast) {
  for (;;) {
    if (void *mapping = platform::reserve(header + size_t(*size)))
      return mapping;
    if (*size <= atLeast)
      return nullptr;
    *size = most(platform::roundUpToPage(*size / 2), atLeast);
  }
}

static void reportReservation(w2o_error *error, uint64_t bytes) {
  setError(error, W2O_ERROR_RESOURCE,
           "cannot reserve %.1f GiB of address space for a memory (%s); a "
           "limit on address space (ulimit -v, RLIMIT_AS), on mappings "
           "(vm.max_map_count) or on commitments (vm.overcommit_memory) is in "
           "the way: raise it, or delete unused instances",
           double(bytes) / double(UINT64_C(1) << 30), strerror(errno));
}

static void reportCommit(w2o_error *error, uint64_t bytes) {
  setError(error, W2O_ERROR_RESOURCE,
           "cannot have %llu bytes of memory (%s); see ulimit -v and "
           "vm.overcommit_memory",
           (unsigned long long)bytes, strerror(errno));
}

/// Puts the image into a memory that is zero there.
static bool applyImage(uint8_t *base, const Image *image) {
  if (!image || !image->size)
    return false;
  if (platform::mapFile(base + image->at, image->size, image->file))
    return true;
  memcpy(base + image->at, image->bytes, image->size);
  return false;
}

/// Takes a slot of a pool for a memory with a header.
static bool allocateInSlot(w2o_memory *memory, const MemoryRequest &request,
                           uint64_t minimum, w2o_error *error) {
  Slot *slot = takeSlot(request.pool, request.image, error);
  if (!slot)
    return false;
  uint8_t *base = slot->base;
  if (slot->image != request.image) {
    // What another module left; the slot is empty afterwards.
    if (!platform::decommit(base, slot->accessible)) {
      reportCommit(error, minimum);
      giveBackSlot(request.pool, slot);
      return false;
    }
    releaseImage(slot->image);
    slot->image = nullptr;
    slot->accessible = 0;
  }
  size_t header = platform::roundUpToPage(request.headerSize);
  bool ok = slot->header >= header ||
            platform::commit(base - header, header - slot->header);
  if (ok && slot->header < header)
    slot->header = header;
  if (ok && slot->accessible > minimum)
    ok = platform::decommit(base + minimum, slot->accessible - minimum);
  else if (ok)
    ok = platform::commit(base + slot->accessible, minimum - slot->accessible);
  if (!ok) {
    reportCommit(error, header + minimum);
    giveBackSlot(request.pool, slot);
    return false;
  }
  slot->accessible = minimum;
  if (!slot->image && request.image) {
    slot->isMapped = applyImage(base, request.image);
    slot->image = retainImage(request.image);
  }
  memset(base - request.headerSize, 0, request.headerSize);
  memory->pool = request.pool;
  memory->slot = slot;
  memory->image = retainImage(slot->image);
  memory->isMapped = slot->isMapped;
  memory->isGuarded = true;
  memory->mapping = base - header;
  memory->mappingSize = header + W2O_MEMORY_RESERVATION;
  return true;
}

/// Fills a memory, all zero before, that is in no store.
static bool allocate(w2o_memory *memory, const MemoryRequest &request,
                     w2o_error *error) {
  unsigned log2 = request.limits.page_size_log2;
  uint64_t limit = growthLimit(request);
  uint64_t pages = most(request.limits.min, request.minPages);
  if (pages > limit) {
    setError(error, W2O_ERROR_RESOURCE,
             "a memory of %llu pages is over the limit of %llu pages",
             (unsigned long long)pages, (unsigned long long)limit);
    return false;
  }

  size_t header = platform::roundUpToPage(request.headerSize);
  uint64_t minimum = platform::roundUpToPage(pages << log2);
  memory->initialLength = pages << log2;
  if (request.pool) {
    if (header > slotHeaderRoom) {
      setError(error, W2O_ERROR_RESOURCE,
               "the module's instances have headers of %zu bytes, slots of a "
               "pool have room for %zu",
               header, slotHeaderRoom);
      return false;
    }
    if (!allocateInSlot(memory, request, minimum, error))
      return false;
    memory->accessible = minimum;
    memory->limits = request.limits;
    memory->ownDef = {memory->slot->base, pages << log2, limit, memory};
    memory->def = &memory->ownDef;
    return true;
  }
  uint64_t size = W2O_MEMORY_RESERVATION;
  memory->isGuarded = reliesOnGuard(request.limits);
  void *mapping =
      memory->isGuarded ? platform::reserve(header + size) : nullptr;
  if (!mapping && !request.needsGuard) {
    memory->isGuarded = false;
    bool hasMax = request.limits.flags & W2O_DESC_LIMITS_HAS_MAX;
    uint64_t capacity =
        least(limit << log2, hasMax ? largestCapacity : defaultCapacity);
    // An empty reservation cannot be had, an empty memory can.
    uint64_t atLeast = most(minimum, platform::pageSize());
    size = most(platform::roundUpToPage(capacity), atLeast);
    mapping = reserveUpTo(header, &size, atLeast);
    limit = least(limit, size >> log2);
  }
  if (!mapping) {
    reportReservation(error, header + size);
    return false;
  }
  memory->mapping = static_cast<uint8_t *>(mapping);
  memory->mappingSize = header + size_t(size);
  uint8_t *base = memory->mapping + header;
  if (!platform::commit(memory->mapping, header + minimum)) {
    reportCommit(error, minimum);
    platform::release(memory->mapping, memory->mappingSize);
    return false;
  }
  if (memory->isGuarded &&
      !addGuestRange(uintptr_t(base), uintptr_t(base) + size)) {
    setError(error, W2O_ERROR_RESOURCE, "cannot register a memory at %p",
             (void *)base);
    platform::release(memory->mapping, memory->mappingSize);
    return false;
  }
  memory->accessible = minimum;
  memory->limits = request.limits;
  memory->ownDef = {base, pages << log2, limit, memory};
  memory->def = &memory->ownDef;
  memory->isMapped = applyImage(base, request.image);
  memory->image = retainImage(request.image);
  return true;
}

static void releaseReservation(w2o_memory &memory) {
  if (memory.slot) {
    // `def` is in the instance's header, which is part of the slot.
    Slot *slot = memory.slot;
    if (memory.restore()) {
      slot->accessible = memory.accessible;
      giveBackSlot(memory.pool, slot);
    } else {
      retireSlot(memory.pool, slot);
    }
    releaseImage(memory.image);
    return;
  }
  if (memory.isGuarded) {
    uintptr_t base = uintptr_t(memory.ownDef.base);
    removeGuestRange(base, base + W2O_MEMORY_RESERVATION);
  }
  platform::release(memory.mapping, memory.mappingSize);
  releaseImage(memory.image);
}

static void addToStore(w2o_memory *memory, w2o_store *store) {
  memory->store = store;
  memory->nextInStore = store->memories;
  store->memories = memory;
}

/// Takes a reference; null when memory is exhausted.
static w2o_memory *newHandle(SharedMemory *shared, w2o_store *store) {
  auto *handle = static_cast<w2o_memory *>(calloc(1, sizeof(w2o_memory)));
  if (!handle)
    return nullptr;
  __atomic_fetch_add(&shared->references, 1, __ATOMIC_RELAXED);
  handle->shared = shared;
  handle->def = &shared->memory.ownDef;
  handle->limits = shared->memory.limits;
  handle->isGuarded = shared->memory.isGuarded;
  addToStore(handle, store);
  return handle;
}

static void dropReference(SharedMemory *shared) {
  if (__atomic_sub_fetch(&shared->references, 1, __ATOMIC_ACQ_REL))
    return;
  releaseReservation(shared->memory);
  pthread_mutex_destroy(&shared->growing);
  free(shared);
}

static w2o_memory *newShared(w2o_store *store, const MemoryRequest &request,
                             w2o_error *error) {
  auto *shared = static_cast<SharedMemory *>(calloc(1, sizeof(SharedMemory)));
  if (!shared) {
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
    return nullptr;
  }
  if (!allocate(&shared->memory, request, error)) {
    free(shared);
    return nullptr;
  }
  pthread_mutex_init(&shared->growing, nullptr);
  shared->references = 1; // Ours, until there is a handle.
  w2o_memory *handle = newHandle(shared, store);
  if (!handle)
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
  dropReference(shared);
  return handle;
}

w2o_memory *w2o::newMemory(w2o_store *store, const MemoryRequest &request,
                           w2o_error *error) {
  if (request.limits.flags & W2O_DESC_LIMITS_SHARED)
    return newShared(store, request, error);
  auto *memory = static_cast<w2o_memory *>(calloc(1, sizeof(w2o_memory)));
  if (!memory) {
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
    return nullptr;
  }
  if (!allocate(memory, request, error)) {
    free(memory);
    return nullptr;
  }
  addToStore(memory, store);
  return memory;
}

w2o_memory *w2o::shareMemory(w2o_memory *memory, w2o_store *store) {
  for (w2o_memory *m = store->memories; m; m = m->nextInStore)
    if (m->shared == memory->shared)
      return m;
  return newHandle(memory->shared, store);
}

void w2o::bindDefinition(w2o_memory *memory, w2o_memory_def *def) {
  if (memory->shared)
    return; // Compiled code goes through the slot.
  *def = *memory->def;
  memory->def = def;
}

void w2o::deleteMemory(w2o_memory *memory) {
  if (memory->shared)
    dropReference(memory->shared);
  else
    releaseReservation(*memory);
  free(memory);
}

/// Private pages that restore() writes anew and keeps, since the next run is
/// likely to write them again, and a fault costs more than a copy. More are
/// given back to the system.
static constexpr size_t keptPages = 32;

/// Copies what is different. A run changes a few words of a page, and reading
/// both takes two thirds of the time of writing.
static void copyChanges(uint8_t *to, const uint8_t *from, size_t size) {
  constexpr size_t step = 1024;
  for (size_t at = 0; at < size; at += step) {
    size_t length = size - at < step ? size - at : step;
    if (memcmp(to + at, from + at, length) != 0)
      memcpy(to + at, from + at, length);
  }
}

/// Writes what the range held at first.
static void rewrite(uint8_t *base, const Image *image, uint8_t *begin,
                    uint8_t *end) {
  if (!image || !image->size) {
    memset(begin, 0, size_t(end - begin));
    return;
  }
  uint8_t *imageBegin = base + image->at, *imageEnd = imageBegin + image->size;
  if (begin < imageBegin) {
    uint8_t *stop = end < imageBegin ? end : imageBegin;
    memset(begin, 0, size_t(stop - begin));
    begin = stop;
  }
  if (begin < end && begin < imageEnd) {
    uint8_t *stop = end < imageEnd ? end : imageEnd;
    copyChanges(begin, image->bytes + (begin - imageBegin),
                size_t(stop - begin));
    begin = stop;
  }
  if (begin < end)
    memset(begin, 0, size_t(end - begin));
}

bool w2o_memory::restore() {
  uint8_t *base = def->base;
  size_t wanted = platform::roundUpToPage(initialLength);
  if (accessible > wanted) {
    // Without this, accesses beyond the length would not trap.
    if (!platform::decommit(base + wanted, accessible - wanted))
      return false;
    accessible = wanted;
  }
  def->length = initialLength;
  platform::PageRun runs[keptPages];
  size_t count = platform::changedPages(base, wanted, runs, keptPages);
  size_t bytes = 0;
  for (size_t i = 0; count != platform::unknownRuns && i < count; ++i)
    bytes += size_t(runs[i].end - runs[i].begin);
  if (count != platform::unknownRuns &&
      bytes <= keptPages * platform::pageSize()) {
    for (size_t i = 0; i < count; ++i)
      rewrite(base, image, runs[i].begin, runs[i].end);
    return true;
  }
  if (!platform::forgetChanges(base, wanted)) {
    rewrite(base, image, base, base + wanted); // Pages that are locked.
    return true;
  }
  if (image && image->size && !isMapped)
    memcpy(base + image->at, image->bytes, image->size);
  return true;
}

uint64_t w2o_memory::grow(uint64_t delta) {
  if (shared) {
    pthread_mutex_lock(&shared->growing);
    uint64_t before = shared->memory.grow(delta);
    pthread_mutex_unlock(&shared->growing);
    return before;
  }
  uint64_t before = pages();
  if (delta > def->maximum || before > def->maximum - delta)
    return UINT64_MAX;
  uint64_t length = (before + delta) << limits.page_size_log2;
  size_t wanted = platform::roundUpToPage(length);
  if (wanted > accessible) {
    if (!platform::commit(def->base + accessible, wanted - accessible))
      return UINT64_MAX;
    accessible = wanted;
  }
  // The bytes of a shared memory must be there for whoever sees the length.
  __atomic_store_n(&def->length, length, __ATOMIC_SEQ_CST);
  return before;
}
