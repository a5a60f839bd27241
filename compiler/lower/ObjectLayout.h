//===- ObjectLayout.h - Where the fields of an object are -----------------===//
//
// Sizes and displacements of structures and arrays, by the rule of
// abi/HeapLayout.h. The only code that knows it: the collector reads the
// results from the descriptor.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_OBJECTLAYOUT_H
#define W2O_LOWER_OBJECTLAYOUT_H

#include "wasm/TypeTable.h"
#include <cstdint>
#include <vector>

namespace w2o {

/// Bytes of a field or an element in memory.
uint32_t storageBytes(const StorageType &storage);

class ObjectLayout {
public:
  explicit ObjectLayout(const TypeTable &types);

  /// Displacement from the reference of a field of structure type `typeIndex`;
  /// 0 for the element of an array type.
  uint32_t fieldAt(uint32_t typeIndex, uint32_t field) const {
    return displacements[firstField[typeIndex] + field];
  }
  /// Structures: bytes of all fields. Arrays: bytes of an element.
  uint32_t size(uint32_t typeIndex) const { return sizes[typeIndex]; }

private:
  std::vector<uint32_t> displacements; ///< All types' fields in order.
  std::vector<uint32_t> firstField;    ///< By type; into `displacements`.
  std::vector<uint32_t> sizes;         ///< By type; 0 for functions.
};

} // namespace w2o

#endif // W2O_LOWER_OBJECTLAYOUT_H
