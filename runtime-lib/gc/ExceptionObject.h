//===- ExceptionObject.h - Exceptions as objects of the heap --------------===//

#ifndef W2O_GC_EXCEPTIONOBJECT_H
#define W2O_GC_EXCEPTIONOBJECT_H

#include "core/Tag.h"

namespace w2o {

/// An exception with the values that the tag has, or zero ones when `values`
/// is null. Null when the limit of the store or memory is exhausted.
w2o_exception *newException(w2o_store *store, const w2o_tag_def *tag,
                            const w2o_value *values);

} // namespace w2o

#endif // W2O_GC_EXCEPTIONOBJECT_H
