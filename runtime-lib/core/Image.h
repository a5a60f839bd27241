//===- Image.h - What a memory holds when it is new -----------------------===//
//
// The bytes that a memory starts with and goes back to when its instance is
// reset: a module's data segments (w2o_desc::image) or the memory of a
// snapshot. They are mapped copy-on-write from a file where that is possible:
// from the program's own file, so that nothing is copied and the kernel keeps
// one copy for all processes; else from a nameless one; else they are copied.
// An image never changes and is shared by everything that refers to it, on any
// thread.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_IMAGE_H
#define W2O_CORE_IMAGE_H

#include "platform/Pages.h"

#include <stddef.h>
#include <stdint.h>

struct w2o_memory;

namespace w2o {

struct Image {
  uint32_t references; ///< Atomic.
  uint64_t at;         ///< Address in the memory; whole pages, as `size`.
  uint64_t size;
  const uint8_t *bytes;     ///< The contents.
  size_t mappingSize;       ///< Of `bytes`, when they are ours; else 0.
  platform::FilePart file;  ///< To map from; may be none.
};

/// An image of constant bytes of the program. Null when memory is exhausted.
Image *newProgramImage(const uint8_t *bytes, uint64_t at, uint64_t size);
/// An image of what is in a memory now. Null when memory is exhausted, which
/// includes the system's for files.
Image *newMemoryImage(const w2o_memory &memory);

/// Takes a reference. Null is allowed.
Image *retainImage(Image *image);
/// Drops a reference. Null is allowed.
void releaseImage(Image *image);

} // namespace w2o

#endif // W2O_CORE_IMAGE_H
