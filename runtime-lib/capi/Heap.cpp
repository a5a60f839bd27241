//===- Heap.cpp - C API: what needs a heap --------------------------------===//
//
// Apart from the rest, so that only programs that use it link a heap.
//
//===----------------------------------------------------------------------===//

#include "capi/Object.h"
#include "core/Function.h"
#include "core/Registry.h"
#include "gc/ObjectKinds.h"

#include <string.h>

using namespace w2o;

static bool fail(w2o_error *error, const char *what) {
  return setError(error, W2O_ERROR_RESOURCE, "no memory for %s", what);
}

/// Whether zero is a value of the field's type.
static bool hasDefault(const FieldInfo &field) {
  return !field.type.isRef() || field.type.nullable;
}

/// Whether `values`, or the default values when there are none, can be in
/// `count` fields of an object of the store. `text` names a field in messages.
static bool checkValues(const w2o_store *store, const FieldInfo *fields,
                        uint32_t count, const w2o_value *values,
                        const char *text, w2o_error *error) {
  for (uint32_t i = 0; i < count; ++i) {
    if (!values && !hasDefault(fields[i]))
      return setError(error, W2O_ERROR_ARGUMENT,
                      "%s %u has type %s and no default value", text, i,
                      textOf(fields[i].type).text);
    if (values && !acceptsIn(store, fields[i].type, values[i]))
      return setError(error, W2O_ERROR_ARGUMENT, "%s %u is no %s of the store",
                      text, i, textOf(fields[i].type).text);
  }
  return true;
}

extern "C" {

bool w2o_anyref_from_externref(w2o_store *store, w2o_value externref,
                               w2o_value *result) {
  *result = {};
  return anyOfExtern(store, externref.externref, &result->anyref);
}

w2o_value w2o_externref_from_anyref(w2o_value anyref) {
  w2o_value result = {};
  result.externref = externOfAny(anyref.anyref);
  return result;
}

bool w2o_struct_new(w2o_store *store, const w2o_object_type *type,
                    const w2o_value *fields, size_t num_fields,
                    w2o_value *result, w2o_error *error) {
  clearError(error);
  *result = {};
  const TypeInfo *info = typeInfo(type->id);
  if (type->kind != W2O_OBJECT_STRUCT)
    return setError(error, W2O_ERROR_ARGUMENT, "the type is no structure");
  if (num_fields != 0 && num_fields != info->numFields)
    return setError(error, W2O_ERROR_ARGUMENT,
                    "the structure has %u fields, %zu values were given",
                    info->numFields, num_fields);
  if (!checkValues(store, info->fields, info->numFields,
                   num_fields ? fields : nullptr, "field", error))
    return false;
  Heap *heap = heapOf(store);
  if (!heap)
    return fail(error, "a heap");
  TemporaryRoots roots(heap, fields, num_fields);
  auto *object =
      static_cast<char *>(allocateObject(heap, type, type->size));
  if (!object)
    return fail(error, "a structure");
  for (size_t i = 0; i < num_fields; ++i)
    storeField(info->fields[i], object + info->fields[i].at, fields[i]);
  result->anyref = object;
  return true;
}

bool w2o_array_new(w2o_store *store, const w2o_object_type *type,
                   uint32_t length, const w2o_value *init, w2o_value *result,
                   w2o_error *error) {
  clearError(error);
  *result = {};
  if (type->kind != W2O_OBJECT_ARRAY)
    return setError(error, W2O_ERROR_ARGUMENT, "the type is no array");
  const FieldInfo &element = typeInfo(type->id)->fields[0];
  // An array of no elements needs no values.
  if (!checkValues(store, &element, length ? 1 : 0, init, "element", error))
    return false;
  Heap *heap = heapOf(store);
  if (!heap)
    return fail(error, "a heap");
  TemporaryRoots roots(heap, init, init ? 1 : 0);
  auto *object = static_cast<char *>(allocateArray(heap, type, length));
  if (!object)
    return fail(error, "an array");
  if (init)
    for (uint32_t i = 0; i < length; ++i)
      storeField(element, object + uint64_t(i) * type->size, *init);
  result->anyref = object;
  return true;
}

bool w2o_store_collect(w2o_store *store) {
  return !store->heap || collect(store->heap);
}

w2o_heap_statistics w2o_store_heap_statistics(w2o_store *store) {
  w2o_heap_statistics result = {};
  if (!store->heap)
    return result;
  HeapStatistics statistics = statisticsOf(store->heap);
  result.collections = statistics.numCollections;
  result.live_bytes = statistics.liveBytes;
  result.used_bytes = usedBytesOf(store->heap);
  result.allocated_bytes = statistics.allocatedBytes;
  result.nanoseconds = statistics.nanoseconds;
  return result;
}

bool w2o_store_set_heap_stress(w2o_store *store, uint32_t interval) {
  Heap *heap = heapOf(store);
  if (heap)
    setStress(heap, interval);
  return heap;
}

} // extern "C"
