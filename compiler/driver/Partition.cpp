//===- Partition.cpp - Functions in groups that are compiled at once ------===//

#include "driver/Partition.h"

#include <algorithm>
#include <numeric>

namespace w2o {

std::vector<Partition> makePartitions(const Module &module) {
  std::vector<Partition> partitions;
  Partition current = {module.numImportedFunctions,
                       module.numImportedFunctions, 0};
  for (uint32_t i = module.numImportedFunctions; i < module.functions.size();
       ++i) {
    current.last = i + 1;
    current.bodyBytes += module.functions[i].body.size();
    if (current.bodyBytes >= maxPartitionBytes ||
        current.last - current.first >= maxPartitionFunctions) {
      partitions.push_back(current);
      current = {i + 1, i + 1, 0};
    }
  }
  if (current.first != current.last)
    partitions.push_back(current);
  return partitions;
}

std::vector<Partition> onePartition(const Module &module) {
  Partition all = {module.numImportedFunctions,
                   uint32_t(module.functions.size()), 0};
  for (uint32_t i = all.first; i < all.last; ++i)
    all.bodyBytes += module.functions[i].body.size();
  return all.first == all.last ? std::vector<Partition>()
                               : std::vector<Partition>{all};
}

std::vector<size_t> scheduleOf(const std::vector<Partition> &partitions) {
  std::vector<size_t> order(partitions.size());
  std::iota(order.begin(), order.end(), size_t(0));
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    return partitions[a].bodyBytes > partitions[b].bodyBytes;
  });
  return order;
}

std::vector<size_t> scheduleOfPart(const std::vector<size_t> &schedule,
                                   uint32_t part, uint32_t numParts) {
  std::vector<size_t> mine;
  for (size_t i = part; i < schedule.size(); i += numParts)
    mine.push_back(schedule[i]);
  return mine;
}

} // namespace w2o
