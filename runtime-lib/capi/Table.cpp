//===- Table.cpp - C API: tables ------------------------------------------===//

#include "core/Table.h"

#include "core/Error.h"
#include "core/Function.h"

using namespace w2o;

extern "C" {

w2o_table *w2o_table_new(w2o_store *store, w2o_kind kind, uint64_t min,
                         uint64_t max, w2o_error *error) {
  clearError(error);
  if (!isKind(kind) || !valueTypeOf(kind).isRef()) {
    setError(error, W2O_ERROR_ARGUMENT,
             "a table holds references, not kind %d", int(kind));
    return nullptr;
  }
  bool hasMax = max != UINT64_MAX;
  if (hasMax && min > max) {
    setError(error, W2O_ERROR_ARGUMENT,
             "a table of %llu elements with a maximum of %llu",
             (unsigned long long)min, (unsigned long long)max);
    return nullptr;
  }
  w2o_desc_limits limits = {min, hasMax ? max : 0,
                            hasMax ? W2O_DESC_LIMITS_HAS_MAX : 0, 0};
  return newTable(store, limits, valueTypeOf(kind), 0, error);
}

uint64_t w2o_table_size(w2o_table *table) { return table->def->size; }

bool w2o_table_get(w2o_table *table, uint64_t index, w2o_value *result) {
  if (index >= table->def->size)
    return false;
  *result = {};
  result->externref = table->def->elements[index];
  return true;
}

bool w2o_table_set(w2o_table *table, uint64_t index, w2o_value value) {
  if (index >= table->def->size ||
      !acceptsIn(table->store, table->element, value))
    return false;
  table->def->elements[index] = value.externref;
  return true;
}

bool w2o_table_grow(w2o_table *table, uint64_t delta, w2o_value init) {
  return acceptsIn(table->store, table->element, init) &&
         table->grow(delta, init.externref) != UINT64_MAX;
}

} // extern "C"
