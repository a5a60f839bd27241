//===- LowerInit.h - Constant expressions and the init function -----------===//

#ifndef W2O_LOWER_LOWERINIT_H
#define W2O_LOWER_LOWERINIT_H

#include "lower/PartitionState.h"

namespace w2o {

/// Emits `<prefix>.init`: what instantiation does after allocation and before
/// the start function (docs/Abi.md, "Instantiation").
llvm::Function *lowerInit(PartitionState &part);

} // namespace w2o

#endif // W2O_LOWER_LOWERINIT_H
