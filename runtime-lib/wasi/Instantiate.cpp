//===- Instantiate.cpp - Instances of WASI programs -----------------------===//
//
// What a program of WASI may import besides what the host gives it: the
// functions of WASI, and the shared memory `env.memory`, which a program with
// threads imports so that all its instances can have the same.
//
//===----------------------------------------------------------------------===//

#include "core/Instance.h"
#include "wasm2obj_wasi.h"

#include <cstring>

using namespace w2o;

namespace {

struct Resolver {
  const w2o_module *module;
  const w2o_config *config;
  w2o_store *store;
  w2o_error memoryError; ///< Why the memory could not be made.

  static bool resolve(void *context, const char *module, size_t moduleLength,
                      const char *field, size_t fieldLength,
                      w2o_extern *result);
  bool makeMemory(w2o_extern *result);
};

bool isNamed(const char *text, size_t length, const char *name) {
  return length == std::strlen(name) && std::memcmp(text, name, length) == 0;
}

/// Makes the memory `env.memory` if the module imports it as a shared one.
bool Resolver::makeMemory(w2o_extern *result) {
  const w2o_desc *desc = module->desc;
  const auto *imports = W2O_DESC_AT(desc, w2o_desc_import, desc->imports);
  const auto *memories = W2O_DESC_AT(desc, w2o_desc_memory, desc->memories);
  for (uint32_t i = 0; i < desc->imports.count; ++i) {
    const w2o_desc_import &import = imports[i];
    if (import.kind != W2O_DESC_MEMORY ||
        !isNamed(W2O_DESC_TEXT(desc, import.module), import.module.length,
                 "env") ||
        !isNamed(W2O_DESC_TEXT(desc, import.field), import.field.length,
                 "memory"))
      continue;
    MemoryRequest request = {};
    request.limits = memories[import.index].limits;
    if (!(request.limits.flags & W2O_DESC_LIMITS_SHARED))
      return false;
    request.needsGuard = reliesOnGuard(request.limits) &&
                         !(desc->flags & W2O_DESC_FLAG_CHECKED_MEMORIES);
    request.maxPages64K = config->max_memory_pages;
    result->kind = W2O_EXTERN_MEMORY;
    result->of.memory = newMemory(store, request, &memoryError);
    return result->of.memory != nullptr;
  }
  return false;
}

bool Resolver::resolve(void *context, const char *module, size_t moduleLength,
                       const char *field, size_t fieldLength,
                       w2o_extern *result) {
  auto *self = static_cast<Resolver *>(context);
  const w2o_config *config = self->config;
  if (config->resolver != nullptr &&
      config->resolver(config->resolver_context, module, moduleLength, field,
                       fieldLength, result))
    return true;
  if (w2o_wasi_resolve(self->store, module, moduleLength, field, fieldLength,
                       result))
    return true;
  return isNamed(module, moduleLength, "env") &&
         isNamed(field, fieldLength, "memory") && self->makeMemory(result);
}

} // namespace

w2o_instance *w2o_wasi_instance_new(const w2o_module *module,
                                    const w2o_config *config,
                                    w2o_error *error) {
  w2o_config used = config != nullptr ? *config : w2o_config{};
  const w2o_config given = used;
  w2o_store *store = given.store;
  if (store == nullptr) {
    store = newStore();
    if (store == nullptr) {
      setError(error, W2O_ERROR_RESOURCE, "out of memory");
      return nullptr;
    }
  }
  Resolver resolver = {module, &given, store, {}};
  used.store = store;
  used.resolver = Resolver::resolve;
  used.resolver_context = &resolver;
  w2o_instance *instance = w2o_instance_new(module, &used, error);
  if (instance == nullptr && resolver.memoryError.kind != W2O_OK &&
      error != nullptr)
    *error = resolver.memoryError;
  if (given.store == nullptr) {
    if (instance == nullptr)
      deleteStore(store);
    else
      store->isPrivate = true; // As w2o_instance_new() makes them.
  }
  return instance;
}
