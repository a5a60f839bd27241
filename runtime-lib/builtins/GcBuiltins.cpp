//===- GcBuiltins.cpp - New objects; externref to anyref and back ---------===//
//
// Specification: Execution, "Aggregate Instructions" and "Reference
// Instructions". Segments are checked before anything is allocated.
//
//===----------------------------------------------------------------------===//

#include "builtins/Builtins.h"
#include "builtins/Segments.h"
#include "gc/ObjectKinds.h"

#include <string.h>

using namespace w2o;
using namespace w2o::builtin;

static Heap *heapOfCaller(void *vm) {
  Heap *heap = heapOf(callerOf(vm)->store);
  if (!heap)
    raiseTrap(W2O_TRAP_ALLOCATION_FAILURE);
  return heap;
}

static void *orTrap(void *object) {
  if (!object)
    raiseTrap(W2O_TRAP_ALLOCATION_FAILURE);
  return object;
}

void *builtin::w2o_new_struct(PTR vm, PTR type) {
  auto *info = static_cast<const w2o_type_info *>(type);
  return orTrap(allocateObject(heapOfCaller(vm), info, info->size));
}

void *builtin::w2o_new_array(PTR vm, PTR type, I32 length) {
  return orTrap(allocateArray(heapOfCaller(vm),
                              static_cast<const w2o_type_info *>(type),
                              length));
}

void *builtin::w2o_new_array_data(PTR vm, PTR type, I32 segment, I32 src,
                                  I32 n) {
  uint64_t bytes =
      uint64_t(n) * static_cast<const w2o_type_info *>(type)->size;
  const uint8_t *from = dataOf(callerOf(vm), segment, src, bytes);
  void *array = w2o_new_array(vm, type, n);
  if (bytes)
    memcpy(array, from, bytes);
  return array;
}

void *builtin::w2o_new_array_elem(PTR vm, PTR type, I32 segment, I32 src,
                                  I32 n) {
  Instance *instance = callerOf(vm);
  checkElements(instance, segment, src, n);
  void *array = w2o_new_array(vm, type, n);
  copyElements(instance, segment, src, n, static_cast<void **>(array));
  return array;
}

void *builtin::w2o_extern_to_any(PTR vm, PTR reference) {
  void *result;
  if (!anyOfExtern(callerOf(vm)->store, reference, &result))
    raiseTrap(W2O_TRAP_ALLOCATION_FAILURE);
  return result;
}

void *builtin::w2o_any_to_extern(PTR reference) {
  return externOfAny(reference);
}
