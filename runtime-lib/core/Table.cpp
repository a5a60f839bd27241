//===- Table.cpp - Tables of references -----------------------------------===//
//
// See Table.h.
//
//===----------------------------------------------------------------------===//

#include "core/Table.h"

#include "core/Error.h"
#include "core/Store.h"

#include <stdlib.h>
#include <string.h>

using namespace w2o;

w2o_table *w2o::newTable(w2o_store *store, const w2o_desc_limits &limits,
                         const ValueType &element, uint64_t maxElements,
                         w2o_error *error) {
  uint64_t maximum = maxTableElements;
  if (limits.flags & W2O_DESC_LIMITS_HAS_MAX && limits.max < maximum)
    maximum = limits.max;
  if (maxElements && maxElements < maximum)
    maximum = maxElements;
  if (limits.min > maximum) {
    setError(error, W2O_ERROR_RESOURCE,
             "a table of %llu elements is over the limit of %llu elements",
             (unsigned long long)limits.min, (unsigned long long)maximum);
    return nullptr;
  }
  auto *table = static_cast<w2o_table *>(calloc(1, sizeof(w2o_table)));
  void **elements = nullptr;
  if (table && limits.min)
    elements = static_cast<void **>(calloc(limits.min, sizeof(void *)));
  if (!table || (limits.min && !elements)) {
    setError(error, W2O_ERROR_RESOURCE,
             "out of memory for a table of %llu elements",
             (unsigned long long)limits.min);
    free(table);
    return nullptr;
  }
  table->ownDef = {elements, limits.min, maximum, table};
  table->def = &table->ownDef;
  table->limits = limits;
  table->element = element;
  table->capacity = limits.min;
  table->store = store;
  table->nextInStore = store->tables;
  store->tables = table;
  return table;
}

void w2o::bindDefinition(w2o_table *table, w2o_table_def *def) {
  *def = *table->def;
  table->def = def;
}

void w2o::deleteTable(w2o_table *table) {
  // `def` may be in the header of an instance that is gone already.
  free(table->ownDef.elements);
  free(table);
}

uint64_t w2o_table::grow(uint64_t delta, void *init) {
  uint64_t before = def->size;
  if (delta > def->maximum || before > def->maximum - delta)
    return UINT64_MAX;
  uint64_t size = before + delta;
  if (size > capacity) {
    // Half as much again, so that growing one by one stays linear.
    uint64_t wanted = capacity + capacity / 2;
    if (wanted < size)
      wanted = size;
    if (wanted > def->maximum)
      wanted = def->maximum;
    void *moved = realloc(def->elements, wanted * sizeof(void *));
    if (!moved)
      return UINT64_MAX;
    def->elements = static_cast<void **>(moved);
    ownDef.elements = def->elements;
    capacity = wanted;
  }
  for (uint64_t i = before; i < size; ++i)
    def->elements[i] = init;
  def->size = size;
  return before;
}

void w2o_table::clear() {
  def->size = limits.min;
  if (limits.min)
    memset(def->elements, 0, limits.min * sizeof(void *));
}
