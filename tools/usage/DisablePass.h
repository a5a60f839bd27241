//===- DisablePass.h - The option --disable-pass of the tools -------------===//

#ifndef W2O_USAGE_DISABLEPASS_H
#define W2O_USAGE_DISABLEPASS_H

#include "wasm2obj/OptionalPasses.h"
#include <string>
#include <vector>

namespace w2o {

/// Takes optimisations out of `passes`, by name, or "all". Says what is wrong
/// with a name; empty: nothing.
std::string disablePasses(const std::vector<std::string> &names,
                          OptionalPassSet &passes);

} // namespace w2o

#endif // W2O_USAGE_DISABLEPASS_H
