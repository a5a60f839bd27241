//===- FuseVectors.h - 128-bit vectors of a module in wider registers -----===//
//
// Vectors of WebAssembly have 128 bits. Where registers have more, this pass
// makes a second version of a loop over such vectors, whose iteration is some
// iterations of the original, `factor` below: each operation works on the
// vectors of all of them, side by side. The wide loop does all but the last
// iterations, of which there is at least one; the original does those, so that
// what is used behind the loop comes from it.
//
// What a loop must be: one block that is left at its end, after a number of
// iterations that is known in front of it; operations that treat lanes alike,
// or shuffle those of one vector; and accesses that advance by their own size.
// A vector that is handed to the next iteration, because neighbours are needed,
// is one of a load (or what is computed of it) in front of its uses.
//
// Order: the wide loop does access A for all its iterations before access B. So
// a store must not touch what another access of another iteration of the same
// group does. As all advance by the same step, their distance stays the same:
// it is zero, or at least the size of the group. What is not known is tested in
// front of the loop, and the original runs all iterations when the test fails.
//
// Traps: every access of the wide loop is one that the original makes, since
// the block has no other exit. So it traps when the original does, and with the
// same kind; stores around the trap may be missing (docs/Security.md). All
// addresses are those of the original loop, in memories with guard pages.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_FUSEVECTORS_H
#define W2O_CODEGEN_FUSEVECTORS_H

#include "llvm/IR/PassManager.h"

namespace llvm {
class TargetTransformInfo;
}

namespace w2o {

/// Bits of the widest register for vectors, or 128, which WebAssembly has: then
/// the pass has nothing to do.
unsigned vectorRegisterBits(const llvm::TargetTransformInfo &target);

class FuseVectorsPass : public llvm::PassInfoMixin<FuseVectorsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
};

} // namespace w2o

#endif // W2O_CODEGEN_FUSEVECTORS_H
