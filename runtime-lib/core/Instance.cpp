//===- Instance.cpp - An instance of a module -----------------------------===//
//
// What an instance answers once it is there; Instantiate.cpp makes it.
//
//===----------------------------------------------------------------------===//

#include "core/Instance.h"

#include "core/Global.h"
#include "core/Pool.h"
#include "core/Snapshot.h"

#include <stdlib.h>
#include <string.h>

using namespace w2o;

w2o_func *Instance::function(uint32_t index) const {
  if (index >= desc->funcs.count)
    return nullptr;
  uint32_t record = W2O_DESC_AT(desc, w2o_desc_func, desc->funcs)[index].record;
  if (record == UINT32_MAX)
    return nullptr;
  return array<w2o_func>(desc->layout.func_records) + record;
}

w2o_global *Instance::global(uint32_t index) {
  if (!globals[index]) {
    const w2o_desc_global &type =
        W2O_DESC_AT(desc, w2o_desc_global, desc->globals)[index];
    w2o_global_cell *cell =
        array<w2o_global_cell>(desc->layout.global_cells) +
        (index - desc->num_imported_globals);
    globals[index] = newGlobal(store, valueTypeOf(type.type, info->typeIds),
                               type.is_mutable != 0, cell);
  }
  return globals[index];
}

const w2o_desc_export *Instance::findExport(const char *name,
                                            size_t length) const {
  const auto *entries = W2O_DESC_AT(desc, w2o_desc_export, desc->exports);
  uint32_t low = 0, high = desc->exports.count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    const w2o_desc_string &other = entries[middle].name;
    size_t common = length < other.length ? length : other.length;
    int order = memcmp(name, W2O_DESC_TEXT(desc, other), common);
    if (order == 0 && length == other.length)
      return &entries[middle];
    if (order < 0 || (order == 0 && length < other.length))
      high = middle;
    else
      low = middle + 1;
  }
  return nullptr;
}

bool Instance::getExport(const w2o_desc_export &entry, w2o_extern *result) {
  result->kind = w2o_extern_kind(entry.kind);
  switch (result->kind) {
  case W2O_EXTERN_FUNC:
    result->of.func = function(entry.index);
    return result->of.func;
  case W2O_EXTERN_TABLE:
    result->of.table = tables[entry.index];
    return true;
  case W2O_EXTERN_MEMORY:
    result->of.memory = memories[entry.index];
    return true;
  case W2O_EXTERN_GLOBAL:
    result->of.global = global(entry.index);
    return result->of.global;
  case W2O_EXTERN_TAG:
    result->of.tag = tags[entry.index];
    return true;
  }
  return false;
}

void w2o::deleteInstance(Instance *instance) {
  if (!instance)
    return;
  if (instance->info)
    releaseModule(instance->info);
  if (instance->slot)
    giveBackSlot(instance->pool, instance->slot);
  releaseSnapshot(instance->origin);
  free(instance->header);
  free(instance);
}
