//===- Describe.h - Options in the words of lowering and of the object ----===//

#ifndef W2O_DRIVER_DESCRIBE_H
#define W2O_DRIVER_DESCRIBE_H

#include "codegen/TargetInfo.h"
#include "lower/ModuleLowering.h"
#include "wasm2obj/CompileOptions.h"
#include "wasm2obj/Error.h"
#include <optional>

namespace w2o {

/// A Usage error when symbols cannot start with the prefix.
std::optional<Error> checkPrefix(const std::string &prefix);

TargetFacts describeTarget(const TargetInfo &target);

/// `facts` must outlive the result. The text of the options goes into the
/// object, so that equal output has equal text: it names what shapes code and
/// nothing else, no paths and no number of threads.
LoweringOptions describeOptions(const CompileOptions &options,
                                const TargetFacts &facts);

} // namespace w2o

#endif // W2O_DRIVER_DESCRIBE_H
