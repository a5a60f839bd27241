//===- Global.h - Globals -------------------------------------------------===//
//
// The value is in a cell that compiled code reads and writes directly: in the
// header of the defining instance, or in `ownCell` for globals of the host.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_GLOBAL_H
#define W2O_CORE_GLOBAL_H

#include "core/Types.h"

struct w2o_global {
  w2o_global_cell *cell;
  alignas(16) w2o_global_cell ownCell; ///< Aligned for a v128.
  w2o_store *store;
  w2o_global *nextInStore;
  w2o::ValueType type;
  bool isMutable;
};

namespace w2o {

/// Makes the handle of a global in `store`, which frees it; `cell` null means
/// its own. Null when memory is exhausted.
w2o_global *newGlobal(w2o_store *store, const ValueType &type, bool isMutable,
                      w2o_global_cell *cell);

} // namespace w2o

#endif // W2O_CORE_GLOBAL_H
