//===- Partition.cpp - Functions in groups that are compiled at once ------===//

#include "driver/Partition.h"

#include <algorithm>
#include <numeric>

namespace w2o {

std::vector<uint32_t> codeOrder(const Module &module,
                                const std::vector<Heat> &heat) {
  std::vector<uint32_t> order(module.functions.size() -
                              module.numImportedFunctions);
  std::iota(order.begin(), order.end(), module.numImportedFunctions);
  if (!heat.empty())
    std::stable_sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
      return heat[a] < heat[b];
    });
  return order;
}

std::vector<Partition> makePartitions(const Module &module,
                                      const std::vector<uint32_t> &order) {
  std::vector<Partition> partitions;
  Partition current;
  for (uint32_t f : order) {
    current.functions.push_back(f);
    current.bodyBytes += module.functions[f].body.size();
    if (current.bodyBytes >= maxPartitionBytes ||
        current.functions.size() >= maxPartitionFunctions) {
      partitions.push_back(std::move(current));
      current = {};
    }
  }
  if (!current.functions.empty())
    partitions.push_back(std::move(current));
  return partitions;
}

Partition onePartition(const Module &module,
                       const std::vector<uint32_t> &order) {
  Partition all = {order, 0};
  for (uint32_t f : order)
    all.bodyBytes += module.functions[f].body.size();
  return all;
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
