//===- ArrayBuiltins.cpp - array.fill, init_*; subtypes -------------===//
//
// What compiled code calls for objects that exist; nothing here needs a heap.
// Compiled code has checked bounds and types.
//
//===----------------------------------------------------------------------===//

#include "builtins/Builtins.h"
#include "builtins/Segments.h"

#include <string.h>

using namespace w2o;
using namespace w2o::builtin;

/// The pattern starts with a whole element, and its size is a multiple of the
/// element's, so that a rest is a part of it.
void builtin::w2o_array_fill(PTR to, I64 low, I64 high, I64 bytes) {
  auto *at = static_cast<uint8_t *>(to);
  if (low == high && low == (low & 0xff) * UINT64_C(0x0101010101010101)) {
    memset(at, int(low & 0xff), bytes);
    return;
  }
  const uint64_t pattern[] = {low, high};
  for (; bytes >= sizeof(pattern); bytes -= sizeof(pattern)) {
    memcpy(at, pattern, sizeof(pattern));
    at += sizeof(pattern);
  }
  memcpy(at, pattern, bytes);
}

void builtin::w2o_array_init_data(PTR vm, I32 segment, PTR to, I32 src, I32 n,
                                  I32 size) {
  uint64_t bytes = uint64_t(n) * size;
  const uint8_t *from = dataOf(callerOf(vm), segment, src, bytes);
  if (bytes)
    memcpy(to, from, bytes);
}

void builtin::w2o_array_init_elem(PTR vm, I32 segment, PTR to, I32 src,
                                  I32 n) {
  Instance *instance = callerOf(vm);
  checkElements(instance, segment, src, n);
  copyElements(instance, segment, src, n, static_cast<void **>(to));
}

uint32_t builtin::w2o_is_subtype(I32 sub, I32 super) {
  return isSubType(sub, super);
}
