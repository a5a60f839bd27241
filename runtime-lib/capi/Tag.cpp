//===- Tag.cpp - C API: tags and caught exceptions ------------------------===//
//
// What does not make an exception, and so does not need the heap.
//
//===----------------------------------------------------------------------===//

#include "core/Tag.h"

#include "core/Registry.h"

#include <string.h>

using namespace w2o;

extern "C" {

w2o_tag *w2o_tag_new(w2o_store *store, const w2o_kind *params,
                     size_t num_params, w2o_error *error) {
  clearError(error);
  w2o_signature signature = {params, num_params, nullptr, 0};
  uint32_t typeId = internSignature(&signature);
  w2o_tag *tag = typeId ? newTag(store, typeId) : nullptr;
  if (!tag)
    setError(error, W2O_ERROR_ARGUMENT,
             "no tag of these types: a kind is none, or memory is exhausted");
  return tag;
}

w2o_signature w2o_tag_type(const w2o_tag *tag) {
  const Signature &signature = typeInfo(tag->def.type_id)->signature;
  return {signature.params, signature.numParams, nullptr, 0};
}

w2o_exception *w2o_uncaught_exception(w2o_store *store) {
  return store->trap.exception;
}

w2o_tag *w2o_exception_tag(const w2o_exception *exception) {
  return const_cast<w2o_tag *>(tagOf(exception));
}

size_t w2o_exception_values(const w2o_exception *exception, w2o_value *values,
                            size_t num_values) {
  size_t count = exception->tag->num_values;
  if (num_values)
    memcpy(values, exception->values,
           (num_values < count ? num_values : count) * sizeof(w2o_value));
  return count;
}

} // extern "C"
