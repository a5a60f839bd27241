//===- Runner.h - A module to an exit code --------------------------------===//

#ifndef W2O_RUN_RUNNER_H
#define W2O_RUN_RUNNER_H

#include "Options.h"
#include "Stopwatch.h"
#include "wasm2obj_rt.h"

namespace w2o {

/// Makes an instance with WASI as the options say, runs the program or the
/// function of --invoke, reports traps, and returns the exit code.
int runModule(const w2o_module *module, const RunOptions &options,
              Stopwatch &stopwatch);

} // namespace w2o

#endif // W2O_RUN_RUNNER_H
