//===- Files.h - Reading the module and writing the result ----------------===//

#ifndef W2O_WASM2OBJ_FILES_H
#define W2O_WASM2OBJ_FILES_H

#include "wasm2obj/Error.h"
#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace w2o {

/// Where this program is; empty when the system does not say.
std::filesystem::path programFolder();

/// Reads a whole file, or standard input for "-". Text in place of a module
/// is refused with a hint.
std::optional<Error> readModule(const std::string &path,
                                std::vector<uint8_t> &bytes);

/// Reads a whole file of any kind. The message names it.
std::optional<Error> readFile(const std::string &path,
                              std::vector<uint8_t> &bytes);

/// Whether a file can be written there; asked before a long compile.
std::optional<Error> checkWritable(const std::string &path);

/// Writes to a temporary name beside the target and renames, so that nobody
/// ever sees half a file; "-" is standard output. Devices and pipes are
/// written to directly.
std::optional<Error> writeOutput(const std::string &path,
                                 const std::vector<char> &bytes);

/// `output: inputs`, with the characters quoted that make treats specially.
/// Those that are empty or standard input are left out.
std::string dependencyRule(const std::string &output,
                           std::initializer_list<std::string> inputs);

/// An object file in a private directory. Both vanish with this C++ object,
/// and so does a library that was made of it.
class TemporaryFile {
public:
  TemporaryFile() = default;
  TemporaryFile(const TemporaryFile &) = delete;
  TemporaryFile &operator=(const TemporaryFile &) = delete;
  ~TemporaryFile();

  std::optional<Error> write(const std::vector<char> &bytes);
  const std::string &path() const { return file; }
  /// Where to put the library.
  std::string libraryPath() const { return directory + "/module.so"; }

private:
  std::string directory;
  std::string file;
};

} // namespace w2o

#endif // W2O_WASM2OBJ_FILES_H
