//===- Mangle.h - Names of exports and imports as linker symbols ----------===//
//
// docs/Abi.md, "Names", and runtime-lib/abi/Symbols.h. A wasm name is any
// UTF-8 string; a symbol has to be a C identifier, so that a C program can
// name it. The mapping is injective, and no import symbol ever equals an
// export symbol: an import that resolved to the typed wrapper of an export
// would call it with arguments that the guest chose, result pointers
// included.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM_MANGLE_H
#define W2O_WASM_MANGLE_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace w2o {

/// The mangled form of one name: letters, digits and `_xHH` escapes, with
/// single underscores between letters and digits. Never holds "__" and never
/// ends in '_'.
std::string mangleName(llvm::StringRef name);

/// Undoes mangleName(). Text that is not an escape stays as it is.
std::string demangleName(llvm::StringRef mangled);

/// The symbol of a link-time import, e.g. "env__host_log".
std::string importSymbol(llvm::StringRef module, llvm::StringRef field);

/// The symbol of an export, e.g. "app_add". Names that the header defines
/// itself ("module", "instantiate") have their first letter escaped.
std::string exportSymbol(llvm::StringRef prefix, llvm::StringRef name);

/// The symbol of an export for direct calls, e.g. "app.direct.add", and its
/// name in C, e.g. "app_direct__add".
std::string directSymbol(llvm::StringRef prefix, llvm::StringRef name);
std::string directName(llvm::StringRef prefix, llvm::StringRef name);

/// Whether symbols with this prefix cannot collide with those of the runtime
/// or with import symbols: a C identifier that is not a keyword, holds no
/// "__", neither starts nor ends with '_', and does not start with "w2o_".
bool isValidPrefix(llvm::StringRef prefix);

/// Whether `word` is a keyword of C11, C++20 or their alternative tokens.
bool isCKeyword(llvm::StringRef word);

} // namespace w2o

#endif // W2O_WASM_MANGLE_H
