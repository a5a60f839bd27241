//===- Heap.cpp - C API: what needs a heap --------------------------------===//
//
// Apart from the rest, so that only programs that use it link a heap.
//
//===----------------------------------------------------------------------===//

#include "gc/ObjectKinds.h"
#include "wasm2obj_rt.h"

using namespace w2o;

extern "C" {

bool w2o_anyref_from_externref(w2o_store *store, w2o_value externref,
                               w2o_value *result) {
  *result = {};
  return anyOfExtern(store, externref.externref, &result->anyref);
}

w2o_value w2o_externref_from_anyref(w2o_value anyref) {
  w2o_value result = {};
  result.externref = externOfAny(anyref.anyref);
  return result;
}

} // extern "C"
