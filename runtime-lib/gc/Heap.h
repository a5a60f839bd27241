//===- Heap.h - The heap of a store ---------------------------------------===//
//
// Allocation and collection (docs/Heap.md). Nothing outside gc/, builtins/ of
// instructions that need a heap and capi/Heap.cpp may include this: whoever
// does links the heap. A store finds its heap through w2o_store::heap, null
// until the first allocation or the first instance that has types of objects.
//
// One store is used by one thread at a time, and so is its heap.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_GC_HEAP_H
#define W2O_GC_HEAP_H

#include "abi/HeapLayout.h"
#include "core/Store.h"

namespace w2o {

struct Heap;

struct HeapStatistics {
  uint64_t numCollections;
  uint64_t liveBytes;      ///< Found by the last collection.
  uint64_t allocatedBytes; ///< Ever given out, up to the last collection.
  uint64_t nanoseconds;    ///< Spent in collections.
};

/// The heap of a store, made when there is none; null when memory is
/// exhausted. w2o_attach_heap(), through w2o_module::attach_heap, sets
/// head.heap of an instance.
Heap *heapOf(w2o_store *store);

/// A zeroed object with `bytes` behind its type word; its type is set. The
/// result is the reference. Collects when it is time. Null when the limit or
/// memory is exhausted.
void *allocateObject(Heap *heap, const w2o_type_info *type, uint64_t bytes);
/// A zeroed array of `length` elements. Null as above.
void *allocateArray(Heap *heap, const w2o_type_info *type, uint32_t length);

/// Collects now. False when calls that can hold references are active on
/// another stack than the current one: nothing is collected until they end.
bool collect(Heap *heap);

/// Whether `word` is the reference of a live object of this heap (not an
/// address inside of one).
bool isObject(const Heap *heap, uintptr_t word);

/// Collects at every `interval`-th allocation, for tests; 0: no more.
void setStress(Heap *heap, uint32_t interval);

HeapStatistics statisticsOf(const Heap *heap);
/// Bytes of memory that count against the limit now.
uint64_t usedBytesOf(const Heap *heap);
/// What the limit can be raised to.
uint64_t reservedBytesOf(const Heap *heap);

/// Keeps values alive as long as it is there. The host's memory is no root.
class TemporaryRoots {
public:
  TemporaryRoots(Heap *heap, const w2o_value *values, size_t count);
  ~TemporaryRoots();
  TemporaryRoots(const TemporaryRoots &) = delete;
  TemporaryRoots &operator=(const TemporaryRoots &) = delete;

  const w2o_value *const values;
  const size_t count;
  TemporaryRoots *const outer;

private:
  Heap *heap;
};

} // namespace w2o

#endif // W2O_GC_HEAP_H
