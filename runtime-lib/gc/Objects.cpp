//===- Objects.cpp - From an address to its object ------------------------===//
//
// For words of which nobody knows what they are. HeapState.h says which cells
// are objects.
//
//===----------------------------------------------------------------------===//

#include "gc/HeapState.h"

using namespace w2o;

/// The reference of what is in a cell that starts with `first`.
static uintptr_t referenceOf(uintptr_t cell, uint64_t first) {
  return cell + (first >> 32 == W2O_ARRAY_MARK_VALUE ? W2O_ARRAY_HEADER
                                                     : W2O_STRUCT_HEADER);
}

uintptr_t w2o::objectAround(const Heap *heap, const uint64_t *bits,
                            uintptr_t address) {
  uintptr_t at = address - heap->base;
  if (at >= size_t(heap->frontier) << blockShift)
    return 0;
  const Block *block = &heap->blocks[at >> blockShift];
  if (block->use == BlockUse::LargeTail)
    block -= block->count;
  uintptr_t cell = uintptr_t(heap->address(heap->indexOf(block)));
  uint32_t displacement = 0;
  switch (block->use) {
  case BlockUse::LargeHead:
    break;
  case BlockUse::Cells: {
    uint32_t index = cellIndex(at & (blockBytes - 1), block->sizeClass);
    displacement = index * sizeClasses.bytes[block->sizeClass];
    if (displacement >= sizeClasses.used[block->sizeClass])
      return 0; // The rest of a block that no cell fits in.
    break;
  }
  case BlockUse::Free:
  case BlockUse::LargeTail:
    return 0;
  }
  cell += displacement;
  uint64_t first = *reinterpret_cast<const uint64_t *>(cell);
  if (!first)
    return 0;
  uintptr_t reference = referenceOf(cell, first);
  bool isUnswept =
      block->use == BlockUse::Cells && displacement >= block->swept;
  if (isUnswept &&
      !testBit(bits, (reference + W2O_OBJECT_TYPE - heap->base) /
                         W2O_CELL_GRANULE))
    return 0;
  return reference;
}

bool w2o::isObject(const Heap *heap, uintptr_t word) {
  // The word in front is in the object's cell also when the object has no
  // bytes and its reference is the next cell's address.
  return word && word % W2O_CELL_GRANULE == 0 &&
         objectAround(heap, heap->marks, word - 1) == word;
}
