//===- ModuleLoader.h - Bytes of a module to code in this process ---------===//
//
// Compile, link to a shared library, dlopen: the way a plug-in host would take
// a module. Everything goes through the public headers of the compiler.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_SPECTEST_MODULELOADER_H
#define W2O_SPECTEST_MODULELOADER_H

#include "wasm2obj/Compiler.h"
#include "wasm2obj_rt.h"
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace w2o::spectest {

class ModuleLoader {
public:
  explicit ModuleLoader(const CompileOptions &options) : options(options) {}
  ~ModuleLoader();
  ModuleLoader(const ModuleLoader &) = delete;
  ModuleLoader &operator=(const ModuleLoader &) = delete;

  /// Compiles and loads a module. On success `module` is valid until the
  /// process ends: shared libraries are not closed, because references to
  /// their functions may be anywhere in a store.
  std::optional<Error> load(const std::vector<uint8_t> &bytes,
                            const w2o_module *&module);

  /// Decodes and validates only.
  std::optional<Error> validate(const std::vector<uint8_t> &bytes) const;

  /// Compiles and throws the result away: for modules that must be refused.
  std::optional<Error> compile(const std::vector<uint8_t> &bytes) const;

private:
  CompileOptions options;
  std::filesystem::path folder; ///< temporary files; made when needed
  unsigned numModules = 0;
};

/// Reads a whole file; the error is of class Io.
std::optional<Error> readFile(const std::filesystem::path &path,
                              std::vector<uint8_t> &bytes);

} // namespace w2o::spectest

#endif // W2O_SPECTEST_MODULELOADER_H
