//===- BindImport.h - Which function imports the linker binds -------------===//
//
// The rule behind --imports, --link-import and --instance-import, in one
// place, because lowering and the generated header must agree on it.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_WASM_BINDIMPORT_H
#define W2O_WASM_BINDIMPORT_H

#include "wasm2obj/CompileOptions.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>

namespace w2o {

/// Whether `pattern` matches all of `text`; `*` stands for any bytes, also
/// none. Takes time linear in pattern times text, whatever the pattern.
bool matchesPattern(llvm::StringRef pattern, llvm::StringRef text);

/// How the function import `module`.`field` is bound: per instance when a
/// pattern of `instanceImports` matches "module.field", else by the linker
/// when one of `linkImports` does, else as `byDefault` says.
ImportBinding bindImport(llvm::StringRef module, llvm::StringRef field,
                         ImportBinding byDefault,
                         llvm::ArrayRef<std::string> linkImports,
                         llvm::ArrayRef<std::string> instanceImports);

} // namespace w2o

#endif // W2O_WASM_BINDIMPORT_H
