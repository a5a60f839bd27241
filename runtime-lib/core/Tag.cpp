//===- Tag.cpp - Exception tags -------------------------------------------===//
//
// See Tag.h.
//
//===----------------------------------------------------------------------===//

#include "core/Tag.h"

#include "core/Registry.h"

#include <stdlib.h>

using namespace w2o;

static_assert(offsetof(w2o_tag, def) == 0);

w2o_tag *w2o::newTag(w2o_store *store, uint32_t typeId) {
  auto *tag = static_cast<w2o_tag *>(calloc(1, sizeof(w2o_tag)));
  if (!tag)
    return nullptr;
  tag->def = {typeId, typeInfo(typeId)->signature.numParams};
  tag->store = store;
  tag->nextInStore = store->tags;
  store->tags = tag;
  return tag;
}
