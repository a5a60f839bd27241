//===- CheckImports.h - Link-time imports that no symbol can satisfy ------===//

#ifndef W2O_DRIVER_CHECKIMPORTS_H
#define W2O_DRIVER_CHECKIMPORTS_H

#include "lower/ModuleLowering.h"
#include "wasm2obj/Error.h"
#include <optional>

namespace w2o {

/// A Usage error when two function imports bound by the linker have one name
/// and different types. A symbol has no type to the linker, so the second
/// would call the first's function with arguments it does not take: the guest
/// could pass integers as host pointers.
std::optional<Error> checkLinkedImports(const ModuleContext &context);

} // namespace w2o

#endif // W2O_DRIVER_CHECKIMPORTS_H
