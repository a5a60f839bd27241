//===- PartitionStore.h - Partitions that were compiled before ------------===//
//
// Optimising and generating code is nearly all of a compile; lowering is a
// hundredth. So a partition is lowered always, and what follows is looked up by
// a digest of the IR and of everything else that the later steps depend on. A
// partition that is found is thus what compiling it would give, whatever was
// changed elsewhere in the module.
//
// Partitions come from two places. The files of --partition runs (parts) are
// read before a compile and must have all that it needs. A cache directory is
// only a help: what cannot be read there is compiled, what cannot be written is
// not kept. Its files can be shared by any number of processes.
//
// Who can write to parts or to a cache decides what code is in the object, as
// with every cache of objects. The digest at the end of an entry finds
// accidents, not forgeries.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_DRIVER_PARTITIONSTORE_H
#define W2O_DRIVER_PARTITIONSTORE_H

#include "lower/ModuleLowering.h"
#include "wasm2obj/CompileOptions.h"
#include "wasm2obj/Error.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace w2o {

struct CompiledPartition {
  llvm::SmallVector<char, 0> object;
  std::vector<CodeRange> code; ///< In text order.
  uint32_t numProfiled = 0;    ///< Functions that the profile was of use for.
};

/// A partition as bytes, and back; false for bytes that are anything else.
std::string writePartition(const CompiledPartition &partition);
bool readPartition(llvm::StringRef bytes, CompiledPartition &partition);

/// SHA-256.
std::string digestOf(llvm::StringRef bytes);

/// The digest of a partition's IR, in hexadecimal.
std::string partitionKey(const llvm::Module &ir, const ModuleContext &context);

class PartitionStore {
public:
  explicit PartitionStore(const CompileOptions &options) : options(options) {}

  /// Reads options.parts.
  std::optional<Error> open();

  /// Whether anything can be found or is wanted.
  bool isUsed() const {
    return !options.cacheDirectory.empty() || !options.parts.empty() ||
           options.numParts;
  }
  /// Whether everything has to be found.
  bool isComplete() const { return !options.parts.empty(); }

  /// Thread-safe, as is add().
  bool find(const std::string &key, CompiledPartition &partition);
  void add(const std::string &key, const CompiledPartition &partition);

  /// The file of a --partition run: what find() and add() had.
  std::string part();

  /// Removes what has not been used for long from the cache directory.
  void prune();

private:
  std::string pathOf(const std::string &key) const;
  /// For part().
  void keep(const std::string &key, std::string entry);

  const CompileOptions &options;
  llvm::StringMap<llvm::StringRef> fromParts; ///< Entries, by key.
  std::mutex mutex;
  std::vector<std::pair<std::string, std::string>> kept; ///< Keys, entries.
};

} // namespace w2o

#endif // W2O_DRIVER_PARTITIONSTORE_H
