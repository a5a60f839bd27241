//===- Loader.cpp - A file to a module in this process --------------------===//
//
// Compile to an object, link that to a shared library, dlopen it. All imports
// are bound per instance: names that a module chooses must never be looked up
// among the symbols of this process.
//
//===----------------------------------------------------------------------===//

#include "Loader.h"
#include "Cache.h"
#include "Messages.h"
#include "Progress.h"
#include "abi/Symbols.h"
#include "wasm2obj/Compiler.h"
#include "wasm2obj/Link.h"
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <memory>
#include <unistd.h>

namespace w2o {

namespace {

/// Prefix of the symbols of what this tool compiles. Not taken from the file
/// name: equal modules share a cache entry whatever they are called.
constexpr const char *guestPrefix = "guest";

std::optional<Error> readFile(const std::string &path,
                              std::vector<uint8_t> &bytes) {
  errno = 0;
  std::unique_ptr<FILE, int (*)(FILE *)> file(fopen(path.c_str(), "rbe"),
                                              fclose);
  if (file) {
    if (fseek(file.get(), 0, SEEK_END) == 0) {
      if (long size = ftell(file.get()); size > 0 && size < 1L << 32)
        bytes.reserve(size_t(size));
      rewind(file.get());
    }
    uint8_t buffer[1 << 16];
    while (size_t n = fread(buffer, 1, sizeof buffer, file.get()))
      bytes.insert(bytes.end(), buffer, buffer + n);
    if (!ferror(file.get()))
      return std::nullopt;
  }
  return makeError(ErrorClass::Io,
                   std::string("cannot read: ") + strerror(errno));
}

bool writeFile(const std::string &path, const std::vector<char> &bytes) {
  std::unique_ptr<FILE, int (*)(FILE *)> file(fopen(path.c_str(), "wbe"),
                                              fclose);
  return file &&
         fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size() &&
         fflush(file.get()) == 0;
}

/// A folder that only this user can read, removed with the files named here.
class PrivateFolder {
public:
  PrivateFolder() {
    const char *base = getenv("TMPDIR");
    path = std::string(base && *base ? base : "/tmp") + "/w2o-run-XXXXXX";
    isMade = mkdtemp(path.data()) != nullptr;
  }
  PrivateFolder(const PrivateFolder &) = delete;
  PrivateFolder &operator=(const PrivateFolder &) = delete;
  ~PrivateFolder() {
    for (const std::string &name : files)
      unlink(name.c_str());
    if (isMade)
      rmdir(path.c_str());
  }
  explicit operator bool() const { return isMade; }
  std::string file(const char *name) {
    return files.emplace_back(path + "/" + name);
  }

private:
  std::string path;
  std::vector<std::string> files;
  bool isMade;
};

std::optional<Error> openLibrary(const std::string &path,
                                 const std::string &prefix,
                                 const w2o_module *&module) {
  void *library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return makeError(ErrorClass::Io,
                     std::string("cannot load: ") + dlerror());
  std::string symbol = prefix + W2O_SYMBOL_MODULE_SUFFIX;
  module = static_cast<const w2o_module *>(dlsym(library, symbol.c_str()));
  if (module)
    return std::nullopt;
  return makeError(ErrorClass::Usage,
                   "has no symbol '" + symbol +
                       "': expected a library made by wasm2obj "
                       "--emit=shared with this prefix (see --prefix)");
}

/// Compiles to a shared library at `path`.
std::optional<Error> compileLibrary(const RunOptions &options,
                                    CompileOptions compile,
                                    const std::vector<uint8_t> &bytes,
                                    const std::string &path,
                                    PrivateFolder &folder,
                                    Stopwatch &stopwatch) {
  compile.prefix = guestPrefix;
  compile.imports = ImportBinding::Instance;
  compile.emit = EmitKind::Obj;
  std::vector<char> object;
  {
    // The last part of the path only: a line that wraps cannot be erased.
    Progress progress(
        options.module.substr(options.module.rfind('/') + 1), options.quiet);
    compile.progress = [&](size_t done, size_t all) {
      progress.show(done, all);
    };
    if (auto error = compileModule(bytes, compile, object))
      return error;
  }
  stopwatch.finish("compile");
  std::string objectPath = folder.file("module.o");
  if (!writeFile(objectPath, object))
    return makeError(ErrorClass::Io, "cannot write " + objectPath + ": " +
                                         strerror(errno));
  LinkOptions link;
  link.output = path;
  auto error = linkShared(std::span(&objectPath, 1), link);
  stopwatch.finish("link");
  return error;
}

} // namespace

std::optional<Error> loadModule(const RunOptions &options,
                                Stopwatch &stopwatch,
                                const w2o_module *&module) {
  std::vector<uint8_t> bytes;
  if (auto error = readFile(options.module, bytes))
    return error;
  stopwatch.finish("read");

  CompileOptions compile = options.compile;
  std::vector<uint8_t> profile;
  if (!options.profileUse.empty()) {
    if (auto error = readFile(options.profileUse, profile)) {
      error->message = "'" + options.profileUse + "': " + error->message;
      return error;
    }
    compile.profileUse = {options.profileUse, profile};
  }

  bool isLibrary =
      bytes.size() >= 4 && (std::memcmp(bytes.data(), "\177ELF", 4) == 0 ||
                            std::memcmp(bytes.data(), "\xcf\xfa\xed\xfe", 4) ==
                                0);
  if (isLibrary) {
    // With a slash, or dlopen would search elsewhere.
    std::string path = options.module.find('/') == std::string::npos
                           ? "./" + options.module
                           : options.module;
    auto error = openLibrary(path,
                             options.prefix.empty()
                                 ? defaultPrefix(options.module)
                                 : options.prefix,
                             module);
    stopwatch.finish("load");
    return error;
  }

  std::optional<Cache> cache;
  std::string reason, key;
  if (!options.noCache) {
    cache = Cache::open(options.cacheDir, reason);
    if (!cache && !options.quiet)
      reportNote("not using the cache: " + reason);
  }
  if (cache) {
    key = cacheKey(bytes, compile);
    bool isCached = cache->has(key);
    stopwatch.finish("look up");
    if (isCached && !openLibrary(cache->path(key), guestPrefix, module)) {
      stopwatch.finish("load");
      return std::nullopt;
    }
  }

  PrivateFolder folder;
  if (!folder)
    return makeError(ErrorClass::Io, "cannot make a folder for temporary "
                                     "files");
  std::string output =
      cache ? cache->temporaryPath(key) : folder.file("module.so");
  if (auto error = compileLibrary(options, std::move(compile), bytes, output,
                                  folder, stopwatch)) {
    unlink(output.c_str());
    return error;
  }
  std::string loaded = output;
  if (cache) {
    if (cache->commit(output, key))
      loaded = cache->path(key);
    else if (!options.quiet)
      reportNote(std::string("cannot write to the cache: ") +
                 strerror(errno));
  }
  auto error = openLibrary(loaded, guestPrefix, module);
  if (loaded == output)
    unlink(output.c_str());
  stopwatch.finish("load");
  return error;
}

} // namespace w2o
