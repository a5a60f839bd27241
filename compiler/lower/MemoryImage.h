//===- MemoryImage.h - What a memory holds when an instance is made -------===//
//
// Large data segments at constant offsets are known at compile time, so the
// object holds them as whole pages, as they are in the memory. The runtime maps
// those pages copy-on-write instead of copying the segments: instances share
// what they do not write, and making one costs the same whatever its size.
//
// Specification: Execution, "Instantiation". Segments are instructions that run
// in order and may trap, and functions that earlier element segments have put
// into imported tables outlive a failure. So there is an image only when no
// instruction that would run before it can trap: nobody can then see that its
// bytes were there from the start.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_MEMORYIMAGE_H
#define W2O_LOWER_MEMORYIMAGE_H

#include "wasm/Module.h"
#include <cstdint>
#include <string>

namespace w2o {

struct MemoryImage {
  uint32_t memory = 0;      ///< Memory index.
  uint64_t at = 0;          ///< Address of the first byte, on a page.
  std::string bytes;        ///< Whole pages; empty when there is no image.
  uint32_t numSegments = 0; ///< Data segments below this are in the image,
                            ///< apart from passive ones.

  bool holds(const Module &module, uint32_t segment) const {
    return segment < numSegments &&
           module.data[segment].mode == SegmentMode::Active;
  }
};

/// `pageSize` is the largest page of the systems that the target may have.
MemoryImage computeMemoryImage(const Module &module, uint64_t pageSize);

} // namespace w2o

#endif // W2O_LOWER_MEMORYIMAGE_H
