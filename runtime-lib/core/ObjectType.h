//===- ObjectType.h - Types of structures and arrays ----------------------===//
//
// The registry's part that makes a w2o_type_info, which compiled code and the
// collector read, from the description in a module's descriptor. Where fields
// are is said by the compiler (w2o_desc_field). A type is one for all modules
// of the process, though, so descriptions of the same type are compared: code
// with another idea of the layout must not see the objects.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_OBJECTTYPE_H
#define W2O_CORE_OBJECTTYPE_H

#include "abi/HeapLayout.h"
#include "core/Error.h"
#include "core/Types.h"

namespace w2o {

/// A field of a structure, or the element of an array.
struct FieldInfo {
  ValueType type;      ///< i32 when packed.
  uint8_t packedBytes; ///< 1, 2; 0: not packed.
  bool isMutable;
  uint32_t at; ///< Displacement from the reference; 0 in arrays.

  bool operator==(const FieldInfo &) const = default;
  /// Bytes in memory.
  uint32_t bytes() const;
};

FieldInfo fieldOf(const w2o_desc_field &field, const uint32_t *typeIds);

/// Whether the description of type `index` makes sense: a known kind; fields
/// in order, aligned, and inside; a supertype before it whose fields it begins
/// with. False with `error` filled. True for functions.
bool checkObjectType(const w2o_desc *desc, uint32_t index, w2o_error *error);

/// Bytes of a w2o_type_info with a display for `depth` ancestors and room for
/// `numFields` references, a multiple of 8.
size_t typeInfoBytes(uint32_t depth, uint32_t numFields);

/// Fills a zeroed w2o_type_info of that size, all but its display.
void fillTypeInfo(w2o_type_info *info, const w2o_desc_type &type, uint32_t id,
                  uint32_t depth, const FieldInfo *fields);

/// Whether the collector follows references of this type.
bool isFollowed(const ValueType &type);

} // namespace w2o

#endif // W2O_CORE_OBJECTTYPE_H
