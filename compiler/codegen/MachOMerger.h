//===- MachOMerger.h - Mach-O objects to one relocatable object -----------===//
//
// lld has no `-r` for Mach-O, and the system linker is only on Apple's
// machines. Objects that this compiler made itself are simple enough to be
// merged here: a few sections, one segment, no indirect symbols.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_MACHOMERGER_H
#define W2O_CODEGEN_MACHOMERGER_H

#include "wasm2obj/Error.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace w2o {

/// Concatenates sections of one name in the order of the list. DWARF is
/// dropped unless `keepDebug` is set.
std::optional<Error>
mergeMachOObjects(llvm::ArrayRef<llvm::SmallVector<char, 0>> objects,
                  bool keepDebug, llvm::SmallVectorImpl<char> &output);

} // namespace w2o

#endif // W2O_CODEGEN_MACHOMERGER_H
