//===- OptPipeline.h - Pass pipelines by optimisation level ---------------===//

#ifndef W2O_CODEGEN_OPTPIPELINE_H
#define W2O_CODEGEN_OPTPIPELINE_H

#include "codegen/Profile.h"
#include "wasm2obj/CompileOptions.h"
#include <string>

namespace llvm {
class Module;
class TargetMachine;
} // namespace llvm

namespace w2o {

/// Runs the passes of `level`, as far as `enabled` lets them, over a module
/// fresh from lowering, including the one that keeps trapping loads
/// (AnchorLoads.h). Not skipped at -O0: correctness depends on it.
void optimizeModule(llvm::Module &module, llvm::TargetMachine &machine,
                    OptLevel level, OptionalPassSet enabled,
                    const ProfileOptions &profile = {});

/// Whether a level, as far as `enabled` lets it, replaces calls by the bodies
/// of small functions, for which it is worth while to have copies of those from
/// elsewhere.
bool inlinesCalls(OptLevel level, OptionalPassSet enabled);

/// Says what the LLVM verifier finds, empty when the module is sound.
std::string verifyIR(const llvm::Module &module);

} // namespace w2o

#endif // W2O_CODEGEN_OPTPIPELINE_H
