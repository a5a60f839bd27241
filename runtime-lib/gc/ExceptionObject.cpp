//===- ExceptionObject.cpp - Exceptions as objects of the heap ------------===//
//
// All exceptions have one type; their tag says what the values are.
//
//===----------------------------------------------------------------------===//

#include "gc/ExceptionObject.h"

#include "gc/Heap.h"
#include "gc/ObjectKinds.h"

#include <string.h>

using namespace w2o;

w2o_exception *w2o::newException(w2o_store *store, const w2o_tag_def *tag,
                                 const w2o_value *values) {
  Heap *heap = heapOf(store);
  if (!heap)
    return nullptr;
  TemporaryRoots roots(heap, values, values ? tag->num_values : 0);
  uint64_t bytes = sizeof(w2o_exception) +
                   uint64_t(tag->num_values) * sizeof(w2o_global_cell);
  auto *exception = static_cast<w2o_exception *>(
      allocateObject(heap, exceptionObjectType(), bytes));
  if (!exception)
    return nullptr;
  exception->tag = tag;
  if (values && tag->num_values)
    memcpy(exception->values, values, tag->num_values * sizeof(*values));
  return exception;
}
