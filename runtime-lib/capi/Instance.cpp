//===- Instance.cpp - C API: instances and their exports ------------------===//

#include "core/Snapshot.h"

#include <string.h>

using namespace w2o;

extern "C" {

/// Makes an instance, in a store of its own when the host gave none.
static w2o_instance *make(const w2o_module *module, const w2o_config *config,
                          w2o_snapshot *origin, w2o_error *error) {
  static const w2o_config defaults = {};
  if (!config)
    config = &defaults;
  clearError(error);
  w2o_store *store = config->store;
  if (!store) {
    store = newStore();
    if (!store) {
      setError(error, W2O_ERROR_RESOURCE, "out of memory");
      return nullptr;
    }
    store->isPrivate = true;
  }
  Instance *instance = instantiate(module, config, origin, store, error);
  if (instance)
    return instance->vm;
  if (store->isPrivate)
    deleteStore(store);
  return nullptr;
}

w2o_instance *w2o_instance_new(const w2o_module *module,
                               const w2o_config *config, w2o_error *error) {
  return make(module, config, nullptr, error);
}

w2o_instance *w2o_snapshot_instantiate(w2o_snapshot *snapshot,
                                       const w2o_config *config,
                                       w2o_error *error) {
  return make(snapshot->module, config, snapshot, error);
}

bool w2o_instance_delete(w2o_instance *instance) {
  if (!instance)
    return true;
  w2o_store *store = storeOf(instance);
  if (!store->isPrivate)
    return false;
  deleteStore(store);
  return true;
}

w2o_store *w2o_instance_store(w2o_instance *instance) {
  return storeOf(instance);
}

const w2o_module *w2o_instance_module(const w2o_instance *instance) {
  return instanceOf(instance)->module;
}

void w2o_instance_set_data(w2o_instance *instance, void *data) {
  instanceOf(instance)->data = data;
}

void *w2o_instance_data(w2o_instance *instance) {
  return instanceOf(instance)->data;
}

// For wasi/, not public.
w2o_wasi *w2o_instance_wasi(w2o_instance *instance) {
  return instanceOf(instance)->wasi;
}

bool w2o_export(w2o_instance *instance, const char *name, size_t name_length,
                w2o_extern *result) {
  Instance *object = instanceOf(instance);
  const w2o_desc_export *entry = object->findExport(name, name_length);
  return entry && object->getExport(*entry, result);
}

/// Looks up an export of one kind.
static bool exportOf(w2o_instance *instance, const char *name,
                     w2o_extern_kind kind, w2o_extern *result) {
  return w2o_export(instance, name, strlen(name), result) &&
         result->kind == kind;
}

w2o_func *w2o_export_func(w2o_instance *instance, const char *name) {
  w2o_extern result;
  return exportOf(instance, name, W2O_EXTERN_FUNC, &result) ? result.of.func
                                                            : nullptr;
}

w2o_memory *w2o_export_memory(w2o_instance *instance, const char *name) {
  w2o_extern result;
  return exportOf(instance, name, W2O_EXTERN_MEMORY, &result)
             ? result.of.memory
             : nullptr;
}

w2o_table *w2o_export_table(w2o_instance *instance, const char *name) {
  w2o_extern result;
  return exportOf(instance, name, W2O_EXTERN_TABLE, &result) ? result.of.table
                                                             : nullptr;
}

w2o_global *w2o_export_global(w2o_instance *instance, const char *name) {
  w2o_extern result;
  return exportOf(instance, name, W2O_EXTERN_GLOBAL, &result)
             ? result.of.global
             : nullptr;
}

w2o_tag *w2o_export_tag(w2o_instance *instance, const char *name) {
  w2o_extern result;
  return exportOf(instance, name, W2O_EXTERN_TAG, &result) ? result.of.tag
                                                           : nullptr;
}

w2o_memory *w2o_instance_memory(w2o_instance *instance, uint32_t index) {
  return instanceOf(instance)->memory(index);
}

} // extern "C"
