//===- Collect.cpp - When and how to collect ------------------------------===//

#include "gc/HeapState.h"

#include "platform/Platform.h"

#include <string.h>

using namespace w2o;

/// The work of a collection. Its frame is below everything that is scanned.
__attribute__((noinline)) static bool collectBelow(Heap *heap) {
  uint64_t start = platform::monotonicNow();
  auto low = uintptr_t(__builtin_frame_address(0));
  uintptr_t high;
  bool isPossible = findStack(heap->store, low, &high);
  heap->statistics.allocatedBytes += heap->allocatedBytes;
  heap->allocatedBytes = 0; // Also when it is not: not at every allocation.
  if (!isPossible)
    return false;
  // Cells that are left in runs are zero, and so free.
  memset(heap->runs, 0, sizeof(heap->runs));
  memset(heap->hiddenRuns, 0, sizeof(heap->hiddenRuns));
  beginMark(heap);
  markStack(heap, low, high);
  markRoots(heap);
  finishMark(heap);
  prepareSweep(heap);
  ++heap->statistics.numCollections;
  heap->threshold = heap->statistics.liveBytes < minThreshold
                        ? minThreshold
                        : heap->statistics.liveBytes;
  trimBlocks(heap);
  heap->statistics.nanoseconds += platform::monotonicNow() - start;
  return true;
}

bool w2o::collect(Heap *heap) {
  // Puts the registers that functions keep for their callers into this frame.
  __builtin_unwind_init();
  bool result = collectBelow(heap);
  // Not as a jump: the frame must be there meanwhile.
  __asm__ volatile("" : "+r"(result));
  return result;
}

bool w2o::collectWhenDue(Heap *heap) {
  bool isDue = heap->allocatedBytes >= heap->threshold;
  if (heap->stressInterval && --heap->stressCountdown == 0) {
    heap->stressCountdown = heap->stressInterval;
    isDue = true;
  }
  return isDue && collect(heap);
}

bool w2o::makeRoom(Heap *heap) {
  // A collection that finds little costs as much as one that finds a lot. A
  // guest whose heap is nearly full could make every few allocations cost a
  // collection, so after some of them in a row the heap is full.
  constexpr uint64_t littlePart = 16;
  constexpr uint32_t maxFruitless = 16;
  if (heap->numFruitless >= maxFruitless) {
    heap->numFruitless = 0;
    return false;
  }
  if (!collect(heap))
    return false;
  uint64_t limit = heap->limit();
  uint64_t left = limit > heap->usedBytes ? limit - heap->usedBytes : 0;
  heap->numFruitless =
      left < limit / littlePart ? heap->numFruitless + 1 : 0;
  return true;
}

void w2o::setStress(Heap *heap, uint32_t interval) {
  // Runs change hands; what is left in them is found again by sweeping.
  memset(heap->runs, 0, sizeof(heap->runs));
  memset(heap->hiddenRuns, 0, sizeof(heap->hiddenRuns));
  heap->activeRuns = interval ? heap->hiddenRuns : heap->runs;
  heap->stressInterval = interval;
  heap->stressCountdown = interval;
}
