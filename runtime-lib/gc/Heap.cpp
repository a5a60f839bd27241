//===- Heap.cpp - The heap of a store -------------------------------------===//
//
// See Heap.h.
//
//===----------------------------------------------------------------------===//

#include "gc/Heap.h"

#include "core/Export.h"

#include <stdlib.h>

using namespace w2o;

namespace {
struct Cell {
  Cell *next;
  uint64_t header[]; ///< Of the object; its last word is the type.
};
} // namespace

struct w2o::Heap {
  w2o_heap_front front;
  Cell *cells;
};

static void deleteHeap(Heap *heap) {
  for (Cell *cell = heap->cells; cell;) {
    Cell *next = cell->next;
    free(cell);
    cell = next;
  }
  free(heap);
}

Heap *w2o::heapOf(w2o_store *store) {
  if (!store->heap) {
    store->heap = static_cast<Heap *>(calloc(1, sizeof(Heap)));
    store->deleteHeap = deleteHeap;
  }
  return store->heap;
}

/// A cell with a header of `header` bytes; the result is behind it.
static char *allocate(Heap *heap, uint64_t header, uint64_t bytes) {
  auto *cell =
      static_cast<Cell *>(calloc(1, sizeof(Cell) + header + bytes + 1));
  if (!cell)
    return nullptr;
  cell->next = heap->cells;
  heap->cells = cell;
  return reinterpret_cast<char *>(cell->header) + header;
}

void *w2o::allocateObject(Heap *heap, const w2o_type_info *type,
                          uint64_t bytes) {
  char *object = allocate(heap, W2O_STRUCT_HEADER, bytes);
  if (object)
    *reinterpret_cast<const w2o_type_info **>(object + W2O_OBJECT_TYPE) = type;
  return object;
}

void *w2o::allocateArray(Heap *heap, const w2o_type_info *type,
                         uint32_t length) {
  char *object =
      allocate(heap, W2O_ARRAY_HEADER, uint64_t(length) * type->size);
  if (!object)
    return nullptr;
  *reinterpret_cast<const w2o_type_info **>(object + W2O_OBJECT_TYPE) = type;
  *reinterpret_cast<uint32_t *>(object + W2O_ARRAY_LENGTH) = length;
  *reinterpret_cast<uint32_t *>(object + W2O_ARRAY_MARK) =
      W2O_ARRAY_MARK_VALUE;
  return object;
}

void w2o::collect(Heap *) {}

bool w2o::isObject(const Heap *heap, uintptr_t word) {
  for (Cell *cell = heap->cells; cell; cell = cell->next)
    if (uintptr_t(cell->header) + W2O_STRUCT_HEADER == word ||
        uintptr_t(cell->header) + W2O_ARRAY_HEADER == word)
      return true;
  return false;
}

// w2o_module::attach_heap
W2O_EXPORT uint32_t w2o_attach_heap(w2o_vm *vm);
uint32_t w2o_attach_heap(w2o_vm *vm) {
  Heap *heap = heapOf(storeOf(vm));
  if (!heap)
    return 0;
  w2o_vm_head_of(vm)->heap = &heap->front;
  return 1;
}
