//===- ModuleLoader.cpp - Bytes of a module to code in this process -------===//

#include "ModuleLoader.h"
#include "abi/Symbols.h"
#include "wasm2obj/Link.h"
#include <cstdlib>
#include <dlfcn.h>
#include <fstream>
#include <iterator>
#include <system_error>
#include <unistd.h>

namespace w2o::spectest {

namespace fs = std::filesystem;

static Error ioError(const std::string &message) {
  Error error;
  error.kind = ErrorClass::Io;
  error.message = message;
  return error;
}

std::optional<Error> readFile(const fs::path &path,
                              std::vector<uint8_t> &bytes) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream)
    return ioError("cannot read " + path.string());
  bytes.assign(std::istreambuf_iterator<char>(stream), {});
  return std::nullopt;
}

static bool writeFile(const fs::path &path, const std::vector<char> &bytes) {
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), std::streamsize(bytes.size()));
  return bool(stream.flush());
}

static fs::path makeTemporaryFolder() {
  std::error_code error;
  fs::path base = fs::temp_directory_path(error); // honours TMPDIR
  if (error)
    return {};
  std::string pattern = (base / "w2o-spectest-XXXXXX").string();
  return mkdtemp(pattern.data()) ? fs::path(pattern) : fs::path();
}

ModuleLoader::~ModuleLoader() {
  std::error_code ignored;
  if (!folder.empty())
    fs::remove_all(folder, ignored);
}

std::optional<Error>
ModuleLoader::validate(const std::vector<uint8_t> &bytes) const {
  return validateModule(bytes, options);
}

std::optional<Error>
ModuleLoader::compile(const std::vector<uint8_t> &bytes) const {
  std::vector<char> object;
  return compileModule(bytes, options, object);
}

std::optional<Error> ModuleLoader::load(const std::vector<uint8_t> &bytes,
                                        const w2o_module *&module) {
  if (folder.empty())
    folder = makeTemporaryFolder();
  if (folder.empty())
    return ioError("cannot make a temporary folder");

  // A prefix of its own for each module, as in a program that links several.
  std::string prefix = "m" + std::to_string(numModules++);
  CompileOptions moduleOptions = options;
  moduleOptions.prefix = prefix;
  moduleOptions.emit = EmitKind::Obj;
  moduleOptions.imports = ImportBinding::Instance;
  std::vector<char> object;
  if (auto error = compileModule(bytes, moduleOptions, object))
    return error;

  fs::path objectPath = folder / (prefix + ".o");
  fs::path libraryPath = folder / (prefix + ".so");
  if (!writeFile(objectPath, object))
    return ioError("cannot write " + objectPath.string());
  std::vector<std::string> objects = {objectPath.string()};
  LinkOptions linkOptions;
  linkOptions.output = libraryPath.string();
  auto linkError = linkShared(objects, linkOptions);
  std::error_code ignored;
  fs::remove(objectPath, ignored);
  if (linkError)
    return linkError;

  // RTLD_NOW: a symbol that is missing is found here, not in a call.
  void *library = dlopen(libraryPath.c_str(), RTLD_NOW | RTLD_LOCAL);
  std::string dlMessage = library ? "" : dlerror();
  fs::remove(libraryPath, ignored);
  Error error;
  error.kind = ErrorClass::Link;
  if (!library) {
    error.message = dlMessage;
    return error;
  }
  std::string symbol = prefix + W2O_SYMBOL_MODULE_SUFFIX;
  module = static_cast<const w2o_module *>(dlsym(library, symbol.c_str()));
  if (!module) {
    error.message = "the object has no symbol " + symbol;
    return error;
  }
  return std::nullopt;
}

} // namespace w2o::spectest
