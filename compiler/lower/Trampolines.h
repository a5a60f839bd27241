//===- Trampolines.h - Typed exports and wrappers of linked imports -------===//

#ifndef W2O_LOWER_TRAMPOLINES_H
#define W2O_LOWER_TRAMPOLINES_H

#include "lower/PartitionState.h"

namespace w2o {

/// Emits `int32_t <prefix>_<export>(vm, params..., results...)` for each
/// exported function (docs/Abi.md, "Typed exports").
void lowerTypedExports(PartitionState &part);

/// Code with the wasm convention that reaches a link-time import: the import
/// itself where its C prototype agrees with the convention, else a thunk.
llvm::Constant *lowerLinkedImport(PartitionState &part,
                                  uint32_t functionIndex);

} // namespace w2o

#endif // W2O_LOWER_TRAMPOLINES_H
