//===- Store.cpp - Owner of everything that may refer to each other -------===//
//
// See Store.h.
//
//===----------------------------------------------------------------------===//

#include "core/Store.h"

#include "core/Exception.h"
#include "core/Function.h"
#include "core/Global.h"
#include "core/Instance.h"
#include "core/Interrupt.h"
#include "core/Table.h"
#include "core/Tag.h"

#include <stdlib.h>

using namespace w2o;

w2o_store *w2o::newStore() {
  auto *store = static_cast<w2o_store *>(calloc(1, sizeof(w2o_store)));
  if (!store)
    return nullptr;
  pthread_mutex_init(&store->control, nullptr);
  store->hostHead.store = store;
  store->hostHead.head.magic = W2O_VM_MAGIC;
  return store;
}

/// Frees a list linked by `nextInStore`.
template <typename T, typename Delete>
static void deleteAll(T *first, Delete deleteOne) {
  while (first) {
    T *next = first->nextInStore;
    deleteOne(first);
    first = next;
  }
}

void w2o::deleteStore(w2o_store *store) {
  if (!store)
    return;
  abandonThrows(store);
  if (store->heap)
    store->deleteHeap(store->heap);
  // Instances first: their headers may be inside memories.
  deleteAll(store->instances, deleteInstance);
  deleteAll(store->memories, deleteMemory);
  deleteAll(store->tables, deleteTable);
  deleteAll(store->globals, [](w2o_global *global) { free(global); });
  deleteAll(store->tags, [](w2o_tag *tag) { free(tag); });
  while (w2o_ref *ref = store->retained) {
    store->retained = ref->next;
    free(ref);
  }
  deleteAll(store->hostFunctions, [](HostFunction *f) { free(f); });
  pthread_mutex_destroy(&store->control);
  free(store);
}

static void setLimit(struct w2o_vm_head *head, uintptr_t limit) {
  __atomic_store_n(&head->stack_limit, limit, __ATOMIC_RELAXED);
}

void w2o_store::setStackLimits(uintptr_t limit) {
  setLimit(&hostHead.head, limit);
  for (Instance *instance = instances; instance;
       instance = instance->nextInStore)
    setLimit(instance->head(), limit);
}

bool w2o_store::contains(const w2o_vm *vm) const {
  if (vm == hostVm())
    return true;
  for (Instance *instance = instances; instance;
       instance = instance->nextInStore)
    if (vm == instance->vm)
      return true;
  return false;
}

static uint64_t depthOf(const struct w2o_vm_head *head) {
  return __atomic_load_n(&head->entry_depth, __ATOMIC_RELAXED);
}

uint64_t w2o_store::numRecorded() const {
  uint64_t count = depthOf(&hostHead.head);
  for (Instance *instance = instances; instance;
       instance = instance->nextInStore)
    count += depthOf(instance->head());
  return count;
}

uint64_t w2o_store::numActive() const {
  return numRecorded() + numBriefCalls(this);
}

bool w2o_store::isActive() const {
  // The second one takes a lock of all threads.
  return numRecorded() != 0 || numBriefCalls(this) != 0;
}

Instance *w2o::instanceOf(const w2o_vm *vm) {
  return static_cast<Instance *>(w2o_vm_head_of(vm)->runtime);
}

w2o_store *w2o::storeOf(const w2o_vm *vm) {
  if (Instance *instance = instanceOf(vm))
    return instance->store;
  return (reinterpret_cast<const w2o_store::HostHead *>(vm) - 1)->store;
}
