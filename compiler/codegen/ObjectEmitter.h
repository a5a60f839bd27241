//===- ObjectEmitter.h - Optimised IR to machine code ---------------------===//

#ifndef W2O_CODEGEN_OBJECTEMITTER_H
#define W2O_CODEGEN_OBJECTEMITTER_H

#include "wasm2obj/Error.h"
#include "wasm2obj/OptionalPasses.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include <cstdint>
#include <optional>

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace w2o {

class InlineSites;

enum class CodeForm : uint8_t { Object, Assembly };

/// Bytes of the stack frame of each function, spills and saved registers
/// included. Functions without a frame are missing.
using FrameSizes = llvm::StringMap<uint64_t>;

/// Generates code for an optimised module, with the optimisations of ours that
/// are in `enabled`. The module is changed and must not be used again. `frames`
/// and `sites` may be null. The error is of class Internal: the code generator
/// accepts everything that the lowering makes.
std::optional<Error> emitCode(llvm::Module &module,
                              llvm::TargetMachine &machine,
                              OptionalPassSet enabled, CodeForm form,
                              llvm::SmallVectorImpl<char> &output,
                              FrameSizes *frames = nullptr,
                              InlineSites *sites = nullptr);

/// Writes the module as bitcode or as text.
void emitBitcode(const llvm::Module &module,
                 llvm::SmallVectorImpl<char> &output);
void emitIRText(const llvm::Module &module,
                llvm::SmallVectorImpl<char> &output);

} // namespace w2o

#endif // W2O_CODEGEN_OBJECTEMITTER_H
