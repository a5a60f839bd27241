//===- SinkStackCheck.cpp - The stack is checked where something is called ===//

#include "codegen/SinkStackCheck.h"

#include "codegen/StackCheck.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace w2o {

/// Whether there is a way from the entry to a return around a block. Ways to
/// traps do not count.
static bool returnsWithout(BasicBlock &block) {
  SmallPtrSet<BasicBlock *, 32> seen = {&block};
  SmallVector<BasicBlock *, 32> waiting = {&block.getParent()->getEntryBlock()};
  while (!waiting.empty()) {
    BasicBlock *next = waiting.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    if (isa<ReturnInst>(next->getTerminator()))
      return true;
    append_range(waiting, successors(next));
  }
  return false;
}

/// A block outside of loops that all calls come behind; null when there are
/// none, or every way to a return leads through it.
static BasicBlock *findPlace(Function &function,
                             FunctionAnalysisManager &analyses) {
  auto &dominators = analyses.getResult<DominatorTreeAnalysis>(function);
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  BasicBlock *place = nullptr;
  for (BasicBlock &block : function)
    if (dominators.isReachableFromEntry(&block) && any_of(block, mayNeedStack))
      place = place ? dominators.findNearestCommonDominator(place, &block)
                    : &block;
  if (!place || !returnsWithout(*place))
    return nullptr;
  while (true) {
    Loop *loop = loops.getLoopFor(place);
    if (loop) {
      loop = loop->getOutermostLoop();
      place = loop->getHeader();
      BasicBlock *before = loop->getLoopPredecessor();
      if (before && !place->isEHPad())
        return SplitEdge(before, place, &dominators, &loops);
    } else if (!place->isEHPad()) {
      return place;
    }
    // A landing pad begins with itself, and others lead into the loop.
    place = dominators.getNode(place)->getIDom()->getBlock();
  }
}

PreservedAnalyses SinkStackCheckPass::run(Function &function,
                                          FunctionAnalysisManager &analyses) {
  BasicBlock &entry = function.getEntryBlock();
  StackCheck check = StackCheck::find(entry);
  if (!check)
    return PreservedAnalyses::all();
  BasicBlock *place = findPlace(function, analyses);
  if (!place || place == &entry)
    return PreservedAnalyses::all();

  // The calls of a block are behind its first one, if there are any.
  auto first = find_if(*place, mayNeedStack);
  Instruction *before =
      first == place->end() ? place->getTerminator() : &*first;
  BasicBlock *trap = check.branch->getSuccessor(0);
  BasicBlock *next = SplitBlock(place, before);
  place->getTerminator()->eraseFromParent();
  BranchInst::Create(check.branch->getSuccessor(1), &entry);
  check.branch->removeFromParent();
  check.branch->insertInto(place, place->end());
  check.branch->setSuccessor(1, next);
  for (Instruction *part : {check.pointer, check.limit, check.compare})
    part->moveBefore(check.branch);
  trap->moveBefore(next);
  return PreservedAnalyses::none();
}

} // namespace w2o
