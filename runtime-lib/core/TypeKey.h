//===- TypeKey.h - Keys of host function types ----------------------------===//
//
// The key of a type (w2o_desc_type::key) is made by the compiler. The host's
// own functions need the key that a compiler gives to the same signature; this
// makes it for the types that a w2o_signature can express.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CORE_TYPEKEY_H
#define W2O_CORE_TYPEKEY_H

#include "wasm2obj_rt.h"

namespace w2o {

struct TypeKey {
  static constexpr size_t size = 36;
  uint8_t bytes[size];
};

/// Key of the final function type without supertype that is alone in its
/// recursive group. The kinds must be valid.
TypeKey keyOfSignature(const w2o_signature *signature);

} // namespace w2o

#endif // W2O_CORE_TYPEKEY_H
