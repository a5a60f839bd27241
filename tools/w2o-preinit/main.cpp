//===- main.cpp - w2o-preinit: runs a guest while it is compiled ----------===//
//
// For wasm2obj --preinit, not for people (docs/Preinit.md):
//
//   w2o-preinit LIBRARY SYMBOL FUNC MAX_MEMORY SECONDS
//
// loads a library of wasm2obj, whose module has the name SYMBOL, initialises
// an instance by FUNC and writes its state or the reason why there is none to
// standard output (StateStream.h). MAX_MEMORY is in bytes, SECONDS is a whole
// number.
//
//===----------------------------------------------------------------------===//

#include "Capture.h"
#include "Runner.h"
#include "StateStream.h"
#include "abi/ModuleDesc.h"
#include <cstdlib>
#include <dlfcn.h>
#include <sys/resource.h>

using namespace w2o;

/// wasm2obj ends this process when its time is over. Should nobody be there to
/// do that, the system does.
static void limitTime(const char *seconds) {
  rlim_t limit = rlim_t(strtoull(seconds, nullptr, 10)) + 1;
  struct rlimit cpu = {limit, limit};
  setrlimit(RLIMIT_CPU, &cpu);
  // Guests crash on purpose when they trap; a defect needs no core file here.
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

static std::optional<Error> load(const char *path, const char *symbol,
                                 const w2o_module *&module) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library)
    module = static_cast<const w2o_module *>(dlsym(library, symbol));
  if (library && module)
    return std::nullopt;
  Error error;
  error.message = std::string("cannot load the module: ") + dlerror();
  return error;
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fputs("w2o-preinit is a part of wasm2obj --preinit and not called by "
          "itself\n",
          stderr);
    return exitCode(ErrorClass::Usage);
  }
  limitTime(argv[5]);
  const w2o_module *module = nullptr;
  auto error = load(argv[1], argv[2], module);
  bool isWritten = false;
  if (error) {
    isWritten = writeError(stdout, *error);
  } else {
    Runner runner(module, strtoull(argv[4], nullptr, 10));
    InitialState state;
    error = runner.run(argv[3]);
    if (!error)
      error = captureState(runner.instance(), state);
    state.removedExports = {argv[3], reactorInitialiser};
    isWritten = error ? writeError(stdout, *error)
                      : writeState(stdout, state);
  }
  return isWritten ? 0 : exitCode(ErrorClass::Io);
}
