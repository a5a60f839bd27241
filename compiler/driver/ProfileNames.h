//===- ProfileNames.h - What a profile calls the functions ----------------===//
//
// A profile is used for later versions of a module, in which functions have
// other indices. So its names are those of the name section, else of an export,
// else made of the code itself, without what changes when other functions come
// and go (docs/Profiles.md).
//
//===----------------------------------------------------------------------===//

#ifndef W2O_DRIVER_PROFILENAMES_H
#define W2O_DRIVER_PROFILENAMES_H

#include "wasm/Module.h"
#include <string>
#include <vector>

namespace w2o {

/// By function index; empty for imports. All others are different from each
/// other, and are printable text that is not too long. Bodies must be valid.
std::vector<std::string> profileNames(const Module &module);

} // namespace w2o

#endif // W2O_DRIVER_PROFILENAMES_H
