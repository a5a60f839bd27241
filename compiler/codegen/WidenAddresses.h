//===- WidenAddresses.h - Guest addresses in loops as 64-bit variables ----===//
//
// A guest address in a loop is zext(a), where `a` is a 32-bit sum that may
// wrap for all that LLVM knows. So neighbouring elements have unrelated
// addresses, nothing folds into an addressing mode, and vectorisers see
// nothing. Guard pages know better. A memory that accesses rely on guard pages
// for has at most W2O_GUARDED_MAX_PAGES pages, so an access of w bytes at
// a + offset that did not trap proves
//
//   zext(a) + offset + w <= 2^32 - 2^16,
//
// and a + c does not wrap for any c of at most 2^16 (`maxProvenDistance`).
//
// The pass takes the accesses of a loop whose addresses advance by the same
// positive step and differ by constants, chooses the lowest that runs in each
// iteration as the root, and gives the group one 64-bit variable q that starts
// at zext(root) in front of the loop and grows by the step. By induction q is
// zext(root) in each iteration: it is at first, and root did not trap in the
// iteration before. A member at distance d from the root, 0 <= d <= 2^16, has
// the address q + d
//
// - behind the root, because the root did not trap;
// - in front of the root in the same block, when nothing in between can leave
//   the block: if root + d wraps, the root traps in either case, and the
//   member's trap, a few instructions earlier, has the same kind.
//
// Sandbox: q is never below zero, since steps and distances are not negative
// and the start is an extension. It exceeds 2^32 by at most one step, and
// then q + distance + offset is below 2^32 + 2^30 + 2^18: inside the guard,
// even multiplied by what vectorisers and unrollers read ahead.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_WIDENADDRESSES_H
#define W2O_CODEGEN_WIDENADDRESSES_H

#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class LPMUpdater;
class Loop;
} // namespace llvm

namespace w2o {

class WidenAddressesPass : public llvm::PassInfoMixin<WidenAddressesPass> {
public:
  llvm::PreservedAnalyses run(llvm::Loop &loop,
                              llvm::LoopAnalysisManager &analyses,
                              llvm::LoopStandardAnalysisResults &results,
                              llvm::LPMUpdater &updater);
};

} // namespace w2o

#endif // W2O_CODEGEN_WIDENADDRESSES_H
