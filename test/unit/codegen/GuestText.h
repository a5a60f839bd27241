//===- GuestText.h - Accesses of guest memory as text of LLVM IR ----------===//
//
// Of a double, in a module that has !0 as the alias class of guest memory.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_UNIT_CODEGEN_GUESTTEXT_H
#define W2O_UNIT_CODEGEN_GUESTTEXT_H

#define LOAD(name, pointer)                                                    \
  "  %" name " = load double, ptr %" pointer ", align 1, !tbaa !0\n"
#define STORE(name, pointer)                                                   \
  "  store double %" name ", ptr %" pointer ", align 1, !tbaa !0\n"

#endif // W2O_UNIT_CODEGEN_GUESTTEXT_H
