//===- ObjectKinds.h - Objects without a WebAssembly type -----------------===//
//
// Exceptions and converted host references are objects too, and have a
// w2o_type_info of their own with id 0 and an empty display, so that no cast
// to a concrete type succeeds and the collector knows what is in them.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_GC_OBJECTKINDS_H
#define W2O_GC_OBJECTKINDS_H

#include "gc/Heap.h"

namespace w2o {

/// Of W2O_OBJECT_EXTERN: one field, the host's pointer.
const w2o_type_info *externObjectType();
/// Of W2O_OBJECT_EXCEPTION: a w2o_exception. The number of values is its
/// tag's.
const w2o_type_info *exceptionObjectType();

/// any.convert_extern. False when memory is exhausted.
bool anyOfExtern(w2o_store *store, void *externref, void **result);
/// extern.convert_any.
void *externOfAny(void *anyref);

} // namespace w2o

#endif // W2O_GC_OBJECTKINDS_H
