//===- AnchorRoots.cpp - What no pass removes -----------------------------===//
//
// The ends of an AnchorSearch: stores that are not overwritten before anybody
// reads, and branches whose targets stay different.
//
//===----------------------------------------------------------------------===//

#include "codegen/AnchorSearch.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/KnownBits.h"

using namespace llvm;

namespace w2o {

/// Whether one use of all of `a` and of all of `b` is one value, as far as a
/// few levels of operands show. Errs on the side of "the same".
static bool maybeSame(const Value *a, const Value *b, unsigned depth = 4) {
  if (a == b)
    return true;
  auto *x = dyn_cast<Instruction>(a);
  auto *y = dyn_cast<Instruction>(b);
  if (!x || !y || x->getOpcode() != y->getOpcode() ||
      x->getNumOperands() != y->getNumOperands() || isa<PHINode>(x))
    return false;
  if (depth == 0)
    return true;
  for (unsigned i = 0; i < x->getNumOperands(); ++i)
    if (!maybeSame(x->getOperand(i), y->getOperand(i), depth - 1))
      return false;
  return true;
}

/// What a value is computed from: everything that is not an operator. False
/// when that is too far away.
static bool collectLeaves(Value *value, SmallPtrSetImpl<Value *> &leaves,
                          unsigned depth = 6) {
  if (isa<Constant>(value))
    return true;
  auto *instruction = dyn_cast<Instruction>(value);
  if (!instruction || isa<PHINode, LoadInst, CallBase>(instruction)) {
    leaves.insert(value);
    return true;
  }
  return depth > 0 && all_of(instruction->operands(), [&](Use &operand) {
           return collectLeaves(operand, leaves, depth - 1);
         });
}

/// Whether two accesses may turn out to overlap: addresses that are computed
/// from the same things can be equal, whatever the operators are. Once nothing
/// is folded any more (`isFinal`), only those that look equal are.
static bool mayOverlap(Value *a, Type *typeA, Value *b, Type *typeB,
                       const DataLayout &layout, bool isFinal) {
  APInt offsetA(64, 0), offsetB(64, 0);
  Value *baseA = a->stripAndAccumulateConstantOffsets(
      layout, offsetA, /*AllowNonInbounds=*/true);
  Value *baseB = b->stripAndAccumulateConstantOffsets(
      layout, offsetB, /*AllowNonInbounds=*/true);
  if (baseA == baseB)
    return (offsetB - offsetA).slt(layout.getTypeStoreSize(typeA)) &&
           (offsetA - offsetB).slt(layout.getTypeStoreSize(typeB));
  if (isFinal)
    return maybeSame(baseA, baseB);
  SmallPtrSet<Value *, 8> leavesA, leavesB;
  if (!collectLeaves(a, leavesA) || !collectLeaves(b, leavesB))
    return true;
  return leavesA.size() == leavesB.size() &&
         all_of(leavesA, [&](Value *leaf) { return leavesB.contains(leaf); });
}

bool AnchorSearch::mayOverlap(StoreInst &store, Instruction &other) const {
  return w2o::mayOverlap(
      store.getPointerOperand(), store.getValueOperand()->getType(),
      getLoadStorePointerOperand(&other), getLoadStoreType(&other),
      store.getDataLayout(), stage == Stage::Final);
}

bool AnchorSearch::mayReadStored(StoreInst &store, LoadInst &load) {
  return w2o::mayOverlap(
      store.getPointerOperand(), store.getValueOperand()->getType(),
      load.getPointerOperand(), load.getType(), store.getDataLayout(),
      /*isFinal=*/false);
}

/// Stores stay, with two exceptions: one whose address is written again before
/// anybody reads it, and one that writes what is there already.
bool AnchorSearch::isStoreRoot(const Step &step, StoreInst &store,
                               unsigned operand) {
  auto *value = dyn_cast<LoadInst>(store.getValueOperand());
  if (value && mayOverlap(store, *value))
    return false;
  if (operand == StoreInst::getPointerOperandIndex())
    // A value that may be folded to one that was loaded from there.
    return isFolded() || isa<Constant>(store.getValueOperand()) ||
           cannotCancel(store.getValueOperand());
  if (stage != Stage::Final && !step.changed && mayOverlap(store, *start))
    return false; // It may be folded to what is there.
  return !mayBeOverwritten(store);
}

bool AnchorSearch::mayBeOverwritten(StoreInst &store) {
  unsigned budget = 64;
  for (Instruction *next = store.getNextNode(); next;
       next = next->getNextNode()) {
    if (--budget == 0)
      return true;
    if (auto *later = dyn_cast<StoreInst>(next)) {
      if (mayOverlap(store, *later))
        return true;
    } else if (auto *call = dyn_cast<CallBase>(next);
               call && !isa<IntrinsicInst>(call) && !isPin(*call)) {
      return false; // may read what was stored
    }
  }
  if (isLast())
    return false;
  // Blocks may be joined with those that follow; in a loop that is unrolled,
  // addresses become constants.
  Loop *loop = loops.getLoopFor(store.getParent());
  // The next iteration does; a pass may store the last value alone.
  if (loop && loop->isLoopInvariant(store.getPointerOperand()))
    return true;
  for (BasicBlock &block : *store.getFunction()) {
    if (loop && !loop->contains(&block))
      continue;
    for (Instruction &instruction : block) {
      auto *other = dyn_cast<StoreInst>(&instruction);
      if (other && other != &store &&
          (--budget == 0 || mayOverlap(store, *other)))
        return true;
    }
  }
  return false;
}

/// Something that a branch target certainly does and that cannot be undone,
/// for telling two targets apart: the first effect on the way that control
/// takes in any case.
static Instruction *firstEffect(BasicBlock *target) {
  for (unsigned i = 0; target && i < 8; ++i) {
    for (Instruction &instruction : *target)
      if ((instruction.mayHaveSideEffects() && !isPin(instruction)) ||
          isa<ReturnInst>(instruction))
        return &instruction;
    target = target->getSingleSuccessor();
  }
  return nullptr;
}

/// Whether two effects stay two: were they equal, the branch between them
/// would be pointless.
static bool differ(Instruction *a, Instruction *b) {
  if (!a || !b)
    return a != b;
  if (a->getOpcode() != b->getOpcode() ||
      a->getNumOperands() != b->getNumOperands())
    return true;
  if (auto *x = dyn_cast<CallBase>(a)) {
    auto *y = cast<CallBase>(b);
    if (x->getCalledFunction() && y->getCalledFunction() &&
        x->getCalledFunction() != y->getCalledFunction())
      return true;
  }
  for (unsigned i = 0; i < a->getNumOperands(); ++i)
    if (!maybeSame(a->getOperand(i), b->getOperand(i)))
      return true;
  return false;
}

/// Whether the values that a condition can have lead to two targets or more.
bool AnchorSearch::decides(const Step &step, SwitchInst &terminator) const {
  KnownBits known =
      computeKnownBits(step.value, terminator.getDataLayout());
  // Where nothing has been folded, more may become known than is seen here.
  if (!isFolded() && !(step.range->isFullSet() && known.isUnknown()))
    return false;
  SmallPtrSet<BasicBlock *, 4> targets;
  uint64_t cases = 0;
  for (auto &one : terminator.cases()) {
    const APInt &value = one.getCaseValue()->getValue();
    if (!step.range->contains(value) || known.Zero.intersects(value) ||
        known.One.intersects(~value))
      continue;
    ++cases;
    targets.insert(one.getCaseSuccessor());
  }
  if (step.range->isSizeLargerThan(cases))
    targets.insert(terminator.getDefaultDest());
  return targets.size() > 1;
}

bool AnchorSearch::isBranchRoot(const Step &step, Instruction &terminator) {
  if (auto *choice = dyn_cast<SwitchInst>(&terminator);
      choice && !decides(step, *choice))
    return false;
  BasicBlock *block = terminator.getParent();
  SmallPtrSet<BasicBlock *, 8> set;
  SmallVector<BasicBlock *, 4> targets;
  for (unsigned i = 0; i < terminator.getNumSuccessors(); ++i)
    if (set.insert(terminator.getSuccessor(i)).second)
      targets.push_back(terminator.getSuccessor(i));
  if (targets.size() < 2)
    return false;
  if (isLast())
    return true;
  // Only in loops, where it is worth it: they may become vectors with masks.
  if (!loops.getLoopFor(block))
    return false;
  // One target that is entered only from here and does something that the
  // others do not.
  for (BasicBlock *target : targets) {
    Instruction *effect = firstEffect(target);
    if (!effect || effect->getParent() != target ||
        !target->getSinglePredecessor())
      continue;
    // Writing what is there already, or what will be written anyway, is none.
    auto *store = dyn_cast<StoreInst>(effect);
    if (store && mayBeOverwritten(*store))
      continue;
    bool distinct = all_of(targets, [&](BasicBlock *other) {
      return other == target || differ(effect, firstEffect(other));
    });
    if (distinct)
      return true;
  }
  return false;
}

} // namespace w2o
