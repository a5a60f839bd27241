//===- Tag.h - Exception tags ---------------------------------------------===//
//
// Specification: Execution, "Tag Instances". A tag is its address, which
// compiled code compares; see w2o_tag_def.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_TAG_H
#define W2O_CORE_TAG_H

#include "abi/HeapLayout.h"
#include "core/Store.h"

struct w2o_tag {
  w2o_tag_def def; ///< First: exceptions refer to it.
  w2o_store *store;
  w2o_tag *nextInStore;
};

namespace w2o {

/// Makes a tag in `store`, which frees it. `typeId` is the canonical id of a
/// function type. Null when memory is exhausted.
w2o_tag *newTag(w2o_store *store, uint32_t typeId);

inline const w2o_tag *tagOf(const w2o_exception *exception) {
  return reinterpret_cast<const w2o_tag *>(exception->tag);
}

} // namespace w2o

#endif // W2O_CORE_TAG_H
