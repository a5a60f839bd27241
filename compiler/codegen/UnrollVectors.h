//===- UnrollVectors.h - Two iterations over vectors in one ---------------===//
//
// Where a producer's vectoriser has made a loop over vectors of 128 bits, one
// iteration works on one vector, while LLVM's vectoriser for a native target
// lets it work on two or more side by side: half as many increments, tests and
// jumps, no copies of what one iteration hands to the next, and more to do at
// the same time. Nobody else does that later, since the unroller leaves alone
// what is larger than the loop buffer of an old processor.
//
// This pass asks the unroller for two iterations in one, for innermost loops
// of one small block whose number of iterations is known at their start. An
// odd one that is known to the compiler becomes even, with a rest behind.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_UNROLLVECTORS_H
#define W2O_CODEGEN_UNROLLVECTORS_H

#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class LPMUpdater;
class Loop;
} // namespace llvm

namespace w2o {

class UnrollVectorsPass : public llvm::PassInfoMixin<UnrollVectorsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Loop &loop,
                              llvm::LoopAnalysisManager &analyses,
                              llvm::LoopStandardAnalysisResults &results,
                              llvm::LPMUpdater &updater);
};

} // namespace w2o

#endif // W2O_CODEGEN_UNROLLVECTORS_H
