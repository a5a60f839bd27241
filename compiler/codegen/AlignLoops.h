//===- AlignLoops.h - Small loops begin at a multiple of 32 ---------------===//
//
// Processors for x86-64 cache decoded instructions by windows of 32 or 64 bytes
// of code. Code generation aligns loops to 16, so that a small one may take one
// window more than it fills. This pass asks for 32 for small innermost loops
// that probably go round often, and not for others, because what fills the
// space in front of a loop is executed on the way into it.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_ALIGNLOOPS_H
#define W2O_CODEGEN_ALIGNLOOPS_H

#include "llvm/IR/PassManager.h"

namespace w2o {

/// Leaves the form of loops as it is, as code generation likes it.
class AlignLoopsPass : public llvm::PassInfoMixin<AlignLoopsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace w2o

#endif // W2O_CODEGEN_ALIGNLOOPS_H
