//===- Builtins.h - Declarations of what compiled code calls --------------===//
//
// Generated from abi/Builtins.def, so that a definition with another type than
// the compiler assumes does not compile.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_BUILTINS_BUILTINS_H
#define W2O_BUILTINS_BUILTINS_H

#include "core/Export.h"
#include "core/Instance.h"
#include "core/Trap.h"

#include <stdint.h>

namespace w2o::builtin {
using VOID = void;
using I32 = uint32_t;
using I64 = uint64_t;
using F32 = float;
using F64 = double;

/// `PTR vm` is an instance, every other pointer a reference or opaque.
using PTR = void *;

#define BUILTIN(name, result, parameters)                                      \
  W2O_EXPORT result w2o_##name parameters;
#include "abi/Builtins.def"
} // namespace w2o::builtin

namespace w2o {

inline Instance *callerOf(void *vm) {
  return static_cast<Instance *>(w2o_vm_head_of(vm)->runtime);
}

} // namespace w2o

#endif // W2O_BUILTINS_BUILTINS_H
