//===- Blocks.cpp - Address space and memory of a heap --------------------===//
//
// Low blocks are taken first, so that the heap of a small program stays small
// and what is free at the top can go back to the system.
//
//===----------------------------------------------------------------------===//

#include "gc/HeapState.h"
#include "platform/Pages.h"
#include "platform/Platform.h"

#include <string.h>

using namespace w2o;

/// Blocks become accessible in steps; a system call each.
static constexpr uint32_t stepBlocks = (4u << 20) / blockBytes;

static size_t markBytes(uint32_t numBlocks) {
  return size_t(numBlocks) * markWordsPerBlock * sizeof(uint64_t);
}

bool w2o::reserveBlocks(Heap *heap, uint64_t limit) {
  // Twice the limit, so that a large object finds its place also when what is
  // free is scattered. Less where the address space is limited.
  constexpr uint64_t least = uint64_t(stepBlocks) * blockBytes;
  constexpr uint64_t most = uint64_t(1) << 40;
  uint64_t wanted = limit < most / 2 ? 2 * limit : most;
  for (;; wanted /= 2) {
    wanted = (wanted + least - 1) / least * least;
    auto numBlocks = uint32_t(wanted >> blockShift);
    size_t tables = platform::roundUpToPage(2 * markBytes(numBlocks) +
                                            numBlocks * sizeof(Block));
    void *memory = platform::reserve(wanted + tables + blockBytes);
    if (!memory) {
      if (wanted <= least)
        return false;
      continue;
    }
    heap->reservation = memory;
    heap->reservedBytes = wanted + tables + blockBytes;
    heap->base =
        (uintptr_t(memory) + blockBytes - 1) & ~uintptr_t(blockBytes - 1);
    heap->numBlocks = numBlocks;
    auto *at = reinterpret_cast<uint8_t *>(heap->base + wanted);
    heap->marks = reinterpret_cast<uint64_t *>(at);
    heap->previousMarks =
        reinterpret_cast<uint64_t *>(at + markBytes(numBlocks));
    heap->blocks = reinterpret_cast<Block *>(at + 2 * markBytes(numBlocks));
    if (platform::commit(at, tables))
      return true;
    releaseBlocks(heap);
    return false;
  }
}

void w2o::releaseBlocks(Heap *heap) {
  platform::release(heap->reservation, heap->reservedBytes);
}

/// Makes at least `count` blocks more accessible.
static bool advanceFrontier(Heap *heap, uint32_t count) {
  uint32_t step = count < stepBlocks ? stepBlocks : count;
  uint32_t left = heap->numBlocks - heap->frontier;
  if (count > left)
    return false;
  if (step > left)
    step = left;
  if (!platform::commit(heap->address(heap->frontier),
                        size_t(step) << blockShift))
    return false;
  for (uint32_t i = 0; i < step; ++i)
    heap->blocks[heap->frontier + i].isZero = true;
  heap->frontier += step;
  heap->numFree += step;
  return true;
}

/// The first of `count` free blocks side by side, or noBlock. What is free at
/// the frontier can be the beginning of more: `*atFrontier` is its length.
static uint32_t findFree(Heap *heap, uint32_t count, uint32_t *atFrontier) {
  uint32_t length = 0;
  *atFrontier = 0;
  if (heap->numFree == 0)
    return noBlock;
  bool isFirst = true;
  for (uint32_t i = heap->firstFree; i < heap->frontier; ++i) {
    if (heap->blocks[i].use != BlockUse::Free) {
      length = 0;
      continue;
    }
    if (isFirst)
      heap->firstFree = i;
    isFirst = false;
    if (++length == count)
      return i + 1 - count;
  }
  *atFrontier = length;
  return noBlock;
}

uint32_t w2o::takeBlocks(Heap *heap, uint32_t count) {
  uint32_t atFrontier;
  uint32_t first = findFree(heap, count, &atFrontier);
  if (first == noBlock) {
    first = heap->frontier - atFrontier;
    if (!advanceFrontier(heap, count - atFrontier))
      return noBlock;
  }
  for (uint32_t i = first; i < first + count; ++i) {
    if (!heap->blocks[i].isZero)
      memset(heap->address(i), 0, blockBytes);
    heap->blocks[i].isZero = false;
  }
  heap->numFree -= count;
  if (first == heap->firstFree)
    heap->firstFree = first + count;
  return first;
}

void w2o::freeBlocks(Heap *heap, uint32_t first, uint32_t count) {
  for (uint32_t i = first; i < first + count; ++i)
    heap->blocks[i] = {};
  heap->numFree += count;
  if (first < heap->firstFree)
    heap->firstFree = first;
}

void w2o::trimBlocks(Heap *heap) {
  // What will be allocated before the next collection is kept, or each
  // collection would give back what the system must clear right afterwards;
  // but together with what is used, not more than the limit.
  uint64_t limit = heap->limit();
  uint64_t left = limit > heap->usedBytes ? limit - heap->usedBytes : 0;
  uint64_t kept =
      (heap->threshold < left ? heap->threshold : left) >> blockShift;
  uint32_t i = 0;
  while (i < heap->frontier) {
    const Block &block = heap->blocks[i];
    if (block.use != BlockUse::Free || block.isZero) {
      ++i;
      continue;
    }
    if (kept) {
      --kept;
      ++i;
      continue;
    }
    uint32_t end = i;
    while (end < heap->frontier && heap->blocks[end].use == BlockUse::Free &&
           !heap->blocks[end].isZero)
      ++end;
    if (platform::forgetChanges(heap->address(i),
                                size_t(end - i) << blockShift))
      for (uint32_t k = i; k < end; ++k)
        heap->blocks[k].isZero = true;
    i = end;
  }
}
