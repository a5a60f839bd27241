/*===- Version.h - Version of the contract in this folder -----------------===*\
 *
 * Any change to VmLayout.h, HeapLayout.h, ModuleDesc.h, Builtins.def, Traps.def
 * or to the calling convention of docs/Abi.md raises the number. Each object
 * refers to the symbol w2o_abi_version_N and the runtime defines it, so that a
 * mismatch is a link error instead of a crash.
 *
\*===----------------------------------------------------------------------===*/

#ifndef W2O_ABI_VERSION_H
#define W2O_ABI_VERSION_H

#define W2O_ABI_VERSION 11
#define W2O_ABI_VERSION_SYMBOL_OF_(n) w2o_abi_version_##n
#define W2O_ABI_VERSION_SYMBOL_OF(n) W2O_ABI_VERSION_SYMBOL_OF_(n)
/* The symbol as a token, e.g. w2o_abi_version_11. */
#define W2O_ABI_VERSION_SYMBOL W2O_ABI_VERSION_SYMBOL_OF(W2O_ABI_VERSION)

#endif /* W2O_ABI_VERSION_H */
