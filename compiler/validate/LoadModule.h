//===- LoadModule.h - Bytes to a checked Module ---------------------------===//

#ifndef W2O_VALIDATE_LOADMODULE_H
#define W2O_VALIDATE_LOADMODULE_H

#include "support/ErrorSink.h"
#include "wasm/Module.h"
#include <span>

namespace w2o {

/// Decodes all sections and validates everything but function bodies, which
/// stay byte ranges into `bytes`. False with the reason in `errors`.
bool loadModule(std::span<const uint8_t> bytes, FeatureSet features,
                Module &module, ErrorSink &errors);

/// Decodes and validates the body of one defined function; what it says is
/// added to `facts`. Thread safe for a complete module.
bool validateBody(const Module &module, uint32_t functionIndex,
                  FeatureSet features, BodyFacts &facts, ErrorSink &errors);

} // namespace w2o

#endif // W2O_VALIDATE_LOADMODULE_H
