//===- Options.h - The command line of w2o-run ----------------------------===//

#ifndef W2O_RUN_OPTIONS_H
#define W2O_RUN_OPTIONS_H

#include "ExpectedTrap.h"
#include "wasm2obj/CompileOptions.h"
#include "wasm2obj_wasi.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace w2o {

struct Directory {
  std::string host;
  std::string guest;
  bool isReadOnly = false;
};

struct Variable {
  std::string name;
  std::optional<std::string> value; ///< Nothing: that of this process.
};

struct RunOptions {
  std::string module;
  /// What follows the module: the program's arguments, or those of --invoke.
  std::vector<std::string> arguments;
  std::string invoke; ///< Empty: run the program.

  std::optional<ExpectedTrap> expectedTrap;

  std::vector<Directory> directories;
  std::vector<std::string> memoryDirectories; ///< Names for the program.
  std::vector<Variable> environment;
  bool inheritEnvironment = false;

  CompileOptions compile;
  std::string profileUse; ///< A path; empty: no profile.
  std::string prefix; ///< Of a shared library; empty: from its file name.
  std::string cacheDir;
  bool noCache = false;

  uint64_t maxMemory = 0; ///< Bytes per memory; 0: no limit.
  uint64_t maxDirMemory = 0; ///< Bytes of each; 0: the default of the library.
  uint64_t stackSize = 0; ///< Bytes; 0: what the thread has.
  uint32_t maxThreads = W2O_WASI_DEFAULT_THREADS; ///< Beside the main one.

  std::optional<uint64_t> fuel; ///< Instructions.
  double timeout = 0;           ///< Seconds; 0: no limit.

  bool time = false;
  bool quiet = false;
};

/// Parses the command line. When that ends the program (an error, --help),
/// returns false with the exit code.
bool parseOptions(int argc, char **argv, RunOptions &options, int &exitStatus);

} // namespace w2o

#endif // W2O_RUN_OPTIONS_H
