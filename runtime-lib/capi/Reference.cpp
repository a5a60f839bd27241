//===- Reference.cpp - C API: what references refer to --------------------===//

#include "core/Types.h"

using namespace w2o;

extern "C" {

w2o_ref_type w2o_ref_kind(w2o_kind kind, w2o_value value) {
  return refTypeOf(kind, value);
}

} // extern "C"
