//===- GuestText.h - Accesses of guest memory as text of LLVM IR ----------===//
//
// Of a double, in a module that has !0 as the alias class of guest memory, as
// ALIAS_CLASSES makes it.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_UNIT_CODEGEN_GUESTTEXT_H
#define W2O_UNIT_CODEGEN_GUESTTEXT_H

#define LOAD(name, pointer)                                                    \
  "  %" name " = load double, ptr %" pointer ", align 1, !tbaa !0\n"
#define STORE(name, pointer)                                                   \
  "  store double %" name ", ptr %" pointer ", align 1, !tbaa !0\n"

/// !0 is the class of guest memory, !3 one of another name.
#define ALIAS_CLASSES(other)                                                   \
  "!0 = !{!1, !1, i64 0}\n"                                                    \
  "!1 = !{!\"guest memory\", !2, i64 0}\n"                                     \
  "!2 = !{!\"root\"}\n"                                                        \
  "!3 = !{!4, !4, i64 0}\n"                                                    \
  "!4 = !{!\"" other "\", !2, i64 0}\n"

#endif // W2O_UNIT_CODEGEN_GUESTTEXT_H
