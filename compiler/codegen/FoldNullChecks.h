//===- FoldNullChecks.h - Null checks become faults -----------------------===//
//
// The lowering checks each nullable reference before it uses it, with a branch
// to a trap. While LLVM optimises that is the best form: it is exact, and LLVM
// removes what it can prove. When it is done, this pass finds the checks whose
// object is accessed next in any case, near enough to the reference that the
// access faults when it is null (abi/HeapLayout.h), and drops the branch; the
// runtime's fault handler tells by the address which trap it is.
//
// From then on the access may not move or disappear, so this runs last. A load
// whose value is not certainly needed gets a pin (AnchorLoads.h), and LLVM is
// told that null is an address like others, in the functions where something
// was folded.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_FOLDNULLCHECKS_H
#define W2O_CODEGEN_FOLDNULLCHECKS_H

#include "llvm/IR/PassManager.h"

namespace w2o {

class FoldNullChecksPass : public llvm::PassInfoMixin<FoldNullChecksPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace w2o

#endif // W2O_CODEGEN_FOLDNULLCHECKS_H
