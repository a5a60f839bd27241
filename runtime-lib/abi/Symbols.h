/*===- Symbols.h - Names of generated symbols and sections ----------------===*\
 *
 * Both sides and the tools take names from here. `prefix` is --prefix.
 *
 *   <prefix>_module            struct w2o_module, the object's public constant
 *   <prefix>_<export>          typed C function of an exported function
 *   <prefix>.direct.<export>   the same for calls inside of w2o_enter_scope()
 *   <prefix>.f<index>[.<name>] code of a defined function (hidden)
 *   <prefix>.init <prefix>.desc <prefix>.data ...   internal (hidden)
 *   <module>__<field>          link-time import, an undefined C function
 *
 * Mangling of names that are not C identifiers (docs/Abi.md, "Names"): ASCII
 * letters and digits stand for themselves, and so does an underscore between
 * two of them; every other byte becomes W2O_MANGLE_ESCAPE and two upper-case
 * hexadecimal digits. What would read as an escape, an 'x' and two upper-case
 * hexadecimal digits after an underscore or at the start of a name, has that
 * underscore or 'x' escaped. The mapping is therefore reversible, also where
 * two names are joined by "__".
 *
\*===----------------------------------------------------------------------===*/

#ifndef W2O_ABI_SYMBOLS_H
#define W2O_ABI_SYMBOLS_H

#define W2O_MANGLE_ESCAPE "_x"
#define W2O_SYMBOL_MODULE_SUFFIX "_module"
#define W2O_SYMBOL_DIRECT ".direct."
#define W2O_SYMBOL_IMPORT_SEPARATOR "__"
#define W2O_SYMBOL_BUILTIN_PREFIX "w2o_"
#define W2O_SYMBOL_TRAP_PREFIX "w2o_trap_"
/* What typed exports call, by where their result is (docs/Abi.md). */
#define W2O_SYMBOL_ENTER_INT "w2o_enter_int"
#define W2O_SYMBOL_ENTER_FP "w2o_enter_fp"
/* The personality routine of functions with handlers (docs/Abi.md). */
#define W2O_SYMBOL_PERSONALITY "w2o_personality"
/* In LLVM IR, an attribute of functions: what profiles call them. */
#define W2O_PROFILE_NAME_ATTRIBUTE "w2o-profile-name"
/* And that of functions that keep the instance pointer (docs/Abi.md). */
#define W2O_KEEPS_INSTANCE_ATTRIBUTE "w2o-keeps-instance"

#endif /* W2O_ABI_SYMBOLS_H */
