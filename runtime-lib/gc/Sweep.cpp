//===- Sweep.cpp - Free cells between marked objects ----------------------===//
//
// Lazy: a block is looked at when a cell of its size is needed, and only as far
// as the next run of free cells. So a collection itself looks at mark bits
// only, and cells are cleared right before they are used, in the cache.
//
//===----------------------------------------------------------------------===//

#include "gc/HeapState.h"

#include <string.h>

using namespace w2o;

/// Written out, since the oldest CPUs have no instruction and the compiler
/// would call its library.
static uint32_t countMarks(const uint64_t *marks) {
  uint64_t count = 0;
  for (uint32_t i = 0; i < markWordsPerBlock; ++i) {
    uint64_t x = marks[i];
    x -= x >> 1 & 0x5555555555555555;
    x = (x & 0x3333333333333333) + (x >> 2 & 0x3333333333333333);
    x = (x + (x >> 4)) & 0x0f0f0f0f0f0f0f0f;
    count += x * 0x0101010101010101 >> 56;
  }
  return uint32_t(count);
}

/// A block of cells after marking: to be freed, swept, or left as it is.
/// Returns the bytes of its objects.
static uint64_t finishCells(Heap *heap, uint32_t index) {
  Block &block = heap->blocks[index];
  uint32_t c = block.sizeClass;
  uint32_t numLive = countMarks(heap->marksOf(index));
  uint64_t live = uint64_t(numLive) * sizeClasses.bytes[c];
  if (!numLive) {
    freeBlocks(heap, index, 1);
    heap->usedBytes -= blockBytes;
  } else if (live == sizeClasses.used[c]) {
    block.swept = sizeClasses.used[c];
  } else {
    block.swept = 0;
    block.next = heap->toSweep[c];
    heap->toSweep[c] = index;
  }
  return live;
}

void w2o::prepareSweep(Heap *heap) {
  for (uint32_t &first : heap->toSweep)
    first = noBlock;
  uint64_t live = 0;
  // From the top, so that low blocks are first in the lists.
  for (uint32_t i = heap->frontier; i-- > 0;) {
    Block &block = heap->blocks[i];
    if (block.use == BlockUse::Cells) {
      live += finishCells(heap, i);
    } else if (block.use == BlockUse::LargeHead) {
      // Its type word is one of the first two.
      if (*heap->marksOf(i)) {
        live += block.largeBytes;
        continue;
      }
      heap->usedBytes -= block.largeBytes;
      freeBlocks(heap, i, block.count);
    }
  }
  heap->statistics.liveBytes = live;
}

/// Displacement of the first marked cell at or behind `from`, or `end`.
static uint32_t nextMarked(const uint64_t *marks, uint32_t sizeClass,
                           uint32_t from, uint32_t end) {
  uint32_t bit = from / W2O_CELL_GRANULE;
  uint32_t word = bit / 64;
  uint64_t bits = marks[word] & ~uint64_t(0) << (bit % 64);
  while (!bits) {
    if (++word == markWordsPerBlock)
      return end;
    bits = marks[word];
  }
  uint32_t at =
      (word * 64 + uint32_t(__builtin_ctzll(bits))) * W2O_CELL_GRANULE;
  return cellIndex(at, sizeClass) * sizeClasses.bytes[sizeClass];
}

bool w2o::sweepRun(Heap *heap, uint32_t sizeClass, Run *run) {
  uint32_t size = sizeClasses.bytes[sizeClass];
  uint32_t end = sizeClasses.used[sizeClass];
  for (uint32_t index = heap->toSweep[sizeClass]; index != noBlock;
       index = heap->toSweep[sizeClass]) {
    Block &block = heap->blocks[index];
    uint32_t at = block.swept;
    while (at < end) {
      uint32_t marked = nextMarked(heap->marksOf(index), sizeClass, at, end);
      if (marked == at) {
        at += size;
        continue;
      }
      run->next = heap->address(index) + at;
      run->end = heap->address(index) + marked;
      memset(run->next, 0, marked - at);
      block.swept = marked;
      return true;
    }
    block.swept = end;
    heap->toSweep[sizeClass] = block.next;
  }
  return false;
}
