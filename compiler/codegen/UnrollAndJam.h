//===- UnrollAndJam.h - Iterations of an outer loop side by side ----------===//
//
// In a product of matrices, as it is usually written,
//
//   for j: { sum = 0; for k: sum += a[k] * b[k][j]; c[j] = sum; }
//
// each addition waits for the one before it, and the inner loop walks through b
// in steps of rows. No vectoriser helps, since the order of the additions must
// stay. But the sums of different j have nothing to do with each other. So some
// iterations of the outer loop, `copies` below, become one:
//
//   for j by 4: {
//     s0 = s1 = s2 = s3 = 0;
//     for k: { s0 += a[k] * b[k][j]; ... s3 += a[k] * b[k][j + 3]; }
//     c[j] = s0; ... c[j + 3] = s3;
//   }
//
// Additions overlap, what the copies have in common is loaded once, neighbours
// are loaded together, and the vectoriser of straight-line code finds them. All
// results are the same to the last bit. (Carr and Kennedy, Improving the Ratio
// of Memory Operations to Floating-Point Operations in Loops, TOPLAS 16, 1994.)
//
// The jammed nest stands in front of the original, behind tests that it may run
// (NestOrder.h), and does as many iterations as there are whole groups. The
// original does the others, which are all when a test fails.
//
// Traps: the jammed nest makes the accesses that the original makes, since the
// nest has no other exit, no call and no other effect. So it traps when the
// original does, and with the same kind; stores around the trap may be missing,
// or early (docs/Security.md). Sandbox: the tests prove that each 64-bit
// address of the jammed nest is the 32-bit sum of the original.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_UNROLLANDJAM_H
#define W2O_CODEGEN_UNROLLANDJAM_H

#include "llvm/IR/PassManager.h"

namespace w2o {

class UnrollAndJamPass : public llvm::PassInfoMixin<UnrollAndJamPass> {
public:
  /// `cleanup` runs where something was jammed: it removes what the copies have
  /// in common.
  explicit UnrollAndJamPass(llvm::FunctionPassManager cleanup)
      : cleanup(std::move(cleanup)) {}
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);

private:
  llvm::FunctionPassManager cleanup;
};

} // namespace w2o

#endif // W2O_CODEGEN_UNROLLANDJAM_H
