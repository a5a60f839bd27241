//===- Snapshot.cpp - The state of an instance, to make others from -------===//
//
// See Snapshot.h.
//
//===----------------------------------------------------------------------===//

#include "core/Snapshot.h"

#include "core/Global.h"
#include "core/Table.h"

#include <stdlib.h>
#include <string.h>

using namespace w2o;

namespace {

bool isFunction(const ValueType &type) {
  return type.isRef() &&
         (type.heap == W2O_DESC_HEAP_FUNC ||
          type.heap == W2O_DESC_HEAP_NOFUNC ||
          (type.isConcrete() &&
           typeInfo(type.typeId())->kind == W2O_DESC_TYPE_FUNC));
}

bool isHostPointer(const ValueType &type) {
  return type.heap == W2O_DESC_HEAP_EXTERN ||
         type.heap == W2O_DESC_HEAP_NOEXTERN;
}

/// References of one instance to and from their form in a snapshot.
struct Coder {
  explicit Coder(const Instance *instance)
      : records(instance->array<w2o_func>(instance->desc->layout.func_records)),
        count(instance->desc->layout.num_records) {}

  /// 0 is null, else the number of the record plus 1.
  bool encode(const ValueType &type, const void *reference,
              uintptr_t *result) const {
    *result = uintptr_t(reference);
    if (!reference || isHostPointer(type))
      return true;
    uintptr_t at = uintptr_t(reference) - uintptr_t(records);
    if (!isFunction(type) || at >= count * sizeof(w2o_func))
      return false;
    *result = at / sizeof(w2o_func) + 1;
    return true;
  }
  void *decode(const ValueType &type, uintptr_t code) const {
    if (!code || isHostPointer(type))
      return reinterpret_cast<void *>(code);
    return records + (code - 1);
  }

  w2o_func *records;
  uint64_t count;
};

ValueType elementType(const Instance *instance, uint32_t segment) {
  const w2o_desc *desc = instance->desc;
  const w2o_desc_elem &elem =
      W2O_DESC_AT(desc, w2o_desc_elem, desc->elems)[segment];
  return valueTypeOf(elem.type, instance->info->typeIds);
}

ValueType globalType(const Instance *instance, uint32_t index) {
  const w2o_desc *desc = instance->desc;
  return valueTypeOf(
      W2O_DESC_AT(desc, w2o_desc_global, desc->globals)[index].type,
      instance->info->typeIds);
}

/// Calls visit(segment, count, values) for expression segments in order.
template <typename Visit>
bool forEachValueSegment(const Instance *instance, Visit visit) {
  const w2o_desc *desc = instance->desc;
  const auto *elems = W2O_DESC_AT(desc, w2o_desc_elem, desc->elems);
  for (uint32_t i = 0; i < desc->elems.count; ++i)
    if (elems[i].values &&
        !visit(i, elems[i].funcs.count,
               instance->array<void *>(elems[i].values)))
      return false;
  return true;
}

bool refuse(w2o_error *error, const char *what, uint64_t index,
            const ValueType &type) {
  return setError(error, W2O_ERROR_UNSUPPORTED,
                  "cannot make a snapshot: %s %llu holds a %s that is no "
                  "function of the instance",
                  what, (unsigned long long)index, textOf(type).text);
}

template <typename T> bool allocate(T *&array, size_t count) {
  array = static_cast<T *>(calloc(count + 1, sizeof(T)));
  return array;
}

class Recorder {
public:
  Recorder(Instance *instance, w2o_snapshot *snapshot, w2o_error *error)
      : instance(instance), desc(instance->desc), to(snapshot), error(error),
        coder(instance) {}

  bool run() {
    return takeTables() && takeGlobals() && takeSegments() && takeMemories();
  }

private:
  bool outOfMemory() {
    return setError(error, W2O_ERROR_RESOURCE, "out of memory for a snapshot");
  }

  bool takeMemories() {
    uint32_t first = desc->num_imported_memories;
    uint32_t count = desc->memories.count - first;
    if (!allocate(to->images, count) || !allocate(to->lengths, count))
      return outOfMemory();
    for (uint32_t i = 0; i < count; ++i) {
      const w2o_memory &memory = *instance->memories[first + i];
      to->lengths[i] = memory.length();
      to->images[i] = newMemoryImage(memory);
      if (!to->images[i])
        return outOfMemory();
    }
    return true;
  }

  bool takeTables() {
    uint32_t first = desc->num_imported_tables;
    uint32_t count = desc->tables.count - first;
    if (!allocate(to->tableSizes, count) ||
        !allocate(to->tableElements, count))
      return outOfMemory();
    for (uint32_t i = 0; i < count; ++i) {
      const w2o_table &table = *instance->tables[first + i];
      uint64_t size = to->tableSizes[i] = table.def->size;
      if (!allocate(to->tableElements[i], size))
        return outOfMemory();
      for (uint64_t k = 0; k < size; ++k)
        if (!coder.encode(table.element, table.def->elements[k],
                          &to->tableElements[i][k]))
          return refuse(error, "element", k, table.element);
    }
    return true;
  }

  bool takeGlobals() {
    uint32_t first = desc->num_imported_globals;
    uint32_t count = desc->globals.count - first;
    if (!allocate(to->globals, count))
      return outOfMemory();
    const auto *cells =
        instance->array<w2o_global_cell>(desc->layout.global_cells);
    for (uint32_t i = 0; i < count; ++i) {
      ValueType type = globalType(instance, first + i);
      to->globals[i] = cells[i];
      uintptr_t code;
      if (!type.isRef())
        continue;
      if (!coder.encode(type, reinterpret_cast<void *>(cells[i].bits[0]),
                        &code))
        return refuse(error, "global", first + i, type);
      to->globals[i].bits[0] = code;
    }
    return true;
  }

  bool takeSegments() {
    if (!allocate(to->dataLengths, desc->data.count) ||
        !allocate(to->elemLengths, desc->elems.count))
      return outOfMemory();
    memcpy(to->dataLengths,
           instance->array<uint64_t>(desc->layout.data_lengths),
           desc->data.count * sizeof(uint64_t));
    memcpy(to->elemLengths,
           instance->array<uint64_t>(desc->layout.elem_lengths),
           desc->elems.count * sizeof(uint64_t));
    size_t count = 0;
    forEachValueSegment(instance, [&](uint32_t, uint32_t n, void **) {
      count += n;
      return true;
    });
    if (!allocate(to->elemValues, count))
      return outOfMemory();
    uintptr_t *at = to->elemValues;
    return forEachValueSegment(
        instance, [&](uint32_t segment, uint32_t n, void **values) {
          ValueType type = elementType(instance, segment);
          // Nobody can get at the values of a dropped segment.
          bool isDropped = !to->elemLengths[segment];
          for (uint32_t k = 0; k < n; ++k, ++at)
            if (!isDropped && !coder.encode(type, values[k], at))
              return refuse(error, "element segment", segment, type);
          return true;
        });
  }

  Instance *instance;
  const w2o_desc *desc;
  w2o_snapshot *to;
  w2o_error *error;
  Coder coder;
};

void destroy(w2o_snapshot *snapshot) {
  const w2o_desc *desc = snapshot->module->desc;
  if (snapshot->images)
    for (uint32_t i = 0;
         i < desc->memories.count - desc->num_imported_memories; ++i)
      releaseImage(snapshot->images[i]);
  if (snapshot->tableElements)
    for (uint32_t i = 0; i < desc->tables.count - desc->num_imported_tables;
         ++i)
      free(snapshot->tableElements[i]);
  free(snapshot->images);
  free(snapshot->lengths);
  free(snapshot->tableSizes);
  free(snapshot->tableElements);
  free(snapshot->globals);
  free(snapshot->dataLengths);
  free(snapshot->elemLengths);
  free(snapshot->elemValues);
  if (snapshot->info)
    releaseModule(snapshot->info);
  free(snapshot);
}

} // namespace

w2o_snapshot *w2o::newSnapshot(Instance *instance, w2o_error *error) {
  const w2o_desc *desc = instance->desc;
  if (instance->store->isActive()) {
    setError(error, W2O_ERROR_ARGUMENT,
             "a snapshot cannot be made while a call into the store is active");
    return nullptr;
  }
  for (uint32_t i = desc->num_imported_memories; i < desc->memories.count; ++i)
    if (instance->memories[i]->shared) {
      setError(error, W2O_ERROR_UNSUPPORTED,
               "an instance that defines a shared memory cannot be "
               "snapshotted: other threads may be using it");
      return nullptr;
    }
  auto *snapshot = static_cast<w2o_snapshot *>(calloc(1, sizeof(w2o_snapshot)));
  if (snapshot) {
    snapshot->references = 1;
    snapshot->module = instance->module;
    snapshot->info = acquireModule(instance->module);
  }
  if (!snapshot || !snapshot->info) {
    setError(error, W2O_ERROR_RESOURCE, "out of memory for a snapshot");
    free(snapshot);
    return nullptr;
  }
  if (Recorder(instance, snapshot, error).run())
    return snapshot;
  destroy(snapshot);
  return nullptr;
}

w2o_snapshot *w2o::retainSnapshot(w2o_snapshot *snapshot) {
  if (snapshot)
    __atomic_fetch_add(&snapshot->references, 1, __ATOMIC_RELAXED);
  return snapshot;
}

void w2o::releaseSnapshot(w2o_snapshot *snapshot) {
  if (snapshot &&
      __atomic_sub_fetch(&snapshot->references, 1, __ATOMIC_ACQ_REL) == 0)
    destroy(snapshot);
}

bool w2o::restoreState(const w2o_snapshot *from, Instance *instance,
                       w2o_error *error) {
  const w2o_desc *desc = instance->desc;
  Coder coder(instance);
  for (uint32_t i = desc->num_imported_tables; i < desc->tables.count; ++i) {
    w2o_table &table = *instance->tables[i];
    uint32_t defined = i - desc->num_imported_tables;
    uint64_t size = from->tableSizes[defined];
    if (size > table.def->size &&
        table.grow(size - table.def->size, nullptr) == UINT64_MAX)
      return setError(error, W2O_ERROR_RESOURCE,
                      "a table of %llu elements is over the limit",
                      (unsigned long long)size);
    table.def->size = size;
    for (uint64_t k = 0; k < size; ++k)
      table.def->elements[k] =
          coder.decode(table.element, from->tableElements[defined][k]);
  }
  auto *cells = instance->array<w2o_global_cell>(desc->layout.global_cells);
  for (uint32_t i = desc->num_imported_globals; i < desc->globals.count; ++i) {
    uint32_t defined = i - desc->num_imported_globals;
    cells[defined] = from->globals[defined];
    ValueType type = globalType(instance, i);
    if (type.isRef())
      cells[defined].bits[0] =
          uintptr_t(coder.decode(type, uintptr_t(cells[defined].bits[0])));
  }
  if (desc->data.count)
    memcpy(instance->array<uint64_t>(desc->layout.data_lengths),
           from->dataLengths, desc->data.count * sizeof(uint64_t));
  if (desc->elems.count)
    memcpy(instance->array<uint64_t>(desc->layout.elem_lengths),
           from->elemLengths, desc->elems.count * sizeof(uint64_t));
  const uintptr_t *at = from->elemValues;
  return forEachValueSegment(
      instance, [&](uint32_t segment, uint32_t n, void **values) {
        ValueType type = elementType(instance, segment);
        for (uint32_t k = 0; k < n; ++k)
          values[k] = coder.decode(type, *at++);
        return true;
      });
}
