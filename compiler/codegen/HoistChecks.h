//===- HoistChecks.h - Takes trap checks out of counted loops -------------===//
//
// Memories without guard pages and arrays are accessed behind a check in code.
// In a loop that counts, all indices that a check will see are known before
// the loop. This pass makes a second version of such a loop without its
// checks, and one test before both: when no check would trap in any iteration
// the version without checks runs, which LLVM can then vectorise; otherwise
// the original runs and traps where it always did. So traps stay exact.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_HOISTCHECKS_H
#define W2O_CODEGEN_HOISTCHECKS_H

#include "llvm/IR/PassManager.h"

namespace w2o {

class HoistChecksPass : public llvm::PassInfoMixin<HoistChecksPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace w2o

#endif // W2O_CODEGEN_HOISTCHECKS_H
