//===- Preinit.h - The state after an initialiser that runs now -----------===//
//
// docs/Preinit.md. The guest runs in a process of its own, w2o-preinit, with
// limits on time and memory; this side compiles, starts, waits and reads.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM2OBJ_PREINIT_H
#define W2O_WASM2OBJ_PREINIT_H

#include "Options.h"
#include "wasm2obj/InitialState.h"
#include <span>

namespace w2o {

class PreinitState {
public:
  /// Runs options.preinit.
  std::optional<Error> make(std::span<const uint8_t> module,
                            const ToolOptions &options);
  /// Valid as long as this object.
  const InitialState &get() const { return state; }

private:
  std::vector<uint8_t> message; ///< What the state borrows.
  InitialState state;
};

} // namespace w2o

#endif // W2O_WASM2OBJ_PREINIT_H
