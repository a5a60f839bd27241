//===- UnrollVectors.cpp - Two iterations over vectors in one -------------===//

#include "codegen/UnrollVectors.h"

#include "codegen/AnchorSearch.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/UnrollLoop.h"

using namespace llvm;

namespace w2o {

/// Iterations that become one.
constexpr unsigned copies = 2;
/// Operations of a body; twice as many still fit into the caches of decoded
/// instructions many times.
constexpr unsigned maxOperations = 32;
/// What two iterations in one gain has to be more than what entering the loop
/// costs then.
constexpr unsigned minIterations = 4;

/// Whether the body is small, has vectors, and consists of nothing that would
/// make one more jump irrelevant.
static bool isSmallVectorBody(const BasicBlock &body) {
  unsigned operations = 0;
  bool hasVectors = false;
  for (const Instruction &instruction : body) {
    if (isa<PHINode, DbgInfoIntrinsic, GetElementPtrInst, BitCastInst>(
            instruction) ||
        isPin(instruction))
      continue;
    if (isa<CallBase>(instruction) && !isa<IntrinsicInst>(instruction))
      return false;
    if (++operations > maxOperations)
      return false;
    const auto *store = dyn_cast<StoreInst>(&instruction);
    Type *type =
        store ? store->getValueOperand()->getType() : instruction.getType();
    hasVectors |= type->isVectorTy();
  }
  return hasVectors;
}

/// Whether somebody has decided already: LLVM's vectoriser, which chooses how
/// many vectors an iteration has, or a pass that knows more of the loop.
static bool isDecided(const Loop &loop) {
  return getBooleanLoopAttribute(&loop, "llvm.loop.isvectorized") ||
         findOptionMDForLoop(&loop, "llvm.loop.unroll.disable") ||
         findOptionMDForLoop(&loop, "llvm.loop.unroll.count") ||
         findOptionMDForLoop(&loop, "llvm.loop.unroll.full");
}

PreservedAnalyses UnrollVectorsPass::run(Loop &loop, LoopAnalysisManager &,
                                         LoopStandardAnalysisResults &results,
                                         LPMUpdater &updater) {
  ScalarEvolution &scev = results.SE;
  if (loop.getNumBlocks() != 1 || isDecided(loop) ||
      !isSmallVectorBody(*loop.getHeader()) ||
      isa<SCEVCouldNotCompute>(scev.getBackedgeTakenCount(&loop)))
    return PreservedAnalyses::all();
  unsigned most = scev.getSmallConstantMaxTripCount(&loop);
  if (most && most < minIterations)
    return PreservedAnalyses::all();
  // Where the number is known and odd, the unroller would test between the two
  // copies for the end. It is 0 when it is not known.
  if (scev.getSmallConstantTripCount(&loop) % copies != 0) {
    Loop *rest = nullptr;
    if (!UnrollRuntimeLoopRemainder(
            &loop, copies, /*AllowExpensiveTripCount=*/false,
            /*UseEpilogRemainder=*/true, /*UnrollRemainder=*/false,
            /*ForgetAllSCEV=*/false, &results.LI, &results.SE, &results.DT,
            &results.AC, &results.TTI, /*PreserveLCSSA=*/true, &rest))
      return PreservedAnalyses::all();
    if (rest)
      updater.addSiblingLoops({rest});
  }
  addStringMetadataToLoop(&loop, "llvm.loop.unroll.count", copies);
  return getLoopPassPreservedAnalyses();
}

} // namespace w2o
