//===- VectorizeLoops.cpp - Loop vectorisation without pins in the way ----===//

#include "codegen/VectorizeLoops.h"

#include "codegen/AnchorLoads.h"
#include "codegen/AnchorSearch.h"
#include "codegen/FuseVectors.h"
#include "codegen/GuestAccess.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Analysis/VectorUtils.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace w2o {

namespace {

/// Producers' loops need a few; it bounds the time that hostile ones take.
constexpr unsigned maxVisits = 64;

class PinSuspender {
public:
  PinSuspender(Function &function, FunctionAnalysisManager &analyses)
      : function(function), loops(analyses.getResult<LoopAnalysis>(function)),
        dominators(analyses.getResult<DominatorTreeAnalysis>(function)),
        mark(MDNode::getDistinct(function.getContext(), {})) {}

  /// Whether there was a loop whose pins had to go.
  bool suspend();
  /// `width`: of the widest vector register, in bits.
  void restore(unsigned width);

private:
  void suspend(Loop &loop);
  bool isEachIteration(const Loop &loop, const Instruction &instruction) const;
  bool reachesStore(const Loop &loop, LoadInst &load) const;

  Function &function;
  LoopInfo &loops;
  DominatorTree &dominators;
  /// On loads that need no pin, as a group of accesses that no loop refers to:
  /// that is what the vectoriser copies to the loads which it makes of them.
  MDNode *mark;
  SmallVector<CallInst *, 16> pins;
};

/// A load, or what the vectoriser makes of one that has a mask or elements
/// apart from each other.
bool readsGuest(const Instruction &instruction) {
  if (auto *load = dyn_cast<LoadInst>(&instruction))
    return isGuestLoad(*load);
  auto *call = dyn_cast<IntrinsicInst>(&instruction);
  return call &&
         (call->getIntrinsicID() == Intrinsic::masked_load ||
          call->getIntrinsicID() == Intrinsic::masked_gather) &&
         isGuardedAccess(instruction);
}

/// What becomes the same operation on vectors.
bool isOperator(const Instruction &instruction) {
  if (auto *call = dyn_cast<IntrinsicInst>(&instruction))
    return isTriviallyVectorizable(call->getIntrinsicID());
  return isa<BinaryOperator, UnaryOperator, CastInst, CmpInst, SelectInst,
             FreezeInst>(instruction);
}

bool PinSuspender::isEachIteration(const Loop &loop,
                                   const Instruction &instruction) const {
  return loop.contains(&instruction) &&
         loops.getLoopFor(instruction.getParent()) == &loop &&
         dominators.dominates(instruction.getParent(), loop.getLoopLatch());
}

bool PinSuspender::reachesStore(const Loop &loop, LoadInst &load) const {
  SmallSetVector<Instruction *, 16> values;
  values.insert(&load);
  unsigned visits = 0;
  for (size_t i = 0; i < values.size(); ++i)
    for (User *user : values[i]->users()) {
      if (++visits > maxVisits)
        return false;
      auto *instruction = cast<Instruction>(user);
      if (!isEachIteration(loop, *instruction))
        continue;
      if (auto *store = dyn_cast<StoreInst>(instruction)) {
        // One that stores to the same place each time is needed at the end.
        if (store->getValueOperand() == values[i] &&
            !loop.isLoopInvariant(store->getPointerOperand()))
          return true;
      } else if (isOperator(*instruction)) {
        values.insert(instruction);
      }
    }
  return false;
}

void PinSuspender::suspend(Loop &loop) {
  if (!loop.getLoopLatch())
    return;
  SmallVector<CallInst *, 16> found;
  for (BasicBlock *block : loop.blocks())
    for (Instruction &instruction : *block) {
      if (!isPin(instruction))
        continue;
      auto *load = dyn_cast<LoadInst>(instruction.getOperand(0));
      // Loops with one pin are as bad as loops with many.
      if (!load || !isGuardedAccess(*load) || !isEachIteration(loop, *load) ||
          !reachesStore(loop, *load))
        return;
      found.push_back(cast<CallInst>(&instruction));
    }
  pins.append(found);
}

bool PinSuspender::suspend() {
  for (Loop *loop : loops.getLoopsInPreorder())
    if (loop->isInnermost())
      suspend(*loop);
  if (pins.empty())
    return false;
  for (Instruction &instruction : instructions(function))
    if (readsGuest(instruction))
      instruction.setMetadata(LLVMContext::MD_access_group, mark);
  for (CallInst *pin : pins) {
    cast<LoadInst>(pin->getArgOperand(0))
        ->setMetadata(LLVMContext::MD_access_group, nullptr);
    pin->eraseFromParent();
  }
  return true;
}

void PinSuspender::restore(unsigned width) {
  // A load without a mark has lost its pin, or was made of such a load, or of
  // several loads, of which one may have.
  SmallVector<Instruction *, 32> loads;
  for (Instruction &instruction : instructions(function))
    if (instruction.hasMetadata(LLVMContext::MD_access_group))
      instruction.setMetadata(LLVMContext::MD_access_group, nullptr);
    else if (readsGuest(instruction))
      loads.push_back(&instruction);
  Triple triple(function.getParent()->getTargetTriple());
  for (Instruction *load : loads)
    pinValue(*load, triple, width);
}

} // namespace

PreservedAnalyses VectorizeLoopsPass::run(Function &function,
                                          FunctionAnalysisManager &analyses) {
  auto &target = analyses.getResult<TargetIRAnalysis>(function);
  unsigned width = vectorRegisterBits(target);
  PinSuspender pins(function, analyses);
  // Vectors of unknown length could not be divided into registers.
  if (!suspendPins || target.supportsScalableVectors() || !pins.suspend())
    return vectorize.run(function, analyses);
  PreservedAnalyses kept;
  kept.preserveSet<CFGAnalyses>();
  analyses.invalidate(function, kept);
  kept.intersect(vectorize.run(function, analyses));
  pins.restore(width);
  return kept;
}

} // namespace w2o
