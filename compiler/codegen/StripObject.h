//===- StripObject.h - The last changes to a finished object --------------===//

#ifndef W2O_CODEGEN_STRIPOBJECT_H
#define W2O_CODEGEN_STRIPOBJECT_H

#include "wasm2obj/Error.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace w2o {

/// Takes DWARF, unless it is to be kept, file names and unused symbols out of
/// an ELF object: the line table was there for PcMap.h only. Nothing writable
/// is left. Other formats are left alone.
std::optional<Error> stripObject(llvm::SmallVectorImpl<char> &object,
                                 bool keepDebug);

} // namespace w2o

#endif // W2O_CODEGEN_STRIPOBJECT_H
