//===- main.cpp - w2o-run: runs a WebAssembly program ---------------------===//
//
// Usage: w2o-run [options] MODULE [ARGUMENT...]   (docs/Cli.md)
//
//===----------------------------------------------------------------------===//

#include "Loader.h"
#include "Messages.h"
#include "Options.h"
#include "Runner.h"
#include "Stopwatch.h"
#include <cstdio>

using namespace w2o;

int main(int argc, char **argv) {
  RunOptions options;
  int status = 0;
  if (!parseOptions(argc, argv, options, status))
    return status;

  Stopwatch stopwatch;
  const w2o_module *module = nullptr;
  if (auto error = loadModule(options, stopwatch, module))
    return reportError(options.module, *error);
  status = runModule(module, options, stopwatch);
  if (options.time)
    stopwatch.print(stderr);
  return status;
}
