//===- Link.h - Objects to executables and shared libraries, by lld -------===//

#ifndef WASM2OBJ_LINK_H
#define WASM2OBJ_LINK_H

#include "wasm2obj/Error.h"
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace w2o {

struct LinkOptions {
  /// Target triple; empty means the host's.
  std::string target;
  /// Directory with libw2o_rt.a and libw2o_start.a (executables only).
  std::string runtimeDir;
  /// Written to a temporary name beside it and renamed when complete.
  std::string output;
  /// Keep symbols in the output (stripped otherwise only by the user).
  std::vector<std::string> extraArgs;
};

/// Links object files and the runtime to an executable that runs the module
/// whose prefix is `prefix` as a WASI command.
std::optional<Error> linkExecutable(std::span<const std::string> objects,
                                    const std::string &prefix,
                                    const LinkOptions &options);

/// Links object files to a shared library; undefined w2o_* symbols stay
/// undefined and are resolved by the program that loads it.
std::optional<Error> linkShared(std::span<const std::string> objects,
                                const LinkOptions &options);

} // namespace w2o

#endif // WASM2OBJ_LINK_H
