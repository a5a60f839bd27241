//===- RerollLoops.h - Undoes unrolling by the producer -------------------===//
//
// The compiler that made a module has unrolled its inner loops for an engine
// that would not. LLVM vectorises loops, not unrolled bodies: across stores it
// needs checks at run time that only the loop vectoriser makes. So bodies that
// consist of k equal copies, a step apart, become loops of one copy again.
//
// A search finds a successor function on the values of the body, which maps
// each value of one copy to its counterpart in the next. Then every value that
// the first copy needs is proved, whatever the search did. Let s be the
// successor function and t an iteration of the unrolled loop; the rolled loop
// makes iteration k * t + c of what was copy c. To be shown is that a value v
// of the first copy is in iteration k * t + c what s^c(v) was in t. By
// induction over iterations, and in each from definitions to uses:
//
// - Loads and stores, in their order, are k times the same sequence. Access i
//   of copy c was at the address of access i of the first copy plus c steps,
//   and that advances by k steps: so the rolled loop, where it advances by one
//   step, makes the same accesses to the same addresses in the same order.
//   Each load reads the same value, each trap comes at the same point. Steps of
//   stores are the size of an element; those of loads can be larger, as in a
//   column of a matrix.
// - Integers that count: s^c(v) is v plus c times a k-th of v's step, by scalar
//   evolution. They are computed anew, by variables with a k-th of the step,
//   since their own instructions need not be linear (`i | 1` is `i + 1` only
//   while i is even). So are addresses.
// - An operation, of which s^c is the same operation on s^c of its operands.
//   What does not change in the loop is its own successor.
// - A variable that the copies hand on, e.g. an element that is loaded once
//   and used by three copies, is a phi whose s^k is what it gets from the
//   iteration before; in the rolled loop it gets its s.
//
// What was known about a value of one copy only (flags, alignment, ranges) is
// dropped. A trap in a later copy is reported at the first one's place in the
// module. Only loops that the vectoriser will like are touched, and loops over
// vectors where FuseVectors could widen them; if they do not, the unroller is
// told to put back what was taken away.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_REROLLLOOPS_H
#define W2O_CODEGEN_REROLLLOOPS_H

#include "llvm/Analysis/LoopAnalysisManager.h"
#include "llvm/IR/PassManager.h"

namespace llvm {
class LPMUpdater;
class Loop;
} // namespace llvm

namespace w2o {

class RerollLoopsPass : public llvm::PassInfoMixin<RerollLoopsPass> {
public:
  llvm::PreservedAnalyses run(llvm::Loop &loop,
                              llvm::LoopAnalysisManager &analyses,
                              llvm::LoopStandardAnalysisResults &results,
                              llvm::LPMUpdater &updater);
};

} // namespace w2o

#endif // W2O_CODEGEN_REROLLLOOPS_H
