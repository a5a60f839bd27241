//===- Execute.h - Compiles a module and carries out its plan -------------===//

#ifndef W2O_DIFFTEST_EXECUTE_H
#define W2O_DIFFTEST_EXECUTE_H

#include "Plan.h"
#include "wasm2obj/CompileOptions.h"

namespace w2o::difftest {

/// Compiles the module at `path`, loads it into this process and carries out
/// the plan. Writes the trace, one line a step, to the file descriptor, each
/// line at once: what a crash leaves behind says which step it was.
void execute(const std::string &path, const std::vector<Step> &plan,
             const CompileOptions &options, int trace);

} // namespace w2o::difftest

#endif // W2O_DIFFTEST_EXECUTE_H
