//===- Capture.h - An instance to a state that can be compiled in ---------===//

#ifndef W2O_PREINIT_CAPTURE_H
#define W2O_PREINIT_CAPTURE_H

#include "wasm2obj/Error.h"
#include "wasm2obj/InitialState.h"
#include "wasm2obj_rt.h"
#include <optional>

namespace w2o {

/// The state of an instance that defines all its memories, tables and globals.
/// The state borrows the memories. What cannot be kept is an error that says
/// where it is (docs/Preinit.md, "What is kept").
std::optional<Error> captureState(w2o_instance *instance, InitialState &state);

} // namespace w2o

#endif // W2O_PREINIT_CAPTURE_H
