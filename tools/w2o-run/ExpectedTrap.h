//===- ExpectedTrap.h - How a tested program is to end --------------------===//

#ifndef W2O_RUN_EXPECTEDTRAP_H
#define W2O_RUN_EXPECTEDTRAP_H

#include "wasm2obj_rt.h"
#include <optional>
#include <string>

namespace w2o {

/// --expect-trap TRAP[@FUNCTION]: a trap, and optionally the function that
/// the guest was in.
class ExpectedTrap {
public:
  /// Reads the option's value; nothing, with a message, when the trap is not
  /// one of abi/Traps.def. In FUNCTION, digits are an index.
  static std::optional<ExpectedTrap> parse(const std::string &text,
                                           std::string &message);

  /// Whether a call ended like this. `instance` is the one that was called,
  /// whose backtrace is that of the trap; null when there is none.
  bool isMetBy(const w2o_error &error, w2o_instance *instance) const;

  /// "trap 'unreachable' in function 'f'".
  std::string describe() const;

private:
  std::string name;
  int32_t code = W2O_TRAP_NONE;
  std::optional<std::string> function;
};

} // namespace w2o

#endif // W2O_RUN_EXPECTEDTRAP_H
