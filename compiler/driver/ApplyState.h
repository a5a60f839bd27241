//===- ApplyState.h - A module that starts from a given state -------------===//
//
// docs/Preinit.md. Rewrites a valid module so that instantiation makes the
// state: it stays an ordinary module, and nothing behind this step knows. Code
// and index spaces do not change; new segments are behind the module's own.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_DRIVER_APPLYSTATE_H
#define W2O_DRIVER_APPLYSTATE_H

#include "wasm/Module.h"
#include "wasm2obj/Error.h"
#include "wasm2obj/InitialState.h"
#include <optional>

namespace w2o {

/// The module borrows bytes of `state`. The state may come from anybody: one
/// that does not fit is an error of class Internal, and the module is then
/// half rewritten.
std::optional<Error> applyState(const InitialState &state, Module &module);

} // namespace w2o

#endif // W2O_DRIVER_APPLYSTATE_H
