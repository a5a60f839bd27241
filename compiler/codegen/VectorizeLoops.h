//===- VectorizeLoops.h - Loop vectorisation without pins in the way ------===//
//
// In `c[j] += x * b[j]` a load of c is pinned (AnchorLoads.h): were x * b[j]
// found to be zero, the store would write back what is there and could go, and
// the trap of the load with it. Nothing in the loop vectoriser finds that, but
// it refuses loops with pins.
//
// So the pins of a loop are taken away for LLVM's pass alone, and all that it
// makes of their loads is pinned behind it: the loads of the loop that stays,
// for the rest of the iterations or because there is no vector, and the wide
// ones. That is allowed where the vectoriser cannot lose a load meanwhile: the
// value reaches a store of the same iteration, both run in each iteration, and
// operators are all that is in between. The vectoriser does not fold operators;
// of what it makes, it only drops what no store, branch or user behind the loop
// needs.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_VECTORIZELOOPS_H
#define W2O_CODEGEN_VECTORIZELOOPS_H

#include "llvm/IR/PassManager.h"
#include "llvm/Transforms/Vectorize/LoopVectorize.h"

namespace w2o {

class VectorizeLoopsPass : public llvm::PassInfoMixin<VectorizeLoopsPass> {
public:
  /// Without `suspendPins` it is LLVM's pass alone.
  explicit VectorizeLoopsPass(bool suspendPins = true)
      : suspendPins(suspendPins) {}
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);

private:
  bool suspendPins;
  llvm::LoopVectorizePass vectorize;
};

} // namespace w2o

#endif // W2O_CODEGEN_VECTORIZELOOPS_H
