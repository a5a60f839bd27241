//===- MemoryBuiltins.cpp - memory.grow, fill, copy, init; data.drop ------===//
//
// Specification: Execution, Instructions, "Memory Instructions". Bounds are
// checked before the first byte is written, in 64-bit arithmetic that cannot
// overflow; so an access out of bounds writes nothing.
//
//===----------------------------------------------------------------------===//

#include "builtins/Builtins.h"
#include "builtins/Segments.h"
#include "core/Growth.h"

#include <string.h>

using namespace w2o;
using namespace w2o::builtin;

/// The bytes [address, address + n) of a memory; traps when they are not all
/// inside.
static uint8_t *bytesOf(void *vm, uint32_t index, uint64_t address,
                        uint64_t n) {
  w2o_memory *memory = callerOf(vm)->memories[index];
  if (!memory->contains(address, n))
    raiseTrap(W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
  return memory->def->base + address;
}

uint64_t builtin::w2o_grow_memory(PTR vm, I32 memory, I64 delta) {
  w2o_memory *object = callerOf(vm)->memories[memory];
  uint64_t pages = object->pages();
  uint64_t maximum = object->def->maximum;
  unsigned log2 = object->limits.page_size_log2;
  if (delta > maximum || pages > maximum - delta)
    return UINT64_MAX;
  w2o_growth growth = {W2O_EXTERN_MEMORY, pages << log2,
                       (pages + delta) << log2, maximum << log2};
  // The largest page size and maximum together have one bit too many.
  if (growth.maximum >> log2 != maximum)
    growth.maximum = UINT64_MAX;
  return mayGrow(callerOf(vm), growth) ? object->grow(delta) : UINT64_MAX;
}

void builtin::w2o_fill_bytes(PTR to, I32 value, I64 n) {
  memset(to, int(value & 0xff), n);
}

void builtin::w2o_move_bytes(PTR to, PTR from, I64 n) { memmove(to, from, n); }

void builtin::w2o_memory_init(PTR vm, I32 memory, I32 segment, I64 dst, I32 src,
                              I32 n) {
  const uint8_t *from = dataOf(callerOf(vm), segment, src, n);
  uint8_t *to = bytesOf(vm, memory, dst, n);
  if (n)
    memcpy(to, from, n);
}

void builtin::w2o_data_drop(PTR vm, I32 segment) {
  Instance *instance = callerOf(vm);
  instance->array<uint64_t>(instance->desc->layout.data_lengths)[segment] = 0;
}
