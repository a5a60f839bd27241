//===- AlignLoops.cpp - Small loops begin at a multiple of 32 -------------===//

#include "codegen/AlignLoops.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/LoopUtils.h"

using namespace llvm;

namespace w2o {

/// In bytes.
constexpr unsigned alignment = 32;
/// Of a loop that is larger, one window more is a small part.
constexpr unsigned maxInstructions = 64;
constexpr unsigned minIterations = 16;

/// Whether the loop probably goes round often: it computes with numbers that
/// are no addresses, or the compiler knows it. Loops that search and copy are
/// entered for a few iterations each time.
static bool isLong(const Loop &loop, ScalarEvolution &scev) {
  if (isa<SCEVCouldNotCompute>(scev.getBackedgeTakenCount(&loop)))
    return false;
  if (unsigned most = scev.getSmallConstantMaxTripCount(&loop))
    return most >= minIterations;
  return any_of(loop.blocks(), [](const BasicBlock *block) {
    return any_of(*block, [](const Instruction &instruction) {
      return instruction.getType()->isFPOrFPVectorTy();
    });
  });
}

static bool isSmall(const Loop &loop) {
  size_t instructions = 0;
  for (const BasicBlock *block : loop.blocks())
    instructions += block->sizeWithoutDebug();
  return instructions <= maxInstructions;
}

PreservedAnalyses AlignLoopsPass::run(Function &function,
                                      FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  if (loops.empty() ||
      !Triple(function.getParent()->getTargetTriple()).isX86())
    return PreservedAnalyses::all();
  auto &scev = analyses.getResult<ScalarEvolutionAnalysis>(function);
  for (Loop *loop : loops.getLoopsInPreorder())
    if (loop->isInnermost() && isSmall(*loop) && isLong(*loop, scev))
      addStringMetadataToLoop(loop, "llvm.loop.align", alignment);
  return PreservedAnalyses::all();
}

} // namespace w2o
