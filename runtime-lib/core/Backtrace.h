//===- Backtrace.h - From code addresses to wasm offsets ------------------===//

#ifndef W2O_CORE_BACKTRACE_H
#define W2O_CORE_BACKTRACE_H

#include "abi/ModuleDesc.h"
#include "wasm2obj_rt.h"

namespace w2o {

/// Describes the guest frame that executes `address` of `module`. False when
/// the address is in no function of the module (its initialiser, padding).
bool describeFrame(const w2o_module *module, uintptr_t address,
                   w2o_frame *frame);

} // namespace w2o

#endif // W2O_CORE_BACKTRACE_H
