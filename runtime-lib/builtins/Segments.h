//===- Segments.h - Reading data and element segments ---------------------===//
//
// What the instructions that read segments share. A segment that was dropped
// has length 0.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_BUILTINS_SEGMENTS_H
#define W2O_BUILTINS_SEGMENTS_H

#include "core/Instance.h"

#include <stdint.h>

namespace w2o {

/// The bytes [src, src + n) of a data segment; traps when they are not all
/// inside. Null is possible when n is 0.
const uint8_t *dataOf(Instance *instance, uint32_t segment, uint32_t src,
                      uint64_t n);

/// Traps when the elements [src, src + n) of a segment are not all inside.
void checkElements(Instance *instance, uint32_t segment, uint32_t src,
                   uint32_t n);
/// Copies elements that are inside.
void copyElements(Instance *instance, uint32_t segment, uint32_t src,
                  uint32_t n, void **to);

} // namespace w2o

#endif // W2O_BUILTINS_SEGMENTS_H
