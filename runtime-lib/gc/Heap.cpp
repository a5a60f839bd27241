//===- Heap.cpp - Making a heap; allocation -------------------------------===//
//
// See Heap.h and docs/Heap.md. Small cells come from runs of free cells; where
// a run ends, allocation decides whether to collect, sweeps for the next run,
// or takes a new block.
//
//===----------------------------------------------------------------------===//

#include "gc/HeapState.h"

#include "core/Export.h"
#include "platform/Platform.h"

#include <stdlib.h>
#include <string.h>

using namespace w2o;

//===-- Life --------------------------------------------------------------===//

uint64_t Heap::limit() const {
  uint64_t allowed =
      store->maxHeapBytes ? store->maxHeapBytes : defaultHeapBytes;
  uint64_t reserved = uint64_t(numBlocks) << blockShift;
  return allowed < reserved ? allowed : reserved;
}

static void deleteHeap(Heap *heap) {
  freeMarkStack(heap->stack);
  releaseBlocks(heap);
  free(heap);
}

static Heap *newHeap(w2o_store *store) {
  auto *heap = static_cast<Heap *>(calloc(1, sizeof(Heap)));
  if (!heap)
    return nullptr;
  heap->store = store;
  if (!reserveBlocks(heap, store->maxHeapBytes ? store->maxHeapBytes
                                               : defaultHeapBytes)) {
    free(heap);
    return nullptr;
  }
  initMarkStack(heap->stack);
  heap->activeRuns = heap->runs;
  heap->threshold = minThreshold;
  for (uint32_t &first : heap->toSweep)
    first = noBlock;
  return heap;
}

Heap *w2o::heapOf(w2o_store *store) {
  if (!store->heap) {
    store->heap = newHeap(store);
    store->deleteHeap = deleteHeap;
  }
  return store->heap;
}

// w2o_module::attach_heap
W2O_EXPORT uint32_t w2o_attach_heap(w2o_vm *vm);
uint32_t w2o_attach_heap(w2o_vm *vm) {
  Heap *heap = heapOf(storeOf(vm));
  if (!heap)
    return 0;
  w2o_vm_head_of(vm)->heap = reinterpret_cast<w2o_heap_front *>(heap->runs);
  return 1;
}

//===-- Cells -------------------------------------------------------------===//

/// A new block of cells as one run.
static bool newCellBlock(Heap *heap, uint32_t sizeClass, Run *run) {
  if (heap->usedBytes + blockBytes > heap->limit())
    return false;
  uint32_t index = takeBlocks(heap, 1);
  if (index == noBlock)
    return false;
  Block &block = heap->blocks[index];
  block.use = BlockUse::Cells;
  block.sizeClass = uint8_t(sizeClass);
  block.swept = sizeClasses.used[sizeClass];
  run->next = heap->address(index);
  run->end = run->next + block.swept;
  heap->usedBytes += blockBytes;
  return true;
}

static bool nextRun(Heap *heap, uint32_t sizeClass, Run *run) {
  if (!sweepRun(heap, sizeClass, run) && !newCellBlock(heap, sizeClass, run))
    return false;
  heap->allocatedBytes += uint64_t(run->end - run->next);
  return true;
}

__attribute__((noinline)) static uint8_t *cellFromNewRun(Heap *heap,
                                                         uint32_t sizeClass) {
  bool hasCollected = collectWhenDue(heap);
  Run &run = heap->activeRuns[sizeClass];
  // In stress mode there may be cells left.
  while (run.next == run.end && !nextRun(heap, sizeClass, &run)) {
    if (hasCollected || !makeRoom(heap))
      return nullptr;
    hasCollected = true;
  }
  uint8_t *cell = run.next;
  run.next += sizeClasses.bytes[sizeClass];
  return cell;
}

static uint8_t *allocateCell(Heap *heap, uint32_t bytes) {
  uint32_t sizeClass = sizeClassOf(bytes);
  Run &run = heap->activeRuns[sizeClass];
  if (run.next != run.end && !heap->stressInterval) {
    uint8_t *cell = run.next;
    run.next += sizeClasses.bytes[sizeClass];
    return cell;
  }
  return cellFromNewRun(heap, sizeClass);
}

//===-- Large objects -----------------------------------------------------===//

static uint32_t takeLarge(Heap *heap, uint64_t bytes) {
  uint64_t limit = heap->limit();
  if (bytes > limit || heap->usedBytes > limit - bytes)
    return noBlock;
  return takeBlocks(heap, uint32_t((bytes + blockBytes - 1) >> blockShift));
}

static uint8_t *allocateLarge(Heap *heap, uint64_t bytes) {
  bytes = platform::roundUpToPage(bytes);
  // Nothing that can be collected would make room for it.
  if (bytes > heap->limit())
    return nullptr;
  bool hasCollected = collectWhenDue(heap);
  uint32_t first = takeLarge(heap, bytes);
  if (first == noBlock && !hasCollected && makeRoom(heap))
    first = takeLarge(heap, bytes);
  if (first == noBlock)
    return nullptr;
  auto count = uint32_t((bytes + blockBytes - 1) >> blockShift);
  for (uint32_t i = 1; i < count; ++i) {
    heap->blocks[first + i].use = BlockUse::LargeTail;
    heap->blocks[first + i].count = i;
  }
  Block &head = heap->blocks[first];
  head.use = BlockUse::LargeHead;
  head.count = count;
  head.largeBytes = bytes;
  heap->usedBytes += bytes;
  heap->allocatedBytes += bytes;
  return heap->address(first);
}

//===-- Objects -----------------------------------------------------------===//

static uint8_t *allocate(Heap *heap, uint64_t bytes) {
  return bytes <= maxCellBytes ? allocateCell(heap, uint32_t(bytes))
                               : allocateLarge(heap, bytes);
}

static void setType(uint8_t *object, const w2o_type_info *type) {
  memcpy(object + W2O_OBJECT_TYPE, &type, sizeof(type));
}

void *w2o::allocateObject(Heap *heap, const w2o_type_info *type,
                          uint64_t bytes) {
  uint8_t *cell = allocate(heap, W2O_STRUCT_HEADER + bytes);
  if (!cell)
    return nullptr;
  setType(cell + W2O_STRUCT_HEADER, type);
  return cell + W2O_STRUCT_HEADER;
}

void *w2o::allocateArray(Heap *heap, const w2o_type_info *type,
                         uint32_t length) {
  uint8_t *cell =
      allocate(heap, W2O_ARRAY_HEADER + uint64_t(length) * type->size);
  if (!cell)
    return nullptr;
  const uint32_t first[] = {length, W2O_ARRAY_MARK_VALUE};
  memcpy(cell, first, sizeof(first));
  setType(cell + W2O_ARRAY_HEADER, type);
  return cell + W2O_ARRAY_HEADER;
}

//===-- Questions ---------------------------------------------------------===//

HeapStatistics w2o::statisticsOf(const Heap *heap) {
  HeapStatistics result = heap->statistics;
  result.allocatedBytes += heap->allocatedBytes;
  return result;
}

uint64_t w2o::usedBytesOf(const Heap *heap) { return heap->usedBytes; }

uint64_t w2o::reservedBytesOf(const Heap *heap) {
  return uint64_t(heap->numBlocks) << blockShift;
}

TemporaryRoots::TemporaryRoots(Heap *heap, const w2o_value *values,
                               size_t count)
    : values(values), count(count), outer(heap->temporaries), heap(heap) {
  heap->temporaries = this;
}

TemporaryRoots::~TemporaryRoots() { heap->temporaries = outer; }
