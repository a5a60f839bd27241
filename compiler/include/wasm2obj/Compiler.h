//===- Compiler.h - Bytes of a module in, bytes of an object out ----------===//

#ifndef WASM2OBJ_COMPILER_H
#define WASM2OBJ_COMPILER_H

#include "wasm2obj/CompileOptions.h"
#include "wasm2obj/Error.h"
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace w2o {

/// Decodes and validates a module completely, every body included. Returns
/// nothing when it is valid. Only options.features and jobs are used; a
/// feature that cannot be lowered yet is not an error here.
std::optional<Error> validateModule(std::span<const uint8_t> bytes,
                                    const CompileOptions &options);

/// Compiles a module into the form that options.emit names. On success
/// returns nothing and fills `output`; on failure `output` is empty. The
/// same bytes and options give the same output on every machine. Thread
/// safe: any number of compiles may run at once.
std::optional<Error> compileModule(std::span<const uint8_t> bytes,
                                   const CompileOptions &options,
                                   std::vector<char> &output);

/// The symbol prefix that the tools derive from a file name: the stem, with
/// each character that a C identifier cannot hold replaced by '_'.
std::string defaultPrefix(const std::string &path);

/// One line that names compiler version, LLVM version and ABI version.
std::string versionString();

} // namespace w2o

#endif // WASM2OBJ_COMPILER_H
