//===- TableBuiltins.cpp - table.grow, fill, copy, init; elem.drop --------===//
//
// Specification: Execution, Instructions, "Table Instructions". As for
// memories, nothing is written when any element is out of bounds.
//
//===----------------------------------------------------------------------===//

#include "builtins/Builtins.h"
#include "builtins/Segments.h"
#include "core/Growth.h"
#include "core/Table.h"

#include <string.h>

using namespace w2o;
using namespace w2o::builtin;

/// The elements [index, index + n) of a table; traps when they are not all
/// inside.
static void **elementsOf(void *vm, uint32_t table, uint64_t index, uint64_t n) {
  w2o_table *object = callerOf(vm)->tables[table];
  if (!object->contains(index, n))
    raiseTrap(W2O_TRAP_TABLE_OUT_OF_BOUNDS);
  return object->def->elements + index;
}

uint64_t builtin::w2o_grow_table(PTR vm, I32 table, PTR init, I64 delta) {
  w2o_table *object = callerOf(vm)->tables[table];
  uint64_t size = object->def->size;
  uint64_t maximum = object->def->maximum;
  if (delta > maximum || size > maximum - delta)
    return UINT64_MAX;
  w2o_growth growth = {W2O_EXTERN_TABLE, size, size + delta, maximum};
  return mayGrow(callerOf(vm), growth) ? object->grow(delta, init) : UINT64_MAX;
}

void builtin::w2o_table_fill(PTR vm, I32 table, I64 dst, PTR value, I64 n) {
  void **to = elementsOf(vm, table, dst, n);
  for (uint64_t i = 0; i < n; ++i)
    to[i] = value;
}

void builtin::w2o_table_copy(PTR vm, I32 dstTable, I32 srcTable, I64 dst,
                             I64 src, I64 n) {
  void **from = elementsOf(vm, srcTable, src, n);
  void **to = elementsOf(vm, dstTable, dst, n);
  if (n) // An empty table has no elements to point at.
    memmove(to, from, n * sizeof(void *));
}

void builtin::w2o_table_init(PTR vm, I32 table, I32 segment, I64 dst, I32 src,
                             I32 n) {
  Instance *instance = callerOf(vm);
  checkElements(instance, segment, src, n);
  copyElements(instance, segment, src, n, elementsOf(vm, table, dst, n));
}

void builtin::w2o_elem_drop(PTR vm, I32 segment) {
  Instance *instance = callerOf(vm);
  instance->array<uint64_t>(instance->desc->layout.elem_lengths)[segment] = 0;
}
