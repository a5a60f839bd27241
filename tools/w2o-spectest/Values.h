//===- Values.h - Script values against values of the host API ------------===//

#ifndef W2O_SPECTEST_VALUES_H
#define W2O_SPECTEST_VALUES_H

#include "Script.h"
#include "wasm2obj_rt.h"
#include <optional>
#include <string>

namespace w2o::spectest {

/// A value with its type, as it comes out of a call or a global.
struct TypedValue {
  w2o_kind kind;
  w2o_value value;
};

/// The host reference with number `n`: a pointer that is never null.
void *hostReference(uint64_t n);

/// Makes an argument of type `kind`. Nothing when the host API has no such
/// values (`unsupported` is set) or the types do not agree.
std::optional<w2o_value> makeArgument(w2o_store *store, const Value &value,
                                      w2o_kind kind, bool &unsupported);

/// Whether a result is one that the script accepts.
bool matches(const Value &expected, const TypedValue &actual);

/// For messages: "i32 7", "f32 nan:canonical", "v128 i32x4 1 2 3 4".
std::string describe(const Value &value);
std::string describe(const TypedValue &value);

} // namespace w2o::spectest

#endif // W2O_SPECTEST_VALUES_H
