//===- Loader.h - A file to a module in this process ----------------------===//

#ifndef W2O_RUN_LOADER_H
#define W2O_RUN_LOADER_H

#include "Options.h"
#include "Stopwatch.h"
#include "wasm2obj/Error.h"
#include "wasm2obj_rt.h"

namespace w2o {

/// Compiles a module, or takes it from the cache, or loads a shared library
/// that was compiled before. The code stays loaded until the process ends.
std::optional<Error> loadModule(const RunOptions &options,
                                Stopwatch &stopwatch,
                                const w2o_module *&module);

} // namespace w2o

#endif // W2O_RUN_LOADER_H
