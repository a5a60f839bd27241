//===- ValidateFuzzer.cpp - Any bytes through decoder and validator -------===//
//
// Loads a module and checks all of its bodies: everything that happens before
// a byte of code is generated. Once with all features, which reaches the most
// code, and once with the defaults, whose answer must not be more lenient.
//
//===----------------------------------------------------------------------===//

#include "validate/LoadModule.h"
#include <cstdlib>

using namespace w2o;

static bool isValid(std::span<const uint8_t> bytes, FeatureSet features) {
  Module module;
  ErrorSink errors;
  bool ok = loadModule(bytes, features, module, errors);
  BodyFacts facts;
  for (uint32_t i = module.numImportedFunctions;
       ok && i < module.functions.size(); ++i)
    ok = validateBody(module, i, features, facts, errors);
  if (ok == errors.hasError())
    std::abort();
  return ok;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  bool withAll = isValid({data, size}, FeatureSet::all());
  bool withDefaults = isValid({data, size}, FeatureSet());
  if (withDefaults && !withAll)
    std::abort();
  return 0;
}
