//===- Instance.h - An instance of a module -------------------------------===//
//
// The runtime's side of an instance: what compiled code does not read. The
// header that compiled code reads is at negative offsets from `vm`
// (abi/VmLayout.h); head.runtime points here.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_INSTANCE_H
#define W2O_CORE_INSTANCE_H

#include "abi/ModuleDesc.h"
#include "core/Memory.h"
#include "core/Registry.h"
#include "core/Store.h"

struct w2o_table;
struct w2o_global;
struct w2o_snapshot;
struct w2o_wasi;

namespace w2o {

struct Instance {
  w2o_vm *vm;
  w2o_store *store;
  Instance *nextInStore;
  const w2o_module *module;
  const w2o_desc *desc;
  ModuleInfo *info;
  void *header; ///< Allocation of the header when it is not below memory 0.
  void *data;   ///< The host's.
  w2o_wasi *wasi;
  size_t stackSize; ///< w2o_config::stack_size
  uint64_t maxTableElements;
  w2o_pool *pool; ///< With `slot`, when that is no memory's; or null.
  Slot *slot;
  w2o_snapshot *origin; ///< A reference; what it was made from, or null.
  // By index, imports first. Entries of `globals` that the module defines are
  // made when they are first asked for.
  w2o_memory **memories;
  w2o_table **tables;
  w2o_global **globals;
  w2o_tag **tags;

  /// The array of the header at displacement `at`.
  template <typename T> T *array(int64_t at) const {
    return reinterpret_cast<T *>(reinterpret_cast<char *>(vm) + at);
  }
  struct w2o_vm_head *head() const { return w2o_vm_head_of(vm); }

  /// The record of function `index`, or null when it has none.
  w2o_func *function(uint32_t index) const;
  w2o_memory *memory(uint32_t index) const {
    return index < desc->memories.count ? memories[index] : nullptr;
  }
  /// The handle of global `index`; null when memory is exhausted.
  w2o_global *global(uint32_t index);
  /// Looks an export up by binary search; null when there is none.
  const w2o_desc_export *findExport(const char *name, size_t length) const;
  /// The external that an export names.
  bool getExport(const w2o_desc_export &entry, w2o_extern *result);
};

/// Makes an instance of `config` (never null) in `store`, of a snapshot of the
/// module when `origin` is not null. Null with `error` filled.
Instance *instantiate(const w2o_module *module, const w2o_config *config,
                      w2o_snapshot *origin, w2o_store *store,
                      w2o_error *error);
/// Brings what the instance defines back to what it was when the instance was
/// new, by running the initialisers and the start function, or as the snapshot
/// has it. False with `error` filled.
bool resetInstance(Instance *instance, w2o_error *error);
/// Frees what an instance owns besides what its store owns. Null is allowed.
void deleteInstance(Instance *instance);

/// Binds all imports of an instance whose header is there but not filled.
/// Fills the runtime's arrays only; function records go to `functions`, one
/// per imported function (Imports.cpp).
bool bindImports(Instance *instance, const w2o_config *config,
                 w2o_func **functions, w2o_error *error);

} // namespace w2o

#endif // W2O_CORE_INSTANCE_H
