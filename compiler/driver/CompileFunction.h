//===- CompileFunction.h - One body from bytes to IR ----------------------===//

#ifndef W2O_DRIVER_COMPILEFUNCTION_H
#define W2O_DRIVER_COMPILEFUNCTION_H

#include "wasm/Module.h"
#include "wasm2obj/Error.h"
#include <optional>

namespace w2o {

class PartitionLowering;

/// Reads the body of a defined function and gives each instruction to the
/// validator and then to the lowering, which trusts it. `frameBytes` is the
/// frame size that an earlier attempt found (PartitionLowering).
std::optional<Error> lowerFunction(const Module &module, FeatureSet features,
                                   uint32_t functionIndex,
                                   uint64_t frameBytes,
                                   PartitionLowering &lowering);

} // namespace w2o

#endif // W2O_DRIVER_COMPILEFUNCTION_H
