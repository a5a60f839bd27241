//===- AtomicBuiltins.cpp - memory.atomic.wait32, wait64 and notify -------===//
//
// Specification: threads proposal, "Wait and Notify". All three trap when the
// effective address is unaligned or out of bounds, and only waiting wants a
// shared memory: elsewhere nobody could end it.
//
//===----------------------------------------------------------------------===//

#include "builtins/Builtins.h"
#include "core/WaitQueue.h"

using namespace w2o;
using namespace w2o::builtin;

/// The cell of type Word at address + offset.
template <typename Word>
static const Word *cellOf(const w2o_memory *memory, uint64_t address,
                          uint64_t offset) {
  uint64_t effective = address + offset; // Modulo 2^64, which low bits survive.
  if (effective % sizeof(Word) != 0)
    raiseTrap(W2O_TRAP_UNALIGNED_ATOMIC);
  if (effective < address || !memory->contains(effective, sizeof(Word)))
    raiseTrap(W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
  return reinterpret_cast<const Word *>(memory->def->base + effective);
}

template <typename Word>
static uint32_t wait(void *vm, uint32_t index, uint64_t address,
                     uint64_t offset, Word expected, uint64_t timeout) {
  const w2o_memory *memory = callerOf(vm)->memories[index];
  const Word *cell = cellOf<Word>(memory, address, offset);
  if (!memory->shared)
    raiseTrap(W2O_TRAP_EXPECTED_SHARED_MEMORY);
  WaitResult result = waitAt(cell, expected, int64_t(timeout));
  if (result == WaitResult::Interrupted)
    raiseTrap(W2O_TRAP_INTERRUPTED);
  return uint32_t(result);
}

uint32_t builtin::w2o_atomic_wait32(PTR vm, I32 memory, I64 address, I64 offset,
                                    I32 expected, I64 timeout) {
  return wait<uint32_t>(vm, memory, address, offset, expected, timeout);
}

uint32_t builtin::w2o_atomic_wait64(PTR vm, I32 memory, I64 address, I64 offset,
                                    I64 expected, I64 timeout) {
  return wait<uint64_t>(vm, memory, address, offset, expected, timeout);
}

uint32_t builtin::w2o_atomic_notify(PTR vm, I32 memory, I64 address, I64 offset,
                                    I32 count) {
  const uint32_t *cell =
      cellOf<uint32_t>(callerOf(vm)->memories[memory], address, offset);
  return notifyAt(cell, count);
}
