//===- Store.h - Owner of everything that may refer to each other ---------===//
//
// References go around freely inside a store (a table holds a function of
// another instance, whose memory a third one imports), so nothing in it is
// freed before the store is. It also keeps what the last trap was.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_STORE_H
#define W2O_CORE_STORE_H

#include "abi/VmLayout.h"
#include "core/Error.h"

#include <pthread.h>

namespace w2o {

struct Instance;
struct Heap;
struct HostFunction;
struct Throw;

/// The last trap that left the store's guest code.
struct TrapRecord {
  w2o_error error;
  w2o_exception *exception; ///< The uncaught one; keeps it alive.
  size_t numFrames;
  w2o_frame frames[W2O_MAX_FRAMES];
};

/// Bytes of objects that a store may have when the host says nothing: a guest
/// must not be able to take all memory of the host.
constexpr uint64_t defaultHeapBytes = UINT64_C(1) << 30;

/// What a callback said in w2o_set_trap() or w2o_set_exception() before it
/// returned false.
struct PendingTrap {
  bool isSet;
  w2o_exception *exception; ///< To throw instead; keeps it alive.
  w2o_trap_code code;
  int32_t exitCode;
  char message[sizeof(w2o_error::message)];
};

/// Asked when fuel or time has run out (Metering.h).
struct LimitCallback {
  w2o_limit_callback callback; ///< Or null.
  void *context;
};

} // namespace w2o

/// A reference that the host retains.
struct w2o_ref {
  w2o_store *store;
  w2o_ref *next;
  w2o_ref **link; ///< What points here.
  w2o_kind kind;
  w2o_value value;
};

struct w2o_store {
  w2o::Instance *instances;
  w2o::HostFunction *hostFunctions;
  w2o_memory *memories;
  w2o_table *tables;
  w2o_global *globals;
  w2o_tag *tags;
  /// Objects of the guests, or null; see gc/Heap.h. Through a pointer, so
  /// that a program without such objects links no heap.
  w2o::Heap *heap;
  void (*deleteHeap)(w2o::Heap *heap);
  uint64_t maxHeapBytes; ///< 0: defaultHeapBytes.
  w2o_ref *retained;     ///< What the host keeps alive, linked both ways.
  /// Exceptions on their way to a handler, which this keeps alive
  /// (Exception.h).
  w2o::Throw *throws;
  void *data;
  // Interrupt.h. Other threads touch these, under `control`, and the heads'
  // stack limits and depths.
  pthread_mutex_t control;
  uint32_t interrupt; ///< Of InterruptReason; read without the lock.
  uint64_t ticket;
  uintptr_t limitBefore; ///< Stack limit but for the interrupt.
  /// What an interrupted call ends with, or null; read without the lock.
  const w2o::TrapRecord *outcome;
  w2o::LimitCallback outOfFuel;
  w2o::LimitCallback deadline;
  w2o_growth_callback growthCallback; ///< Or null; Growth.h.
  void *growthContext;
  /// Made by w2o_instance_new() for the one instance in it.
  bool isPrivate;
  w2o::TrapRecord trap;
  w2o::PendingTrap pending;
  /// Head that stands for the host when a host function is called without an
  /// instance; hostVm() points to its end. Its `runtime` is null.
  struct HostHead {
    w2o_store *store; ///< Directly below the head.
    uint64_t padding;
    struct w2o_vm_head head;
  } hostHead;

  w2o_vm *hostVm() { return reinterpret_cast<w2o_vm *>(&hostHead + 1); }
  const w2o_vm *hostVm() const {
    return reinterpret_cast<const w2o_vm *>(&hostHead + 1);
  }
  /// Whether it is one of the store's instances or hostVm(). Nothing is read
  /// through `vm`.
  bool contains(const w2o_vm *vm) const;
  /// Sets the stack limit of everything in the store. Under `control`.
  void setStackLimits(uintptr_t limit);
  /// Calls from the host that are active in its instances, on all threads.
  uint64_t numActive() const;
  bool isActive() const;
  /// Those of them that are no brief ones (Thread.h).
  uint64_t numRecorded() const;
};

namespace w2o {

/// Null when memory is exhausted.
w2o_store *newStore();
void deleteStore(w2o_store *store);

/// Null for the head that stands for the host.
Instance *instanceOf(const w2o_vm *vm);
/// The store that `vm`, an instance or a hostVm(), is in.
w2o_store *storeOf(const w2o_vm *vm);

/// The stack limit of `vm`, which other threads may set at any time
/// (Interrupt.h).
inline uintptr_t stackLimitOf(const w2o_vm *vm) {
  return __atomic_load_n(&w2o_vm_head_of(vm)->stack_limit, __ATOMIC_RELAXED);
}

} // namespace w2o

#endif // W2O_CORE_STORE_H
