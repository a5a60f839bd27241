//===- Partition.h - Functions in groups that are compiled at once --------===//
//
// The unit of parallel work, and of memory: the IR of one partition lives at
// a time per thread. The cut depends on the module alone, never on the number
// of threads, because code of one partition can differ from the same code in
// another (alignment, shared constants).
//
//===----------------------------------------------------------------------===//

#ifndef W2O_DRIVER_PARTITION_H
#define W2O_DRIVER_PARTITION_H

#include "driver/ReadProfile.h"
#include "wasm/Module.h"
#include <vector>

namespace w2o {

/// Indices of defined functions, in the order of their code.
struct Partition {
  std::vector<uint32_t> functions;
  size_t bodyBytes = 0;
};

/// The order of the code: that of the indices, or with a profile (`heat`, by
/// function index), hot functions first, so that they share pages and lines of
/// caches, and those that never ran last.
std::vector<uint32_t> codeOrder(const Module &module,
                                const std::vector<Heat> &heat = {});

/// Cuts all defined functions, in that order. A partition ends when it has
/// maxPartitionBytes of bodies or maxPartitionFunctions.
std::vector<Partition> makePartitions(const Module &module,
                                      const std::vector<uint32_t> &order);

/// All defined functions at once.
Partition onePartition(const Module &module,
                       const std::vector<uint32_t> &order);

inline constexpr size_t maxPartitionBytes = 64 * 1024;
inline constexpr uint32_t maxPartitionFunctions = 256;

/// Larger bodies are inlined within their partition only.
inline constexpr size_t maxCopiedBytes = 400;

/// Indices into `partitions`, largest first: the order in which to start
/// them, so that no thread is left alone with a big one at the end.
std::vector<size_t> scheduleOf(const std::vector<Partition> &partitions);

/// What of a schedule part number `part` of `numParts` compiles: each partition
/// is in one part, and large ones are dealt out evenly.
std::vector<size_t> scheduleOfPart(const std::vector<size_t> &schedule,
                                   uint32_t part, uint32_t numParts);

} // namespace w2o

#endif // W2O_DRIVER_PARTITION_H
