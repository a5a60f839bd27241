//===- Linker.h - lld as a library ----------------------------------------===//
//
// The only folder that knows lld. Three uses: partition objects to one
// relocatable object (here), and objects to executables and shared libraries
// (the public wasm2obj/Link.h).
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LINK_LINKER_H
#define W2O_LINK_LINKER_H

#include "wasm2obj/Error.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>

namespace w2o {

/// Runs ld.lld with these arguments (without the program name). lld keeps its
/// state in globals, so that calls from several threads wait for each other.
/// The error is of class Link and has lld's own text.
std::optional<Error> runLld(llvm::ArrayRef<std::string> args);

/// Merges ELF objects into one relocatable object, sections in the order of
/// the list. The bytes depend on the objects alone.
std::optional<Error>
mergeElfObjects(llvm::ArrayRef<llvm::SmallVector<char, 0>> objects,
                llvm::SmallVectorImpl<char> &output);

} // namespace w2o

#endif // W2O_LINK_LINKER_H
