//===- Instantiate.cpp - Making an instance -------------------------------===//
//
// Specification: Execution, Modules, "Instantiation". Reads from top to
// bottom as instantiate() at the end of the file does: check that the object
// fits this runtime and CPU, bind imports, allocate, fill the header, run the
// module's initialiser and its start function in guest mode.
//
// Until the initialiser runs nothing refers to the new instance, and a failure
// undoes everything. From then on it may have put its functions into tables of
// others, so it stays in the store also when a trap makes the whole fail.
//
//===----------------------------------------------------------------------===//

#include "abi/Version.h"
#include "core/Global.h"
#include "core/Instance.h"
#include "core/Interrupt.h"
#include "core/Metering.h"
#include "core/Pool.h"
#include "core/Snapshot.h"
#include "core/Table.h"
#include "core/Tag.h"
#include "core/TrapHandler.h"
#include "platform/Platform.h"

#include <stdlib.h>
#include <string.h>

using namespace w2o;

// core/Thread.cpp
extern "C" uint32_t w2o_enter(w2o_vm *vm, void (*code)(void),
                              w2o_register_frame *frame);

namespace {

bool checkModule(const w2o_module *module, w2o_error *error) {
  if (!module)
    return setError(error, W2O_ERROR_ARGUMENT, "no module was given");
  if (module->magic != W2O_DESC_MAGIC ||
      module->desc->magic != W2O_DESC_MAGIC)
    return setError(error, W2O_ERROR_ARGUMENT,
                    "this is not a module: found magic %08x, expected %08x",
                    module->magic, W2O_DESC_MAGIC);
  if (module->abi_version != W2O_ABI_VERSION ||
      module->desc->abi_version != W2O_ABI_VERSION)
    return setError(error, W2O_ERROR_UNSUPPORTED,
                    "the module has ABI version %u, this runtime version %u",
                    module->abi_version, W2O_ABI_VERSION);

  uint64_t missing = module->desc->cpu_required & ~platform::cpuFeatures();
  if (!missing)
    return true;
  char names[256] = "";
  for (unsigned bit = 0; bit < 64; ++bit) {
    if (!(missing >> bit & 1))
      continue;
    const char *name = platform::cpuFeatureName(bit);
    if (strlen(names) + 20 < sizeof(names)) {
      strcat(names, " ");
      strcat(names, name ? name : "(unknown)");
    }
  }
  return setError(error, W2O_ERROR_UNSUPPORTED,
                  "the module's code needs CPU features that this CPU does "
                  "not have:%s; compile it for an older CPU",
                  names);
}

/// The instance object with its arrays, all in one block.
Instance *allocateInstance(const w2o_module *module, const w2o_config *config,
                           w2o_store *store) {
  const w2o_desc *desc = module->desc;
  size_t count = size_t(desc->memories.count) + desc->tables.count +
                 desc->globals.count + desc->tags.count;
  auto *instance = static_cast<Instance *>(
      calloc(1, sizeof(Instance) + count * sizeof(void *)));
  if (!instance)
    return nullptr;
  auto **at = reinterpret_cast<void **>(instance + 1);
  instance->memories = reinterpret_cast<w2o_memory **>(at);
  at += desc->memories.count;
  instance->tables = reinterpret_cast<w2o_table **>(at);
  at += desc->tables.count;
  instance->globals = reinterpret_cast<w2o_global **>(at);
  at += desc->globals.count;
  instance->tags = reinterpret_cast<w2o_tag **>(at);
  instance->module = module;
  instance->desc = desc;
  instance->store = store;
  instance->wasi = config->wasi;
  instance->stackSize = config->stack_size;
  instance->maxTableElements = config->max_table_elements;
  return instance;
}

/// What was at the head of the store's lists before the instance's own things,
/// to go back to after a failure.
struct Mark {
  explicit Mark(const w2o_store *store)
      : memories(store->memories), tables(store->tables), tags(store->tags) {}
  w2o_memory *memories;
  w2o_table *tables;
  w2o_tag *tags;
};

void deleteSince(const Mark &mark, w2o_store *store) {
  while (store->memories != mark.memories) {
    w2o_memory *next = store->memories->nextInStore;
    deleteMemory(store->memories);
    store->memories = next;
  }
  while (store->tables != mark.tables) {
    w2o_table *next = store->tables->nextInStore;
    deleteTable(store->tables);
    store->tables = next;
  }
  while (store->tags != mark.tags) {
    w2o_tag *next = store->tags->nextInStore;
    free(store->tags);
    store->tags = next;
  }
}

/// w2o_config::max_memory_pages, or the pool's limit when that is lower.
uint64_t memoryLimit(const w2o_config *config) {
  uint64_t limit = config->max_memory_pages;
  uint64_t ofPool = config->pool ? config->pool->maxMemoryPages : 0;
  return ofPool && (!limit || ofPool < limit) ? ofPool : limit;
}

/// Memories of the module, and the header, which is below memory 0 or alone.
bool allocateMemories(Instance *instance, const w2o_config *config,
                      w2o_error *error) {
  const w2o_desc *desc = instance->desc;
  bool isAtVm = desc->flags & W2O_DESC_FLAG_MEMORY0_AT_VM;
  const auto *memories = W2O_DESC_AT(desc, w2o_desc_memory, desc->memories);
  for (uint32_t i = desc->num_imported_memories; i < desc->memories.count;
       ++i) {
    MemoryRequest request = {};
    request.limits = memories[i].limits;
    request.headerSize = isAtVm && i == 0 ? desc->layout.header_size : 0;
    request.needsGuard = reliesOnGuard(request.limits) &&
                         !(desc->flags & W2O_DESC_FLAG_CHECKED_MEMORIES);
    request.maxPages64K = memoryLimit(config);
    if (instance->origin) {
      uint32_t defined = i - desc->num_imported_memories;
      request.image = instance->origin->images[defined];
      request.minPages = instance->origin->lengths[defined] >>
                         request.limits.page_size_log2;
    } else if (desc->image.size && desc->image.memory == i) {
      request.image = programImage(instance->info);
      if (!request.image)
        return setError(error, W2O_ERROR_RESOURCE, "out of memory");
    }
    if (request.headerSize)
      request.pool = config->pool;
    instance->memories[i] = newMemory(instance->store, request, error);
    if (!instance->memories[i])
      return false;
  }
  if (config->pool && !isAtVm) {
    // The pool's limit holds for modules of any kind.
    instance->slot = takeSlot(config->pool, nullptr, error);
    if (!instance->slot)
      return false;
    instance->pool = config->pool;
  }
  if (isAtVm) {
    instance->vm = reinterpret_cast<w2o_vm *>(instance->memories[0]->def->base);
    return true;
  }
  instance->header = calloc(1, desc->layout.header_size);
  if (!instance->header)
    return setError(error, W2O_ERROR_RESOURCE, "out of memory");
  instance->vm = reinterpret_cast<w2o_vm *>(
      static_cast<char *>(instance->header) + desc->layout.header_size);
  return true;
}

bool allocateTablesAndTags(Instance *instance, const w2o_config *config,
                           w2o_error *error) {
  const w2o_desc *desc = instance->desc;
  w2o_store *store = instance->store;
  const uint32_t *typeIds = instance->info->typeIds;
  const auto *tables = W2O_DESC_AT(desc, w2o_desc_table, desc->tables);
  for (uint32_t i = desc->num_imported_tables; i < desc->tables.count; ++i) {
    ValueType element = valueTypeOf(tables[i].element, typeIds);
    instance->tables[i] = newTable(store, tables[i].limits, element,
                                   config->max_table_elements, error);
    if (!instance->tables[i])
      return false;
  }
  const auto *tags = W2O_DESC_AT(desc, uint32_t, desc->tags);
  for (uint32_t i = desc->num_imported_tags; i < desc->tags.count; ++i) {
    instance->tags[i] = newTag(store, typeIds[tags[i]]);
    if (!instance->tags[i])
      return setError(error, W2O_ERROR_RESOURCE, "out of memory");
  }
  return true;
}

void fillHead(Instance *instance) {
  struct w2o_vm_head *head = instance->head();
  head->magic = W2O_VM_MAGIC;
  head->runtime = instance;
  head->module = instance->module;
}

void fillIndexSpaces(Instance *instance) {
  const w2o_desc *desc = instance->desc;
  const w2o_desc_layout &layout = desc->layout;

  auto *memoryDefs = instance->array<w2o_memory_def>(layout.memory_defs);
  auto *slots = instance->array<w2o_memory_slot>(layout.memory_slots);
  for (uint32_t i = 0; i < desc->memories.count; ++i) {
    if (i >= desc->num_imported_memories)
      bindDefinition(instance->memories[i], memoryDefs++);
    w2o_memory_def *def = instance->memories[i]->def;
    slots[i] = {def->base, def};
  }

  auto *tableDefs = instance->array<w2o_table_def>(layout.table_defs);
  auto *tableSlots = instance->array<w2o_table_def *>(layout.table_slots);
  for (uint32_t i = 0; i < desc->tables.count; ++i)
    if (i < desc->num_imported_tables)
      tableSlots[i] = instance->tables[i]->def;
    else
      bindDefinition(instance->tables[i], tableDefs++);

  // Defined globals are zero until the initialiser sets them.
  auto *globalSlots = instance->array<w2o_global_cell *>(layout.global_slots);
  for (uint32_t i = 0; i < desc->num_imported_globals; ++i)
    globalSlots[i] = instance->globals[i]->cell;

  auto *tagSlots = instance->array<const w2o_tag_def *>(layout.tag_slots);
  for (uint32_t i = 0; i < desc->tags.count; ++i)
    tagSlots[i] = &instance->tags[i]->def;
}

void fillTypes(Instance *instance) {
  const w2o_desc *desc = instance->desc;
  const uint32_t *typeIds = instance->info->typeIds;
  if (desc->types.count)
    memcpy(instance->array<uint32_t>(desc->layout.type_ids), typeIds,
           desc->types.count * sizeof(uint32_t));
  if (!desc->layout.type_infos)
    return;
  auto *infos =
      instance->array<const w2o_type_info *>(desc->layout.type_infos);
  for (uint32_t i = 0; i < desc->types.count; ++i)
    infos[i] = typeInfo(typeIds[i])->object;
}

void fillFunctions(Instance *instance, w2o_func *const *imported) {
  const w2o_module *module = instance->module;
  const w2o_desc *desc = instance->desc;
  const uint32_t *typeIds = instance->info->typeIds;
  const auto *funcs = W2O_DESC_AT(desc, w2o_desc_func, desc->funcs);
  auto *records = instance->array<w2o_func>(desc->layout.func_records);
  for (uint32_t i = 0; i < desc->funcs.count; ++i) {
    uint32_t slot = funcs[i].record;
    if (slot == UINT32_MAX)
      continue;
    w2o_func &record = records[slot];
    bool isImported = i < desc->num_imported_funcs;
    if (isImported && imported[i]) {
      record = *imported[i];
      continue;
    }
    record.vm = instance->vm;
    record.type_id = typeIds[funcs[i].type];
    record.module = module;
    const int32_t *code = &module->record_code[slot];
    record.code =
        isImported ? module->linked[i]
                   : reinterpret_cast<void (*)(void)>(uintptr_t(code) +
                                                      intptr_t(*code));
  }
}

void fillSegments(Instance *instance) {
  const w2o_desc *desc = instance->desc;
  const auto *data = W2O_DESC_AT(desc, w2o_desc_data, desc->data);
  auto *dataLengths = instance->array<uint64_t>(desc->layout.data_lengths);
  for (uint32_t i = 0; i < desc->data.count; ++i)
    // Segments of the image are run and dropped already.
    dataLengths[i] =
        data[i].mode == W2O_DESC_SEGMENT_IMAGE ? 0 : data[i].length;
  const auto *elems = W2O_DESC_AT(desc, w2o_desc_elem, desc->elems);
  auto *elemLengths = instance->array<uint64_t>(desc->layout.elem_lengths);
  for (uint32_t i = 0; i < desc->elems.count; ++i)
    // Declarative segments are dropped at once.
    elemLengths[i] = elems[i].mode == W2O_DESC_SEGMENT_DECLARATIVE
                         ? 0
                         : elems[i].funcs.count;
}

bool run(Instance *instance, void (*code)(void), void *vm, w2o_error *error) {
  w2o_register_frame frame;
  memset(&frame, 0, sizeof(frame));
  frame.ints[0] = uint64_t(uintptr_t(vm));
  if (w2o_enter(instance->vm, code, &frame) == W2O_TRAP_NONE)
    return true;
  if (error)
    *error = instance->store->trap.error;
  return false;
}

bool runInitialisers(Instance *instance, w2o_error *error) {
  if (instance->origin)
    return restoreState(instance->origin, instance, error);
  auto init = reinterpret_cast<void (*)(void)>(instance->module->init);
  if (!run(instance, init, instance->vm, error))
    return false;
  if (instance->desc->start_func == UINT32_MAX)
    return true;
  w2o_func *start = instance->function(instance->desc->start_func);
  if (!start)
    return setError(error, W2O_ERROR_ARGUMENT,
                    "the module's descriptor has no code for the start "
                    "function %u",
                    instance->desc->start_func);
  return run(instance, start->code, start->vm, error);
}

/// Everything before guest code runs. `imported` has room for the imported
/// functions.
bool prepare(Instance *instance, const w2o_config *config, w2o_func **imported,
             w2o_error *error) {
  // May call the host's resolver, which may put things of its own into the
  // store; those stay.
  if (!bindImports(instance, config, imported, error))
    return false;
  Mark mark(instance->store);
  if (!allocateMemories(instance, config, error) ||
      !allocateTablesAndTags(instance, config, error)) {
    deleteSince(mark, instance->store);
    return false;
  }
  fillHead(instance);
  startMetering(instance, config->fuel);
  const w2o_module *module = instance->module;
  if (config->max_heap_bytes)
    instance->store->maxHeapBytes = config->max_heap_bytes;
  if (module->attach_heap && !module->attach_heap(instance->vm)) {
    deleteSince(mark, instance->store);
    return setError(error, W2O_ERROR_RESOURCE, "out of memory for a heap");
  }
  fillTypes(instance);
  fillIndexSpaces(instance);
  fillFunctions(instance, imported);
  fillSegments(instance);
  return true;
}

} // namespace

Instance *w2o::instantiate(const w2o_module *module, const w2o_config *config,
                           w2o_snapshot *origin, w2o_store *store,
                           w2o_error *error) {
  if (!checkModule(module, error))
    return nullptr;
  if (!installTrapHandler()) {
    setError(error, W2O_ERROR_RESOURCE, "cannot install a signal handler");
    return nullptr;
  }
  Instance *instance = allocateInstance(module, config, store);
  auto **imported = static_cast<w2o_func **>(
      calloc(module->desc->num_imported_funcs + 1, sizeof(w2o_func *)));
  bool hasMemory = instance && imported;
  if (!hasMemory)
    setError(error, W2O_ERROR_RESOURCE, "out of memory");
  if (hasMemory) {
    instance->info = acquireModule(module, error);
    instance->origin = retainSnapshot(origin);
  }
  if (hasMemory && instance->info && config->pool)
    hasMemory = keepModule(config->pool, module) ||
                setError(error, W2O_ERROR_RESOURCE, "out of memory");
  bool ok = hasMemory && instance->info &&
            prepare(instance, config, imported, error);
  free(imported);
  if (!ok) {
    deleteInstance(instance);
    return nullptr;
  }
  {
    // Other threads walk the list, and set the limits of what is in it.
    ControlLock lock(store);
    instance->head()->stack_limit = stackLimitOf(store->hostVm());
    instance->nextInStore = store->instances;
    store->instances = instance;
  }
  return runInitialisers(instance, error) ? instance : nullptr;
}

bool w2o::resetInstance(Instance *instance, w2o_error *error) {
  const w2o_desc *desc = instance->desc;
  if (instance->store->isActive())
    return setError(error, W2O_ERROR_ARGUMENT,
                    "an instance cannot be reset while a call into its store "
                    "is active");
  for (uint32_t i = desc->num_imported_memories; i < desc->memories.count; ++i)
    if (instance->memories[i]->shared)
      return setError(error, W2O_ERROR_UNSUPPORTED,
                      "an instance that defines a shared memory cannot be "
                      "reset: other threads may be using it");
  for (uint32_t i = desc->num_imported_memories; i < desc->memories.count; ++i)
    if (!instance->memories[i]->restore())
      return setError(error, W2O_ERROR_RESOURCE,
                      "the system refuses to clear memory %u", i);
  for (uint32_t i = desc->num_imported_tables; i < desc->tables.count; ++i)
    instance->tables[i]->clear();
  uint32_t numGlobals = desc->globals.count - desc->num_imported_globals;
  if (numGlobals)
    memset(instance->array<w2o_global_cell>(desc->layout.global_cells), 0,
           numGlobals * sizeof(w2o_global_cell));
  fillSegments(instance);
  return runInitialisers(instance, error);
}
