//===- Object.h - Fields of objects for the C API -------------------------===//

#ifndef W2O_CAPI_OBJECT_H
#define W2O_CAPI_OBJECT_H

#include "core/ObjectType.h"

namespace w2o {

/// Writes a value, which the field accepts, to a field at `to`.
void storeField(const FieldInfo &field, void *to, const w2o_value &value);

} // namespace w2o

#endif // W2O_CAPI_OBJECT_H
