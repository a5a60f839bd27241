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

#include "wasm/Module.h"
#include <vector>

namespace w2o {

/// Function indices [first, last) of defined functions.
struct Partition {
  uint32_t first = 0;
  uint32_t last = 0;
  size_t bodyBytes = 0;
};

/// Cuts all defined functions, in index order. A partition ends when it has
/// maxPartitionBytes of bodies or maxPartitionFunctions.
std::vector<Partition> makePartitions(const Module &module);

/// All defined functions at once; nothing when there are none.
std::vector<Partition> onePartition(const Module &module);

inline constexpr size_t maxPartitionBytes = 64 * 1024;
inline constexpr uint32_t maxPartitionFunctions = 256;

/// Indices into `partitions`, largest first: the order in which to start
/// them, so that no thread is left alone with a big one at the end.
std::vector<size_t> scheduleOf(const std::vector<Partition> &partitions);

/// What of a schedule part number `part` of `numParts` compiles: each partition
/// is in one part, and large ones are dealt out evenly.
std::vector<size_t> scheduleOfPart(const std::vector<size_t> &schedule,
                                   uint32_t part, uint32_t numParts);

} // namespace w2o

#endif // W2O_DRIVER_PARTITION_H
