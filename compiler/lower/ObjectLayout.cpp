//===- ObjectLayout.cpp - Where the fields of an object are ---------------===//

#include "lower/ObjectLayout.h"
#include "wasm/Limits.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

using namespace w2o;

/// Cells of the heap have no larger alignment.
static constexpr uint32_t maxAlignment = 8;
static constexpr uint32_t largestField = 16;
static_assert(uint64_t(limits::maxStructFields) * largestField < UINT32_MAX,
              "displacements fit in 32 bits");

uint32_t w2o::storageBytes(const StorageType &storage) {
  switch (storage.packing) {
  case StorageType::I8:
    return 1;
  case StorageType::I16:
    return 2;
  case StorageType::None:
    break;
  }
  switch (storage.type.kind()) {
  case ValKind::I32:
  case ValKind::F32:
    return 4;
  case ValKind::I64:
  case ValKind::F64:
  case ValKind::Ref:
    return 8;
  case ValKind::V128:
    return largestField;
  case ValKind::Bottom:
    break;
  }
  llvm_unreachable("the unknown type is never declared");
}

ObjectLayout::ObjectLayout(const TypeTable &types) {
  for (uint32_t i = 0; i < types.size(); ++i) {
    const SubType &type = types[i];
    firstField.push_back(uint32_t(displacements.size()));
    uint32_t size = 0;
    if (type.kind != CompositeKind::Func)
      for (const FieldType &field : type.fields) {
        uint32_t bytes = storageBytes(field.storage);
        size = uint32_t(llvm::alignTo(size, std::min(bytes, maxAlignment)));
        displacements.push_back(size);
        size += bytes;
      }
    sizes.push_back(size);
  }
}
