//===- HoistChecks.cpp - Takes trap checks out of counted loops -----------===//
//
// A check is a conditional branch that leaves the loop to a block which ends in
// a trap when "index < bound" (or <=) is false, unsigned, with an invariant
// bound. Its index is {start,+,step} with a constant step, or invariant. If N
// is the number of times that the backedge is taken when no check traps, the
// last index is start + step * N, and no check traps if
//
//   step > 0:   start < bound  and  N <= (bound - 1 - start) / step
//   step < 0:   start < bound  and  N <= start / -step
//   invariant:  index < bound
//
// The second term also says that the index does not wrap on the way, so nothing
// has to be known about the arithmetic of the guest. A loop that leaves early
// by another exit only makes fewer iterations.
//
// Bodies that a producer has unrolled check start, start + 4, start + 8 and so
// on against one bound. They make one condition: the lowest start against the
// bound less the span of the starts, which saturates at 0.
//
//===----------------------------------------------------------------------===//

#include "codegen/HoistChecks.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/DomTreeUpdater.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include "llvm/Transforms/Utils/LoopSimplify.h"
#include "llvm/Transforms/Utils/LoopUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace w2o {

namespace {

/// Loops beyond this are not worth a second copy.
constexpr unsigned maxInstructions = 400;
/// Checks whose conditions are computed before a loop.
constexpr unsigned maxChecks = 16;

/// Starts further apart than this are unrelated accesses.
constexpr uint64_t maxSpan = 1 << 20;

/// A check of the form described above.
struct Check {
  BranchInst *branch;
  unsigned trapSuccessor;
  const SCEV *index;
  const SCEV *bound;
  bool isInclusive; ///< index <= bound
};

/// Checks with one bound and one step whose starts differ by constants.
struct CheckGroup {
  Check lowest;
  APInt span; ///< From the lowest start to the highest.
};

bool isTrapBlock(const BasicBlock &block) {
  const auto *call = dyn_cast_or_null<CallInst>(
      block.getFirstNonPHIOrDbgOrLifetime());
  return call && call->doesNotReturn() && call->arg_empty() &&
         isa<UnreachableInst>(block.getTerminator());
}

class LoopVersioner {
public:
  LoopVersioner(Function &function, LoopInfo &loops, DominatorTree &tree,
                ScalarEvolution &evolution)
      : function(function), loops(loops), tree(tree), evolution(evolution) {}

  bool run(Loop &loop);

private:
  bool isSuitable(Loop &loop) const;
  std::optional<Check> checkAt(Loop &loop, BasicBlock &block) const;
  bool canExpand(const Check &check, SCEVExpander &expander,
                 Instruction *at) const;
  const SCEV *startOf(const Check &check) const;
  const SCEV *stepOf(const Check &check) const;
  SmallVector<CheckGroup, 8> groupsOf(ArrayRef<Check> checks) const;
  Value *conditionOf(const CheckGroup &group, const SCEV *count,
                     SCEVExpander &expander, IRBuilder<> &b) const;
  void version(Loop &loop, Value *isSafe, ArrayRef<Check> checks);

  Function &function;
  LoopInfo &loops;
  DominatorTree &tree;
  ScalarEvolution &evolution;
};

bool LoopVersioner::isSuitable(Loop &loop) const {
  if (!loop.isInnermost() || !loop.isLoopSimplifyForm() ||
      !loop.isRotatedForm())
    return false;
  unsigned size = 0;
  for (BasicBlock *block : loop.blocks()) {
    size += unsigned(block->size());
    for (Instruction &instruction : *block)
      if (auto *call = dyn_cast<CallBase>(&instruction))
        if (call->cannotDuplicate() || call->isConvergent())
          return false;
  }
  return size <= maxInstructions;
}

std::optional<Check> LoopVersioner::checkAt(Loop &loop,
                                            BasicBlock &block) const {
  auto *branch = dyn_cast<BranchInst>(block.getTerminator());
  if (!branch || !branch->isConditional())
    return std::nullopt;
  unsigned trapSuccessor = 2;
  for (unsigned i = 0; i < 2; ++i)
    if (!loop.contains(branch->getSuccessor(i)) &&
        isTrapBlock(*branch->getSuccessor(i)) &&
        loop.contains(branch->getSuccessor(1 - i)))
      trapSuccessor = i;
  auto *compare = dyn_cast<ICmpInst>(branch->getCondition());
  if (trapSuccessor == 2 || !compare ||
      !compare->getOperand(0)->getType()->isIntegerTy())
    return std::nullopt;

  // What holds where the loop goes on.
  CmpInst::Predicate predicate = trapSuccessor == 0
                                     ? compare->getInversePredicate()
                                     : compare->getPredicate();
  Value *index = compare->getOperand(0), *bound = compare->getOperand(1);
  if (predicate == CmpInst::ICMP_UGT || predicate == CmpInst::ICMP_UGE) {
    std::swap(index, bound);
    predicate = CmpInst::getSwappedPredicate(predicate);
  }
  if (predicate != CmpInst::ICMP_ULT && predicate != CmpInst::ICMP_ULE)
    return std::nullopt;
  const SCEV *indices = evolution.getSCEVAtScope(index, &loop);
  const SCEV *bounds = evolution.getSCEVAtScope(bound, &loop);
  if (!evolution.isLoopInvariant(bounds, &loop))
    return std::nullopt;
  if (!evolution.isLoopInvariant(indices, &loop)) {
    const auto *recurrence = dyn_cast<SCEVAddRecExpr>(indices);
    if (!recurrence || recurrence->getLoop() != &loop ||
        !recurrence->isAffine() ||
        !isa<SCEVConstant>(recurrence->getStepRecurrence(evolution)))
      return std::nullopt;
  }
  return Check{branch, trapSuccessor, indices, bounds,
               predicate == CmpInst::ICMP_ULE};
}

const SCEV *LoopVersioner::startOf(const Check &check) const {
  if (const auto *recurrence = dyn_cast<SCEVAddRecExpr>(check.index))
    return recurrence->getStart();
  return check.index;
}

const SCEV *LoopVersioner::stepOf(const Check &check) const {
  if (const auto *recurrence = dyn_cast<SCEVAddRecExpr>(check.index))
    return recurrence->getStepRecurrence(evolution);
  return evolution.getZero(check.index->getType());
}

bool LoopVersioner::canExpand(const Check &check, SCEVExpander &expander,
                              Instruction *at) const {
  return expander.isSafeToExpandAt(startOf(check), at) &&
         expander.isSafeToExpandAt(check.bound, at);
}

SmallVector<CheckGroup, 8>
LoopVersioner::groupsOf(ArrayRef<Check> checks) const {
  SmallVector<CheckGroup, 8> groups;
  auto enter = [&](const Check &check) {
    for (CheckGroup &group : groups) {
      const Check &lowest = group.lowest;
      if (check.bound != lowest.bound || stepOf(check) != stepOf(lowest) ||
          check.isInclusive != lowest.isInclusive)
        continue;
      const auto *difference = dyn_cast<SCEVConstant>(
          evolution.getMinusSCEV(startOf(check), startOf(lowest)));
      if (!difference || difference->getAPInt().abs().ugt(maxSpan) ||
          group.span.ugt(maxSpan))
        continue;
      const APInt &distance = difference->getAPInt();
      if (distance.isNegative()) {
        group.span -= distance;
        group.lowest = check;
      } else if (distance.ugt(group.span)) {
        group.span = distance;
      }
      return;
    }
    groups.push_back(
        {check, APInt(check.index->getType()->getIntegerBitWidth(), 0)});
  };
  for (const Check &check : checks)
    enter(check);
  return groups;
}

Value *LoopVersioner::conditionOf(const CheckGroup &group, const SCEV *count,
                                  SCEVExpander &expander,
                                  IRBuilder<> &b) const {
  const Check &check = group.lowest;
  Instruction *at = &*b.GetInsertPoint();
  Type *type = check.index->getType();
  Value *bound = expander.expandCodeFor(check.bound, type, at);
  Value *start = expander.expandCodeFor(startOf(check), type, at);
  Value *isWide = b.getTrue();
  if (group.span != 0) {
    Value *span = ConstantInt::get(type, group.span);
    if (check.isInclusive) // A bound of 0 would let the lowest index pass.
      isWide = b.CreateICmpUGE(bound, span);
    bound = b.CreateBinaryIntrinsic(Intrinsic::usub_sat, bound, span);
  }
  CmpInst::Predicate predicate =
      check.isInclusive ? CmpInst::ICMP_ULE : CmpInst::ICMP_ULT;
  Value *startFits =
      b.CreateAnd(isWide, b.CreateICmp(predicate, start, bound));
  APInt step = cast<SCEVConstant>(stepOf(check))->getAPInt();
  if (step == 0)
    return startFits;
  Value *steps; // That can be made before a check fails or the index wraps.
  if (step.isNegative()) {
    steps = b.CreateUDiv(start, ConstantInt::get(type, -step));
  } else {
    // Neither subtraction wraps where startFits holds; elsewhere the result
    // does not matter.
    Value *room = b.CreateSub(bound, start);
    if (!check.isInclusive)
      room = b.CreateSub(room, ConstantInt::get(type, 1));
    steps = b.CreateUDiv(room, ConstantInt::get(type, step));
  }
  Value *n = expander.expandCodeFor(count, count->getType(), at);
  Type *wider = type->getIntegerBitWidth() >= n->getType()->getIntegerBitWidth()
                    ? type
                    : n->getType();
  Value *countFits = b.CreateICmpULE(b.CreateZExt(n, wider),
                                     b.CreateZExt(steps, wider));
  return b.CreateAnd(startFits, countFits);
}

/// Makes `loop` the version without checks and a copy the one with them.
void LoopVersioner::version(Loop &loop, Value *isSafe,
                            ArrayRef<Check> checks) {
  BasicBlock *preheader = loop.getLoopPreheader();
  BasicBlock *fast =
      SplitBlock(preheader, preheader->getTerminator(), &tree, &loops, nullptr,
                 "unchecked.ph");
  ValueToValueMapTy map;
  SmallVector<BasicBlock *, 16> copies;
  cloneLoopWithPreheader(fast, preheader, &loop, map, ".checked", &loops,
                         &tree, copies);
  remapInstructionsInBlocks(copies, map);
  auto *slow = cast<BasicBlock>(map[fast]);

  IRBuilder<> b(preheader->getTerminator());
  MDNode *likely =
      MDBuilder(function.getContext()).createLikelyBranchWeights();
  b.CreateCondBr(isSafe, fast, slow, likely);
  preheader->getTerminator()->eraseFromParent();

  // Exits are reached from the copy as well.
  SmallVector<BasicBlock *, 8> exits;
  loop.getUniqueExitBlocks(exits);
  for (BasicBlock *exit : exits)
    for (PHINode &phi : exit->phis())
      for (unsigned i = 0, n = phi.getNumIncomingValues(); i < n; ++i)
        if (loop.contains(phi.getIncomingBlock(i))) {
          Value *value = phi.getIncomingValue(i);
          if (Value *copy = map.lookup(value))
            value = copy;
          phi.addIncoming(value,
                          cast<BasicBlock>(map[phi.getIncomingBlock(i)]));
        }

  SmallVector<BasicBlock *, 8> behind;
  for (const Check &check : checks) {
    BasicBlock *trap = check.branch->getSuccessor(check.trapSuccessor);
    BasicBlock *next = check.branch->getSuccessor(1 - check.trapSuccessor);
    trap->removePredecessor(check.branch->getParent());
    IRBuilder<>(check.branch).CreateBr(next);
    check.branch->eraseFromParent();
    behind.push_back(next);
  }
  // The copy is for the iterations before a trap.
  Loop *copy = loops.getLoopFor(cast<BasicBlock>(map[loop.getHeader()]));
  addStringMetadataToLoop(copy, "llvm.loop.vectorize.width", 1);
  addStringMetadataToLoop(copy, "llvm.loop.unroll.disable");
  // The driver of this pass never looks at the copy again.
  addStringMetadataToLoop(copy, "w2o.checked");

  evolution.forgetLoop(&loop);
  tree.recalculate(function);
  // The SLP vectoriser looks at one block at a time.
  DomTreeUpdater updater(tree, DomTreeUpdater::UpdateStrategy::Eager);
  for (BasicBlock *block : behind)
    MergeBlockIntoPredecessor(block, &updater, &loops);
  for (Loop *version : {&loop, copy})
    formDedicatedExitBlocks(version, &tree, &loops, nullptr,
                            /*PreserveLCSSA=*/true);
}

bool LoopVersioner::run(Loop &loop) {
  if (!isSuitable(loop) || findOptionMDForLoop(&loop, "w2o.checked"))
    return false;
  SmallVector<Check, 8> checks;
  for (BasicBlock *block : loop.blocks())
    if (std::optional<Check> check = checkAt(loop, *block))
      if (checks.size() < maxChecks)
        checks.push_back(*check);
  if (checks.empty())
    return false;

  const SCEV *count = evolution.getExitCount(&loop, loop.getLoopLatch());
  if (isa<SCEVCouldNotCompute>(count) || !count->getType()->isIntegerTy())
    return false;
  SCEVExpander expander(evolution, function.getDataLayout(), "check");
  Instruction *at = loop.getLoopPreheader()->getTerminator();
  if (!expander.isSafeToExpandAt(count, at))
    return false;
  erase_if(checks, [&](const Check &check) {
    return !canExpand(check, expander, at);
  });
  if (checks.empty())
    return false;

  formLCSSARecursively(loop, tree, &loops, &evolution);
  IRBuilder<> b(at);
  Value *isSafe = b.getTrue();
  for (const CheckGroup &group : groupsOf(checks))
    isSafe = b.CreateAnd(isSafe, conditionOf(group, count, expander, b));
  // What a check reads may be undefined where the loop does not come to it.
  isSafe = b.CreateFreeze(isSafe);
  version(loop, isSafe, checks);
  return true;
}

} // namespace

PreservedAnalyses HoistChecksPass::run(Function &function,
                                       FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  if (loops.empty())
    return PreservedAnalyses::all();
  auto &tree = analyses.getResult<DominatorTreeAnalysis>(function);
  auto &evolution = analyses.getResult<ScalarEvolutionAnalysis>(function);
  LoopVersioner versioner(function, loops, tree, evolution);
  SmallVector<Loop *, 8> innermost;
  for (Loop *loop : loops.getLoopsInPreorder())
    if (loop->isInnermost())
      innermost.push_back(loop);
  bool changed = false;
  for (Loop *loop : innermost)
    changed |= versioner.run(*loop);
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace w2o
