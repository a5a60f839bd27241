//===- CheckBodies.cpp - Validation of all function bodies ----------------===//

#include "driver/CheckBodies.h"

#include "driver/Partition.h"
#include "driver/Workers.h"
#include "support/ErrorSink.h"
#include "validate/LoadModule.h"
#include <numeric>

namespace w2o {

std::optional<Error> checkBodies(Module &module,
                                 const CompileOptions &options) {
  std::vector<Partition> partitions = makePartitions(module);
  std::vector<FeatureSet> used(partitions.size(), FeatureSet::none());
  std::vector<size_t> order(partitions.size());
  std::iota(order.begin(), order.end(), size_t(0));
  auto error = runItems(
      order, options.jobs,
      [&](size_t item, unsigned) -> std::optional<Error> {
        for (uint32_t f = partitions[item].first; f < partitions[item].last;
             ++f) {
          ErrorSink sink;
          if (!validateBody(module, f, options.features, used[item], sink))
            return sink.error();
        }
        return std::nullopt;
      });
  for (FeatureSet features : used)
    module.used.add(features);
  return error;
}

std::optional<Error> checkLowered(const Module &module) {
  for (unsigned i = 0; i < numFeatures; ++i) {
    Feature feature = Feature(i);
    if (!module.used.has(feature) || featureIsLowered(feature))
      continue;
    Error error;
    error.kind = ErrorClass::Unsupported;
    error.message = std::string("the module uses the feature '") +
                    featureName(feature) +
                    "', which can be validated but not compiled yet";
    return error;
  }
  return std::nullopt;
}

} // namespace w2o
