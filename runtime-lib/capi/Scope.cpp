//===- Scope.cpp - C API: entering once for many calls --------------------===//
//
// A host's function has the convention of the guest's, with vm first, so
// w2o_enter() enters it as if it were one.
//
//===----------------------------------------------------------------------===//

#include "abi/VmLayout.h"
#include "wasm2obj_rt.h"

extern "C" {

uint32_t w2o_enter(w2o_vm *vm, void (*code)(void), w2o_register_frame *frame);

w2o_trap_code w2o_enter_scope(w2o_instance *instance, w2o_body body,
                              void *context) {
  w2o_register_frame frame = {};
  frame.ints[0] = uintptr_t(instance);
  frame.ints[1] = uintptr_t(context);
  return w2o_trap_code(
      w2o_enter(instance, reinterpret_cast<void (*)(void)>(body), &frame));
}

} // extern "C"
