//===- Backtrace.h - From code addresses to wasm offsets ------------------===//

#ifndef W2O_CORE_BACKTRACE_H
#define W2O_CORE_BACKTRACE_H

#include "abi/ModuleDesc.h"
#include "wasm2obj_rt.h"

namespace w2o {

/// Describes the guest functions that execute `address` of `module`, innermost
/// first: more than one where calls were inlined. At most `limit` are written
/// to `frames`. Returns how many; none when the address is in no function of
/// the module (its initialiser, padding).
uint32_t describeFrames(const w2o_module *module, uintptr_t address,
                        w2o_frame *frames, uint32_t limit);

} // namespace w2o

#endif // W2O_CORE_BACKTRACE_H
