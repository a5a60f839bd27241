//===- Roots.cpp - References outside of the heap -------------------------===//
//
// Everything in a store that can hold a reference to an object. Arguments that
// are passed in memory (w2o_desc_layout::tail_args, overflow slots of a call
// from the host) are none: a function reads them before it does anything that
// could collect.
//
//===----------------------------------------------------------------------===//

#include "core/Exception.h"
#include "core/Global.h"
#include "core/Instance.h"
#include "core/Table.h"
#include "gc/HeapState.h"

using namespace w2o;

static void markPointer(Heap *heap, const void *pointer) {
  markWord(heap, uintptr_t(pointer));
}

static void markInstance(Heap *heap, const Instance *instance) {
  const w2o_desc *desc = instance->desc;
  const uint32_t *typeIds = instance->info->typeIds;
  const auto *globals = W2O_DESC_AT(desc, w2o_desc_global, desc->globals);
  const auto *cells =
      instance->array<w2o_global_cell>(desc->layout.global_cells);
  for (uint32_t i = desc->num_imported_globals; i < desc->globals.count; ++i)
    if (isFollowed(valueTypeOf(globals[i].type, typeIds)))
      markWord(heap, cells[i - desc->num_imported_globals].bits[0]);

  // Dropped segments hold nothing any more, whatever is in their place.
  const auto *elems = W2O_DESC_AT(desc, w2o_desc_elem, desc->elems);
  const auto *lengths =
      instance->array<uint64_t>(desc->layout.elem_lengths);
  for (uint32_t i = 0; i < desc->elems.count; ++i)
    if (elems[i].values && lengths[i] &&
        isFollowed(valueTypeOf(elems[i].type, typeIds)))
      for (uint32_t k = 0; k < elems[i].funcs.count; ++k)
        markPointer(heap, instance->array<void *>(elems[i].values)[k]);
}

void w2o::markRoots(Heap *heap) {
  const w2o_store *store = heap->store;
  for (const Instance *instance = store->instances; instance;
       instance = instance->nextInStore)
    markInstance(heap, instance);
  for (const w2o_table *table = store->tables; table;
       table = table->nextInStore)
    if (isFollowed(table->element))
      for (uint64_t i = 0; i < table->def->size; ++i)
        markPointer(heap, table->def->elements[i]);
  for (const w2o_global *global = store->globals; global;
       global = global->nextInStore)
    if (isFollowed(global->type))
      markWord(heap, global->cell->bits[0]);
  for (const w2o_ref *ref = store->retained; ref; ref = ref->next)
    markPointer(heap, ref->value.anyref);
  for (const Throw *record = store->throws; record; record = record->next)
    markPointer(heap, record->exception);
  markPointer(heap, store->trap.exception);
  markPointer(heap, store->pending.exception);
  for (const TemporaryRoots *roots = heap->temporaries; roots;
       roots = roots->outer)
    for (size_t i = 0; i < roots->count; ++i)
      markPointer(heap, roots->values[i].anyref);
}
