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
  std::vector<Partition> partitions = makePartitions(module, codeOrder(module));
  std::vector<BodyFacts> facts(partitions.size());
  std::vector<size_t> order(partitions.size());
  std::iota(order.begin(), order.end(), size_t(0));
  auto error = runItems(
      order, options.jobs,
      [&](size_t item, unsigned) -> std::optional<Error> {
        for (uint32_t f : partitions[item].functions) {
          ErrorSink sink;
          if (!validateBody(module, f, options.features, facts[item], sink))
            return sink.error();
        }
        return std::nullopt;
      });
  BodyFacts all;
  for (const BodyFacts &part : facts)
    all.add(part);
  if (error)
    module.used.add(all.used);
  else
    module.addFacts(all);
  return error;
}

static Error unsupported(const std::string &message) {
  Error error;
  error.kind = ErrorClass::Unsupported;
  error.message = message;
  return error;
}

std::optional<Error> checkLowered(const Module &module, bool isMachO) {
  // The merger does not know tables of call sites (codegen/MachOMerger.cpp).
  if (isMachO && (module.used.has(Feature::Exceptions) ||
                  module.used.has(Feature::LegacyExceptions)))
    return unsupported("the module uses exceptions, which are not compiled to "
                       "Mach-O objects yet, only to ELF");
  for (unsigned i = 0; i < numFeatures; ++i) {
    Feature feature = Feature(i);
    if (!module.used.has(feature) || featureIsLowered(feature))
      continue;
    return unsupported(std::string("the module uses the feature '") +
                       featureName(feature) +
                       "', which can be validated but not compiled yet");
  }
  return std::nullopt;
}

} // namespace w2o
