//===- ConstExpr.h - Constant expressions as data -------------------------===//

#ifndef W2O_WASM_CONSTEXPR_H
#define W2O_WASM_CONSTEXPR_H

#include "wasm/Instr.h"
#include <vector>

namespace w2o {

/// The instructions of a constant expression in order, without the final
/// `end`. Validated: a list of type-correct constant instructions.
struct ConstExpr {
  std::vector<Instr> instrs;
  uint32_t offset = 0; ///< Byte offset of its first instruction.
};

} // namespace w2o

#endif // W2O_WASM_CONSTEXPR_H
