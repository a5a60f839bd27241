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

namespace llvm {
class Module;
}

namespace w2o {

/// Prepares a module that refers to functions of other objects by distances,
/// `function - place`, as the descriptor does. LLVM emits such a distance only
/// to a symbol that the object defines itself, although the format allows
/// others. So each declared function that is hidden gets a body in a section
/// that mergeMachOObjects() drops, and its symbol is then found elsewhere.
void defineForMerge(llvm::Module &module);

/// Concatenates sections of one name in the order of the list. DWARF is
/// dropped unless `keepDebug` is set.
std::optional<Error>
mergeMachOObjects(llvm::ArrayRef<llvm::SmallVector<char, 0>> objects,
                  bool keepDebug, llvm::SmallVectorImpl<char> &output);

} // namespace w2o

#endif // W2O_CODEGEN_MACHOMERGER_H
