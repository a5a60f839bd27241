//===- Cache.h - The folder of compiled modules ---------------------------===//
//
// Files of the cache are loaded into this process as code, so a file counts
// only when nobody else can have written it and when it is complete. The rules
// are in docs/Runtime.md, "The cache of w2o-run".
//
//===----------------------------------------------------------------------===//

#ifndef W2O_RUN_CACHE_H
#define W2O_RUN_CACHE_H

#include "wasm2obj/CompileOptions.h"
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace w2o {

/// The name of what a compile of `module` with `options` gives.
std::string cacheKey(std::span<const uint8_t> module,
                     const CompileOptions &options);

class Cache {
public:
  /// Uses `directory`, or the default one when it is empty; makes it when it
  /// is missing. Nothing, with the reason, when it cannot be trusted or
  /// written.
  static std::optional<Cache> open(const std::string &directory,
                                   std::string &reason);

  /// The path of the finished file of a key.
  std::string path(const std::string &key) const {
    return directory + "/" + key + ".so";
  }
  /// Whether there is a complete file of this key that only this user can
  /// have written. Removes one that is damaged.
  bool has(const std::string &key) const;
  /// A name for a new file in the folder; no two callers get the same.
  std::string temporaryPath(const std::string &key) const;
  /// Seals the file and gives it its final name.
  bool commit(const std::string &temporary, const std::string &key) const;

private:
  std::string directory;
};

} // namespace w2o

#endif // W2O_RUN_CACHE_H
