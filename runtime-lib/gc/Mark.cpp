//===- Mark.cpp - Marking what is reachable -------------------------------===//
//
// Depth first with a stack of references whose objects are marked already.
// Objects are far apart and seldom in the cache, so what comes off the stack
// waits in a short queue until its prefetch has arrived.
//
// The stack may fail to grow, since a guest decides how much it must hold. Then
// marked objects are dropped from it, and when the rest is done, all marked
// objects are looked at again, until nothing was dropped. That ends: an object
// that starts with an empty stack is looked at completely, since the rest of an
// array fits, and other drops are of objects that were just marked.
//
//===----------------------------------------------------------------------===//

#include "gc/HeapState.h"

#include <stdlib.h>
#include <string.h>

using namespace w2o;

namespace {

/// Elements of an array that are looked at at a time: what follows must not
/// flood the stack.
constexpr uint32_t arrayStep = 128;
/// Entry of the stack that stands for the rest of an array: the reference with
/// this bit; below it is the index of the first element of the rest.
constexpr uintptr_t restBit = 1;
constexpr size_t firstCapacity = 4096;
/// A larger stack is freed after the collection.
constexpr size_t keptCapacity = 1 << 16;

bool growStack(MarkStack &stack) {
  size_t wanted = 2 * stack.capacity;
  if (wanted < firstCapacity)
    wanted = firstCapacity;
  if (wanted > stack.maxCapacity)
    wanted = stack.maxCapacity;
  if (wanted <= stack.capacity)
    return false;
  bool isOwn = stack.entries == stack.own;
  void *grown =
      realloc(isOwn ? nullptr : stack.entries, wanted * sizeof(uintptr_t));
  if (!grown)
    return false;
  if (isOwn)
    memcpy(grown, stack.own, stack.top * sizeof(uintptr_t));
  stack.entries = static_cast<uintptr_t *>(grown);
  stack.capacity = wanted;
  return true;
}

/// False when there is no room for `count` more entries.
bool hasRoom(Heap *heap, size_t count) {
  MarkStack &stack = heap->stack;
  while (__builtin_expect(stack.capacity - stack.top < count, false))
    if (!growStack(stack)) {
      stack.hasOverflowed = true;
      return false;
    }
  return true;
}

void push(Heap *heap, uintptr_t reference) {
  if (hasRoom(heap, 1))
    heap->stack.entries[heap->stack.top++] = reference;
}

void pushRest(Heap *heap, uintptr_t array, uint32_t index) {
  if (!hasRoom(heap, 2))
    return;
  heap->stack.entries[heap->stack.top++] = index;
  heap->stack.entries[heap->stack.top++] = array | restBit;
}

/// Marks a reference that is an object's, an i31, or null.
inline void markReference(Heap *heap, uintptr_t reference) {
  uintptr_t at = reference + W2O_OBJECT_TYPE - heap->base;
  if (at >= size_t(heap->frontier) << blockShift || reference & W2O_I31_TAG)
    return;
  uint64_t &word = heap->marks[at / W2O_CELL_GRANULE / 64];
  uint64_t bit = uint64_t(1) << (at / W2O_CELL_GRANULE % 64);
  if (word & bit)
    return;
  word |= bit;
  push(heap, reference);
}

inline void markField(Heap *heap, uintptr_t reference, uint32_t displacement) {
  auto *field = reinterpret_cast<const uintptr_t *>(
      reference + (displacement & ~W2O_REFERENCE_EXTERN));
  if (displacement & W2O_REFERENCE_EXTERN) {
    // Any word of the host: it must have the tag, and be an object's.
    if (*field >> W2O_INTERNAL_TAG_SHIFT == W2O_INTERNAL_TAG)
      markWord(heap, *field);
    return;
  }
  markReference(heap, *field);
}

void followArray(Heap *heap, uintptr_t array, const w2o_type_info *type,
                 uint32_t from) {
  uint32_t length = *reinterpret_cast<uint32_t *>(array + W2O_ARRAY_LENGTH);
  uint32_t end = length;
  if (length - from > arrayStep) {
    end = from + arrayStep;
    pushRest(heap, array, end);
  }
  uint32_t kind = type->references[0];
  for (uint32_t i = from; i < end; ++i)
    markField(heap, array + uintptr_t(i) * sizeof(void *), kind);
}

/// Marks what an object refers to. Slots of an exception can hold anything.
void follow(Heap *heap, uintptr_t reference) {
  const auto *type = *reinterpret_cast<const w2o_type_info *const *>(
      reference + W2O_OBJECT_TYPE);
  switch (w2o_object_kind(type->kind)) {
  case W2O_OBJECT_STRUCT:
  case W2O_OBJECT_EXTERN:
    for (uint32_t i = 0; i < type->num_references; ++i)
      markField(heap, reference, type->references[i]);
    return;
  case W2O_OBJECT_ARRAY:
    if (type->num_references)
      followArray(heap, reference, type, 0);
    return;
  case W2O_OBJECT_EXCEPTION: {
    const auto *exception = reinterpret_cast<const w2o_exception *>(reference);
    for (uint32_t i = 0; i < exception->tag->num_values; ++i)
      markWord(heap, exception->values[i].bits[0]);
    return;
  }
  }
}

void followRest(Heap *heap, uintptr_t array, uint32_t from) {
  followArray(heap, array,
              *reinterpret_cast<const w2o_type_info *const *>(
                  array + W2O_OBJECT_TYPE),
              from);
}

void emptyStack(Heap *heap) {
  constexpr unsigned queueLength = 8; // A power of two.
  uintptr_t queue[queueLength] = {};
  unsigned at = 0;
  unsigned numQueued = 0;
  MarkStack &stack = heap->stack;
  for (;;) {
    uintptr_t entry = 0;
    if (stack.top) {
      entry = stack.entries[--stack.top];
      if (entry & restBit) {
        followRest(heap, entry & ~restBit,
                   uint32_t(stack.entries[--stack.top]));
        continue;
      }
      __builtin_prefetch(reinterpret_cast<void *>(entry + W2O_OBJECT_TYPE));
      ++numQueued;
    } else if (!numQueued) {
      return;
    }
    uintptr_t ready = queue[at];
    queue[at] = entry;
    at = (at + 1) % queueLength;
    if (ready) {
      --numQueued;
      follow(heap, ready);
    }
  }
}

/// Looks at all marked objects again.
void followMarked(Heap *heap) {
  for (uint32_t i = 0; i < heap->frontier; ++i) {
    BlockUse use = heap->blocks[i].use;
    if (use != BlockUse::Cells && use != BlockUse::LargeHead)
      continue;
    uint32_t numWords = use == BlockUse::Cells ? markWordsPerBlock : 1;
    for (uint32_t k = 0; k < numWords; ++k) {
      // Bits that come while this goes on are on the stack, or make another
      // round necessary.
      uint64_t bits = heap->marksOf(i)[k];
      for (; bits; bits &= bits - 1) {
        uint32_t granule = k * 64 + uint32_t(__builtin_ctzll(bits));
        follow(heap, uintptr_t(heap->address(i)) +
                         granule * W2O_CELL_GRANULE - W2O_OBJECT_TYPE);
        emptyStack(heap);
      }
    }
  }
}

} // namespace

void w2o::beginMark(Heap *heap) {
  uint64_t *marks = heap->previousMarks;
  heap->previousMarks = heap->marks;
  heap->marks = marks;
  for (uint32_t i = 0; i < heap->frontier; ++i) {
    BlockUse use = heap->blocks[i].use;
    if (use == BlockUse::Cells)
      memset(heap->marksOf(i), 0, markWordsPerBlock * sizeof(uint64_t));
    else if (use == BlockUse::LargeHead)
      *heap->marksOf(i) = 0;
  }
}

void w2o::markWord(Heap *heap, uintptr_t word) {
  if (word >> W2O_INTERNAL_TAG_SHIFT == W2O_INTERNAL_TAG)
    word &= (uintptr_t(1) << W2O_INTERNAL_TAG_SHIFT) - 1;
  // The first address behind the last object counts as well.
  if (word - heap->base > size_t(heap->frontier) << blockShift)
    return;
  if (uintptr_t object = objectAround(heap, heap->previousMarks, word))
    markReference(heap, object);
  // The end of an object is the address of its neighbour.
  if (uintptr_t before = objectAround(heap, heap->previousMarks, word - 1))
    markReference(heap, before);
}

void w2o::finishMark(Heap *heap) {
  emptyStack(heap);
  MarkStack &stack = heap->stack;
  while (stack.hasOverflowed) {
    stack.hasOverflowed = false;
    followMarked(heap);
  }
  if (stack.capacity > keptCapacity)
    freeMarkStack(stack);
}

void w2o::initMarkStack(MarkStack &stack) {
  stack.entries = stack.own;
  stack.capacity = MarkStack::ownCapacity;
  stack.maxCapacity = SIZE_MAX;
}

void w2o::freeMarkStack(MarkStack &stack) {
  if (stack.entries != stack.own)
    free(stack.entries);
  stack.entries = stack.own;
  stack.capacity = MarkStack::ownCapacity;
}
