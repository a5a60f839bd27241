//===- Global.cpp - Globals -----------------------------------------------===//
//
// See Global.h.
//
//===----------------------------------------------------------------------===//

#include "core/Global.h"

#include "core/Store.h"

#include <stdlib.h>

w2o_global *w2o::newGlobal(w2o_store *store, const ValueType &type,
                           bool isMutable, w2o_global_cell *cell) {
  auto *global = static_cast<w2o_global *>(calloc(1, sizeof(w2o_global)));
  if (!global)
    return nullptr;
  global->cell = cell ? cell : &global->ownCell;
  global->type = type;
  global->isMutable = isMutable;
  global->store = store;
  global->nextInStore = store->globals;
  store->globals = global;
  return global;
}
