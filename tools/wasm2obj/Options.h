//===- Options.h - The command line of wasm2obj ---------------------------===//

#ifndef W2O_WASM2OBJ_OPTIONS_H
#define W2O_WASM2OBJ_OPTIONS_H

#include "wasm2obj/CompileOptions.h"
#include "wasm2obj/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace w2o {

/// --emit: what the compiler can produce, and two that are linked from it.
enum class Output : uint8_t { Obj, Asm, IR, Bitcode, Header, Shared, Exe };

struct ToolOptions {
  std::string input;  ///< A path, or "-" for standard input.
  std::string output; ///< A path, or "-" for standard output.
  Output emit = Output::Obj;
  CompileOptions compile;
  bool validateOnly = false;
  bool timeReport = false;
  bool jsonDiagnostics = false;
  std::optional<std::string> preinit; ///< Export to run at compile time.
  double preinitTimeout = 10;         ///< Seconds.
  uint64_t preinitMaxMemory = uint64_t(1) << 30; ///< Bytes.
  std::string dependencyFile; ///< Empty: none is written.
  std::string runtimeDir;     ///< Empty: beside the program, "../lib".
  std::vector<std::string> linkArgs;
  std::vector<std::string> parts; ///< Paths.
  std::string profileUse;         ///< A path; empty: none.
};

/// What to do after the command line was read.
struct ParseResult {
  bool proceed = false;
  int exitStatus = 0;         ///< When there is nothing to do, e.g. --help.
  std::optional<Error> error; ///< A wrong command line.
};

ParseResult parseOptions(int argc, char **argv, ToolOptions &options);

} // namespace w2o

#endif // W2O_WASM2OBJ_OPTIONS_H
