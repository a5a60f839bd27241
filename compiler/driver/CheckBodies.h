//===- CheckBodies.h - Validation of all function bodies ------------------===//

#ifndef W2O_DRIVER_CHECKBODIES_H
#define W2O_DRIVER_CHECKBODIES_H

#include "wasm/Module.h"
#include "wasm2obj/CompileOptions.h"
#include "wasm2obj/Error.h"
#include <optional>

namespace w2o {

/// Validates every body, on options.jobs threads, and adds to the module
/// what bodies say. The error is that of the first bad function.
///
/// This happens before anything is lowered, although lowering checks again
/// what it reads: a bad module is refused at once, "unsupported" is said of
/// valid modules only, and the cost is about a hundredth of code generation.
std::optional<Error> checkBodies(Module &module,
                                 const CompileOptions &options);

/// An Unsupported error when the module uses a feature that has no lowering,
/// or none for the object format.
std::optional<Error> checkLowered(const Module &module, bool isMachO);

} // namespace w2o

#endif // W2O_DRIVER_CHECKBODIES_H
