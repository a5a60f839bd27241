//===- Plan.h - What to do with one module --------------------------------===//
//
// A plan is text, one step a line, made by tools/support/differential/plan.py
// and carried out by every engine alike:
//
//   watch memory|table NAME      something that `state` prints
//   watch global NAME TYPE       the same
//   instance                     a new instance; the former one is left
//   set NAME VALUE               assigns to an exported global
//   call NAME TYPES VALUE...     calls an exported function
//   state                        prints all that is watched
//   nan ...                      for the comparison, not for engines
//
// NAME is the export's name, two hexadecimal digits a byte, or a dash when it
// is empty. VALUE is a type, a colon and the bits in hexadecimal digits, most
// significant first, or `null`. TYPES are those of the results, with commas, or
// a dash; types are for engines that do not know them otherwise.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_DIFFTEST_PLAN_H
#define W2O_DIFFTEST_PLAN_H

#include "wasm2obj_rt.h"
#include <optional>
#include <string>
#include <vector>

namespace w2o::difftest {

struct Step {
  enum class Kind { Watch, Instance, Set, Call, State } kind;
  w2o_extern_kind watched = W2O_EXTERN_MEMORY;
  std::string name;
  std::vector<w2o_value> values;
};

/// Nothing when the file cannot be read or a line is not understood.
std::optional<std::vector<Step>> readPlan(const std::string &path);

/// A value in the form that plans and traces share. A reference that is not
/// null is `some`, and an externref its address, which is the number that the
/// plan gave it.
std::string formatValue(w2o_kind kind, const w2o_value &value);

} // namespace w2o::difftest

#endif // W2O_DIFFTEST_PLAN_H
