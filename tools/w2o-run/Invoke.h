//===- Invoke.h - Values from and to the command line ---------------------===//

#ifndef W2O_RUN_INVOKE_H
#define W2O_RUN_INVOKE_H

#include "wasm2obj_rt.h"
#include <optional>
#include <string>

namespace w2o {

/// Reads an argument of --invoke. Integers: decimal or 0x, from the smallest
/// signed to the largest unsigned value. Floats: as strtod, also "nan" and
/// "inf". v128: 0x and up to 32 digits, lane 0 last. References: "null".
std::optional<w2o_value> parseValue(const std::string &text, w2o_kind kind);

/// The text of a result, in a form that parseValue() reads: integers signed,
/// floats with the fewest digits that give the same value.
std::string printValue(const w2o_value &value, w2o_kind kind);

/// "i32", "funcref", ...
const char *kindName(w2o_kind kind);

} // namespace w2o

#endif // W2O_RUN_INVOKE_H
