//===- SinkStackCheck.h - The stack is checked where something is called --===//
//
// The check of a function is there for what it calls (docs/Abi.md, "Stack"); a
// function that calls nothing has none. This pass moves it from the entry down
// to the last block that all calls come behind, but into no loop, so ways that
// call nothing are free of it. Where there are none, it stays.
//
// A stack that is too small is noticed later than before, after effects of the
// function itself. Where it is noticed is nothing that the specification fixes
// (Appendix, "Implementation Limitations").
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_SINKSTACKCHECK_H
#define W2O_CODEGEN_SINKSTACKCHECK_H

#include "llvm/IR/PassManager.h"

namespace w2o {

/// To be run behind all that could move a call in front of the check.
class SinkStackCheckPass : public llvm::PassInfoMixin<SinkStackCheckPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace w2o

#endif // W2O_CODEGEN_SINKSTACKCHECK_H
