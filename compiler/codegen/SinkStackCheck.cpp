//===- SinkStackCheck.cpp - The stack is checked where something is called ===//

#include "codegen/SinkStackCheck.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace w2o {

namespace {

/// The check at the end of the entry: whether the stack pointer is below a
/// limit that is loaded for it alone.
struct Check {
  BranchInst *branch = nullptr;
  Instruction *compare = nullptr;
  Instruction *pointer = nullptr;
  Instruction *limit = nullptr;

  explicit operator bool() const { return branch; }
};

} // namespace

static Check findCheck(BasicBlock &entry) {
  auto *branch = dyn_cast<BranchInst>(entry.getTerminator());
  Value *pointer, *limit;
  ICmpInst::Predicate predicate;
  if (!branch || !branch->isConditional() ||
      !match(branch->getCondition(),
             m_OneUse(m_ICmp(predicate, m_Value(pointer), m_Value(limit)))))
    return {};
  // As it was made, or turned round.
  if (predicate == ICmpInst::ICMP_UGT)
    std::swap(pointer, limit);
  else if (predicate != ICmpInst::ICMP_ULT)
    return {};
  auto *load = dyn_cast<LoadInst>(limit);
  if (!match(pointer, m_OneUse(m_Intrinsic<Intrinsic::read_register>())) ||
      !load || !load->hasOneUse() || load->getParent() != &entry ||
      !isa<UnreachableInst>(branch->getSuccessor(0)->getTerminator()) ||
      !branch->getSuccessor(0)->hasNPredecessors(1))
    return {};
  return {branch, cast<Instruction>(branch->getCondition()),
          cast<Instruction>(pointer), load};
}

/// Traps need no check; everything else that is called may need the stack.
static bool isCall(const Instruction &instruction) {
  const auto *call = dyn_cast<CallBase>(&instruction);
  return call && !call->doesNotReturn() && !isa<IntrinsicInst>(call) &&
         !call->isInlineAsm();
}

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
    if (dominators.isReachableFromEntry(&block) && any_of(block, isCall))
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
  Check check = findCheck(entry);
  if (!check)
    return PreservedAnalyses::all();
  BasicBlock *place = findPlace(function, analyses);
  if (!place || place == &entry)
    return PreservedAnalyses::all();

  // The calls of a block are behind its first one, if there are any.
  auto first = find_if(*place, isCall);
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
