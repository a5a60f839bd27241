//===- Segments.cpp - Reading data and element segments -------------------===//

#include "builtins/Segments.h"

#include "core/Trap.h"

#include <string.h>

using namespace w2o;

static bool contains(uint64_t length, uint64_t src, uint64_t n) {
  return n <= length && src <= length - n;
}

const uint8_t *w2o::dataOf(Instance *instance, uint32_t segment, uint32_t src,
                           uint64_t n) {
  const w2o_desc *desc = instance->desc;
  uint64_t length =
      instance->array<uint64_t>(desc->layout.data_lengths)[segment];
  if (!contains(length, src, n))
    raiseTrap(W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
  if (!n) // A module without any data may have no array.
    return nullptr;
  uint64_t at = W2O_DESC_AT(desc, w2o_desc_data, desc->data)[segment].at;
  return instance->module->data + at + src;
}

void w2o::checkElements(Instance *instance, uint32_t segment, uint32_t src,
                        uint32_t n) {
  const w2o_desc *desc = instance->desc;
  uint64_t length =
      instance->array<uint64_t>(desc->layout.elem_lengths)[segment];
  if (!contains(length, src, n))
    raiseTrap(W2O_TRAP_TABLE_OUT_OF_BOUNDS);
}

void w2o::copyElements(Instance *instance, uint32_t segment, uint32_t src,
                       uint32_t n, void **to) {
  const w2o_desc *desc = instance->desc;
  const w2o_desc_elem &elem =
      W2O_DESC_AT(desc, w2o_desc_elem, desc->elems)[segment];
  if (elem.values) {
    if (n)
      memcpy(to, instance->array<void *>(elem.values) + src,
             n * sizeof(void *));
    return;
  }
  const uint32_t *functions = W2O_DESC_AT(desc, uint32_t, elem.funcs) + src;
  for (uint32_t i = 0; i < n; ++i)
    to[i] = functions[i] == UINT32_MAX ? nullptr
                                       : instance->function(functions[i]);
}
