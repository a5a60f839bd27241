//===- AnchorSearch.cpp - Does a load's value certainly matter? -----------===//
//
// A chain of uses proves that a load stays when
// 1. each link runs whenever the load runs: it is in the same block, or on all
//    paths that lead on from there, with no loop in between (else only the
//    value of the last iteration would be needed);
// 2. no link can be folded to something that does not depend on the value:
//    its other operand is a constant that keeps information, or something
//    that cannot turn out to be equal to the value or to a constant;
// 3. the byte at the highest address is needed, because reading fewer bytes
//    from the same address may be in bounds where the whole access is not:
//    the bits that depend on it are followed through each link;
// 4. the end is a root: a store, a call with effects, a return value, a branch
//    between arms that differ, or the address of another guest access, which
//    stays by the same argument.
// The links are in AnchorLinks.cpp, the roots in AnchorRoots.cpp. Sums over a
// loop are links too: such loads are worth vectorising.
//
// How much that proves depends on what still comes. Before vectorisation,
// whatever could be folded has been folded, but the last turn of an unrolled
// loop may need no test, and a store may follow that was in another block.
// Before code generation, no pass follows that folds across blocks or removes
// branches. But within a block, code generation finds what was stored to where
// a load reads, and vectors and unrolled loops come from passes behind those
// that would have found it. Without optimisation no pass follows either, but
// where nothing has been folded, the selection of instructions may fold what is
// obvious.
//
//===----------------------------------------------------------------------===//

#include "codegen/AnchorSearch.h"

#include "codegen/GuestAccess.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/InlineAsm.h"

using namespace llvm;

namespace w2o {

static constexpr unsigned maxDepth = 8;
static constexpr unsigned maxVisits = 48;
static constexpr unsigned maxRegionBlocks = 16;

bool isGuestLoad(const LoadInst &load) {
  return load.hasMetadata("w2o.guest") || isGuardedAccess(load);
}

bool isPin(const Instruction &instruction) {
  const auto *call = dyn_cast<CallInst>(&instruction);
  if (!call || !call->isInlineAsm())
    return false;
  const auto *statement = cast<InlineAsm>(call->getCalledOperand());
  return statement->getAsmString().empty() && statement->hasSideEffects();
}

bool AnchorSearch::isAnchored(LoadInst &load) {
  start = &load;
  visits = 0;
  Step step = {.value = &load, .block = load.getParent()};
  if (auto *type = dyn_cast<IntegerType>(load.getType())) {
    unsigned width = type->getBitWidth();
    step.set(ConstantRange::getFull(width),
             APInt::getHighBitsSet(width, std::min(width, bitsInByte)));
  }
  return reachesRoot(step);
}

bool AnchorSearch::reachesRoot(const Step &step) {
  if (step.depth > maxDepth)
    return false;
  for (Use &use : step.value->uses()) {
    if (++visits > maxVisits)
      return false;
    if (useReachesRoot(step, use))
      return true;
  }
  return false;
}

bool AnchorSearch::useReachesRoot(const Step &step, Use &use) {
  auto *user = cast<Instruction>(use.getUser());
  unsigned operand = use.getOperandNo();
  if (auto *phi = dyn_cast<PHINode>(user))
    return phiReachesRoot(step, *phi, phi->getIncomingBlock(use));
  if (!certainlyReaches(step.block, user->getParent()))
    return false;

  if (auto *store = dyn_cast<StoreInst>(user))
    return !mayBecomeKnown(step, *store) && isStoreRoot(step, *store, operand);
  if (isa<LoadInst>(user))
    // Guest loads stay, so their addresses are needed.
    return isGuestLoad(cast<LoadInst>(*user));
  if (isa<ReturnInst>(user))
    return true;
  if (isa<BranchInst>(user) || isa<SwitchInst>(user))
    return isBranchRoot(step, *user);
  if (auto *call = dyn_cast<CallBase>(user); call && !isa<IntrinsicInst>(call))
    return call->mayHaveSideEffects() && !isPin(*call);
  if (mayBecomeKnown(step, *user))
    return false;
  std::optional<Step> next = through(step, *user, operand);
  return next && reachesRoot(*next);
}

//===----------------------------------------------------------------------===//
// Merges and loops
//===----------------------------------------------------------------------===//

bool AnchorSearch::phiReachesRoot(const Step &step, PHINode &phi,
                                  BasicBlock *incoming) {
  if (!certainlyReaches(step.block, incoming))
    return false;
  BasicBlock *block = phi.getParent();
  if (Loop *loop = loops.getLoopFor(block);
      loop && loop->getHeader() == block && loop->contains(incoming))
    return accumulatorReachesRoot(step, phi, *loop, incoming);
  // The value enters the merge on this edge and on no other way, so the load
  // cannot move below the edge.
  if (incoming->getSingleSuccessor() != block)
    return false;
  // What a comparison decides for this value alone, it may decide for all.
  Step merged = step.to(phi);
  merged.range = step.range;
  merged.bits = step.bits;
  return reachesRoot(merged);
}

static bool isUsedOutside(const Value &value, const Loop &loop) {
  return any_of(value.users(), [&](const User *user) {
    return !loop.contains(cast<Instruction>(user));
  });
}

/// `step.value` is the new value of a loop-carried variable, e.g. a sum. The
/// load stays when the old value enters the new one by an operation that
/// forgets nothing, and the final value reaches a root behind the loop.
bool AnchorSearch::accumulatorReachesRoot(const Step &step, PHINode &phi,
                                          Loop &loop, BasicBlock *latch) {
  // Code generation moves nothing that the next iteration needs, and drops
  // nothing that is used, which by now everything is for some effect.
  if (stage == Stage::Final)
    return isUsedOutside(phi, loop) || isUsedOutside(*step.value, loop);
  auto *sum = dyn_cast<BinaryOperator>(step.value);
  BasicBlock *exiting = loop.getExitingBlock();
  BasicBlock *exit = loop.getUniqueExitBlock();
  if (!sum || !exiting || !exit || loop.getLoopLatch() != latch ||
      !loop.getLoopPredecessor())
    return false;
  bool oldIsFirst = sum->getOperand(0) == &phi;
  bool oldIsSecond = sum->getOperand(1) == &phi;
  if (oldIsFirst == oldIsSecond)
    return false;
  switch (sum->getOpcode()) {
  case Instruction::Add:
  case Instruction::Xor:
    break;
  case Instruction::FAdd:
    if (!cannotBeNaN(phi.getIncomingValueForBlock(loop.getLoopPredecessor())))
      return false;
    break;
  case Instruction::Sub:
    if (!oldIsFirst)
      return false;
    break;
  case Instruction::FSub:
    if (!oldIsFirst ||
        !cannotBeNaN(phi.getIncomingValueForBlock(loop.getLoopPredecessor())))
      return false;
    break;
  default: // e.g. a product: once zero, later factors do not matter
    return false;
  }
  // Each later value must include this iteration's load: leaving at the end
  // the new value is used, leaving at the header the old one.
  Value *final = nullptr;
  if (exiting == latch)
    final = sum;
  else if (exiting == loop.getHeader() && step.block != exiting)
    final = &phi;
  else
    return false;
  if (!postDominators().dominates(exit, loop.getHeader()))
    return false;

  // The sum of a known number of bytes has high bits that are known as well.
  Step outside = step.to(phi);
  outside.value = final;
  outside.block = exit;
  outside.bits = step.bits;
  outside.isBounded |= start->getType() != phi.getType();
  for (Use &use : final->uses()) {
    if (++visits > maxVisits)
      return false;
    auto *user = cast<Instruction>(use.getUser());
    if (loop.contains(user))
      continue;
    outside.value = final;
    if (auto *merge = dyn_cast<PHINode>(user);
        merge && merge->getParent() == exit) {
      outside.value = merge;
      if (reachesRoot(outside))
        return true;
    } else if (useReachesRoot(outside, use)) {
      return true;
    }
  }
  return false;
}

/// Whether control goes from the end of `from` to `to` on all paths, without
/// going round a loop and without an end in between.
bool AnchorSearch::certainlyReaches(BasicBlock *from, BasicBlock *to) {
  if (from == to)
    return true;
  auto [cached, isNew] = reaches.try_emplace({from, to}, false);
  if (!isNew)
    return cached->second;
  // A depth-first walk; a block that is met while still open closes a cycle.
  SmallPtrSet<BasicBlock *, 16> done, open = {from};
  SmallVector<std::pair<BasicBlock *, unsigned>, 16> stack = {{from, 0}};
  bool result = true;
  while (!stack.empty() && result) {
    auto &[block, index] = stack.back();
    Instruction *terminator = block->getTerminator();
    if (terminator->getNumSuccessors() == 0) {
      result = false;
    } else if (index == terminator->getNumSuccessors()) {
      open.erase(block);
      done.insert(block);
      stack.pop_back();
    } else {
      BasicBlock *next = terminator->getSuccessor(index++);
      if (next == to || done.contains(next))
        continue;
      if (!open.insert(next).second ||
          open.size() + done.size() > maxRegionBlocks)
        result = false;
      else
        stack.push_back({next, 0});
    }
  }
  reaches[{from, to}] = result;
  return result;
}

} // namespace w2o
