//===- Reference.cpp - C API: what references refer to; retaining ---------===//

#include "core/Store.h"
#include "core/Types.h"

#include <stdlib.h>

using namespace w2o;

extern "C" {

w2o_ref_type w2o_ref_kind(w2o_kind kind, w2o_value value) {
  return refTypeOf(kind, value);
}

w2o_ref *w2o_ref_retain(w2o_store *store, w2o_kind kind, w2o_value value) {
  auto *ref = static_cast<w2o_ref *>(malloc(sizeof(w2o_ref)));
  if (!ref)
    return nullptr;
  ref->kind = kind;
  ref->value = value;
  ref->next = store->retained;
  ref->link = &store->retained;
  if (ref->next)
    ref->next->link = &ref->next;
  store->retained = ref;
  return ref;
}

w2o_value w2o_ref_value(const w2o_ref *ref) { return ref->value; }

w2o_kind w2o_ref_value_kind(const w2o_ref *ref) { return ref->kind; }

void w2o_ref_release(w2o_ref *ref) {
  if (!ref)
    return;
  *ref->link = ref->next;
  if (ref->next)
    ref->next->link = ref->link;
  free(ref);
}

} // extern "C"
