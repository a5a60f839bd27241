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
//    from the same address may be in bounds where the whole access is not;
// 4. the end is a root: a store, a call with effects, a return value, a branch
//    between arms that differ, or the address of another guest access, which
//    stays by the same argument.
// Sums over a loop are links too: such loads are worth vectorising.
//
// How much that proves depends on what still comes. Before vectorisation,
// whatever could be folded has been folded, but the last turn of an unrolled
// loop may need no test, and a store may follow that was in another block.
// Before code generation, no pass follows that folds across blocks or removes
// branches. Without optimisation none does either, but where nothing has been
// folded, the selection of instructions may fold what is obvious.
//
//===----------------------------------------------------------------------===//

#include "codegen/AnchorSearch.h"

#include "codegen/GuestAccess.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/IR/CFG.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Operator.h"

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

/// Counts an operation that loses information; false when that is too much.
bool AnchorSearch::addLoss(Step &step) const {
  return ++step.losses <= (stage == Stage::Final ? 3u : 1u);
}

bool AnchorSearch::isAnchored(LoadInst &load) {
  start = &load;
  visits = 0;
  std::optional<ConstantRange> range;
  if (auto *type = dyn_cast<IntegerType>(load.getType()))
    range = ConstantRange::getFull(type->getBitWidth());
  return reachesRoot({&load, load.getParent(), range, 0, 0});
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
    return isStoreRoot(step, *store, operand);
  if (isa<LoadInst>(user))
    // Guest loads stay, so their addresses are needed.
    return isGuestLoad(cast<LoadInst>(*user));
  if (isa<ReturnInst>(user))
    return true;
  if (isa<BranchInst>(user) || isa<SwitchInst>(user))
    return isBranchRoot(*user);
  if (auto *call = dyn_cast<CallBase>(user); call && !isa<IntrinsicInst>(call))
    return call->mayHaveSideEffects() && !isPin(*call);
  std::optional<Step> next = through(step, *user, operand);
  return next && reachesRoot(*next);
}

//===----------------------------------------------------------------------===//
// Links
//===----------------------------------------------------------------------===//

std::optional<AnchorSearch::Step>
AnchorSearch::through(const Step &step, Instruction &user, unsigned operand) {
  if (auto *binary = dyn_cast<BinaryOperator>(&user))
    return throughBinary(step, *binary, operand);
  if (auto *cast = dyn_cast<CastInst>(&user))
    return throughCast(step, *cast);
  if (auto *compare = dyn_cast<ICmpInst>(&user))
    return throughCompare(step, *compare, operand);

  Step next = step.to(user);
  if (isa<GetElementPtrInst>(user) || user.getOpcode() == Instruction::FNeg)
    return next;
  if (isa<FreezeInst>(user)) {
    next.range = step.range;
    return next;
  }
  if (isa<FCmpInst>(user)) {
    Value *other = user.getOperand(1 - operand);
    // `x == x` tests for NaN and depends on x.
    bool depends = (!step.isBounded || isFolded()) &&
                   (other == step.value || cannotDecide(other));
    return depends && addLoss(next) ? std::optional(next) : std::nullopt;
  }
  if (auto *select = dyn_cast<SelectInst>(&user)) {
    // Only as the condition between two different constants; an arm is not
    // needed when the other one is taken.
    // One between conditions may become two branches, like `and`.
    if (operand == 0 && stage == Stage::Final &&
        !select->getType()->isIntegerTy(1))
      return addLoss(next) ? std::optional(next) : std::nullopt;
    auto *a = dyn_cast<Constant>(select->getTrueValue());
    auto *b = dyn_cast<Constant>(select->getFalseValue());
    if (operand == 0 && a && b && a != b && !isa<UndefValue>(a) &&
        !isa<UndefValue>(b) && select->getType()->isIntegerTy())
      return next;
    return std::nullopt;
  }
  if (auto *intrinsic = dyn_cast<IntrinsicInst>(&user)) {
    switch (intrinsic->getIntrinsicID()) {
    case Intrinsic::bswap:
    case Intrinsic::bitreverse:
      return next;
    case Intrinsic::fabs:
    case Intrinsic::sqrt:
      next.isBounded = true;
      return next;
    default: // more than a thousand; pure ones are like operators
      if (stage == Stage::Final && !intrinsic->mayHaveSideEffects() &&
          !intrinsic->getType()->isVoidTy() && addLoss(next))
        return next;
      return std::nullopt;
    }
  }
  return std::nullopt;
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughCast(const Step &step, CastInst &user) {
  Step next = step.to(user);
  Type *type = user.getType();
  switch (user.getOpcode()) {
  case Instruction::ZExt:
    if (step.range)
      next.range = step.range->zeroExtend(type->getIntegerBitWidth());
    return next;
  case Instruction::SExt:
    if (step.range)
      next.range = step.range->signExtend(type->getIntegerBitWidth());
    return next;
  case Instruction::BitCast:
    // Of the bits of such a float, some may be known.
    if (step.isBounded && !isFolded())
      return std::nullopt;
    [[fallthrough]];
  case Instruction::IntToPtr:
  case Instruction::PtrToInt:
    if (auto *integer = dyn_cast<IntegerType>(type))
      next.range = ConstantRange::getFull(integer->getBitWidth());
    return next;
  case Instruction::FPExt:
  case Instruction::FPTrunc:
  case Instruction::SIToFP:
  case Instruction::UIToFP:
    next.isBounded = true;
    return next;
  default: // Trunc drops the byte at the highest address; others are rare
    return std::nullopt;
  }
}

/// Whether `other` can be neither equal to the value of a load nor a constant
/// after optimisation: it is made outside of the function.
bool AnchorSearch::cannotCancel(Value *other) const {
  if (isa<Argument>(other))
    return true;
  auto *call = dyn_cast<CallBase>(other);
  return call && !isa<IntrinsicInst>(call);
}

/// Whether the load reads another address in each iteration of the loop that
/// it shares with `start`, and nothing in the loop writes: no constant can be
/// forwarded to it.
bool AnchorSearch::isVarying(LoadInst &load) {
  Loop *loop = loops.getLoopFor(start->getParent());
  if (!loop || loops.getLoopFor(load.getParent()) != loop)
    return false;
  auto [cached, isNew] = loopStores.try_emplace(loop, false);
  if (isNew)
    for (BasicBlock *block : loop->blocks())
      for (Instruction &instruction : *block)
        cached->second |=
            instruction.mayWriteToMemory() && !isPin(instruction);
  if (cached->second)
    return false;
  SmallVector<Value *, 8> list = {load.getPointerOperand()};
  for (unsigned steps = 0; !list.empty() && steps < 8; ++steps) {
    auto *instruction = dyn_cast<Instruction>(list.pop_back_val());
    if (!instruction || !loop->contains(instruction))
      continue;
    if (isa<PHINode>(instruction))
      return instruction->getParent() == loop->getHeader();
    append_range(list, instruction->operand_values());
  }
  return false;
}

/// Whether a constant vector keeps something of each lane that it is masked,
/// multiplied or shifted with. A lane that it clears is not needed, and a load
/// of fewer lanes could be in bounds where the whole one is not.
static bool keepsEachLane(Constant *vector) {
  auto *type = dyn_cast<FixedVectorType>(vector->getType());
  for (unsigned i = 0; type && i < type->getNumElements(); ++i) {
    auto *lane = dyn_cast_or_null<ConstantInt>(vector->getAggregateElement(i));
    if (!lane || lane->isZero() || lane->isMinusOne())
      return false;
  }
  return type;
}

/// Whether `other` cannot turn out to be the constant NaN, as 0/0 would when
/// both zeros are known.
bool AnchorSearch::cannotBeNaN(Value *other) const {
  if (auto *constant = dyn_cast<ConstantFP>(other))
    return !constant->isNaN();
  if (isFolded() || cannotCancel(other))
    return true;
  // A conversion from an integer makes none, one of a float keeps it. Other
  // operators make it of two constants.
  auto *cast = dyn_cast<CastInst>(other);
  if (!cast)
    return false;
  return isa<SIToFPInst, UIToFPInst>(cast) ||
         (isa<FPExtInst, FPTruncInst>(cast) &&
          cannotBeNaN(cast->getOperand(0)));
}

/// Whether a comparison of floats with `other` cannot turn out to have the
/// same outcome for all values, as with NaN, or `x < -infinity`.
bool AnchorSearch::cannotDecide(Value *other) const {
  if (auto *constant = dyn_cast<ConstantFP>(other))
    return constant->getValueAPF().isFinite();
  if (isFolded() || cannotCancel(other))
    return true;
  if (auto *phi = dyn_cast<PHINode>(other)) {
    // Known at most in the first of some unrolled iterations.
    Loop *loop = loops.getLoopFor(phi->getParent());
    BasicBlock *before = loop ? loop->getLoopPredecessor() : nullptr;
    return before && loop->getHeader() == phi->getParent() &&
           cannotDecide(phi->getIncomingValueForBlock(before));
  }
  return isa<SIToFPInst, UIToFPInst>(other);
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughBinary(const Step &step, BinaryOperator &user,
                            unsigned operand) {
  Value *other = user.getOperand(1 - operand);
  if (auto *constant = dyn_cast<ConstantInt>(other))
    return throughBinaryConstant(step, user, constant->getValue(), operand);

  Step next = step.to(user);
  if (user.getType()->isIntegerTy())
    next.range = ConstantRange::getFull(user.getType()->getIntegerBitWidth());
  bool isFree = stage == Stage::Final || cannotCancel(other);
  next.changed |= cannotCancel(other);
  auto *vector = dyn_cast<Constant>(other);
  bool clearsLanes = vector && !keepsEachLane(vector);
  switch (user.getOpcode()) {
  case Instruction::FMul:
  case Instruction::FDiv:
    // The product with zero is zero for a float that is known to be finite.
    if (step.isBounded && !isFolded()) {
      auto *constant = dyn_cast<ConstantFP>(other);
      if (constant ? !constant->getValueAPF().isFiniteNonZero()
                   : !cannotCancel(other))
        return std::nullopt;
    }
    [[fallthrough]];
  case Instruction::FAdd:
  case Instruction::FSub:
    next.isBounded = true;
    // Without fast-math flags only a NaN operand makes the other one
    // irrelevant.
    if (auto *phi = dyn_cast<PHINode>(other);
        phi && loops.isLoopHeader(phi->getParent()))
      return next; // accumulatorReachesRoot() looks at how it begins
    return cannotBeNaN(other) ? std::optional(next) : std::nullopt;
  case Instruction::Add:
    if (isFree ||
        (isa<PHINode>(other) &&
         (isFolded() ||
          loops.isLoopHeader(cast<PHINode>(other)->getParent()))))
      return next;
    // Two equal loads give 2x, which loses a bit.
    if ((other == step.value || isa<LoadInst>(other)) && addLoss(next))
      return next;
    return std::nullopt;
  case Instruction::Sub:
  case Instruction::Xor:
    if (isFree || (isa<PHINode>(other) &&
                   loops.isLoopHeader(cast<PHINode>(other)->getParent())))
      return next;
    return std::nullopt;
  case Instruction::Mul:
    if (clearsLanes)
      return std::nullopt;
    if (!isFree) {
      // A loop that is unrolled may know what it multiplies with.
      auto *load = dyn_cast<LoadInst>(other);
      if (!isFolded() || !load || !isVarying(*load))
        return std::nullopt;
    }
    return addLoss(next) ? std::optional(next) : std::nullopt;
  case Instruction::And:
  case Instruction::Or:
    // Code generation makes two branches of two conditions, and moves what
    // only the second needs behind the first.
    if (user.getType()->isIntegerTy(1))
      return std::nullopt;
    [[fallthrough]];
  case Instruction::Shl:
  case Instruction::LShr:
  case Instruction::AShr:
  case Instruction::UDiv:
  case Instruction::SDiv:
  case Instruction::URem:
  case Instruction::SRem:
    // The other operand may turn out to mask or shift everything out.
    if (stage == Stage::Final && !clearsLanes && addLoss(next))
      return next;
    return std::nullopt;
  default: // floating-point remainder does not come from wasm
    return std::nullopt;
  }
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughBinaryConstant(const Step &step, BinaryOperator &user,
                                    const APInt &constant, unsigned operand) {
  Step next = step.to(user);
  unsigned width = constant.getBitWidth();
  next.range = ConstantRange::getFull(width);
  ConstantRange range = step.range.value_or(*next.range);
  const ConstantRange single(constant);
  // Of some bits of such a sum, passes may know more than its range says.
  if (step.isBounded && stage != Stage::Final &&
      user.getOpcode() != Instruction::Add &&
      user.getOpcode() != Instruction::Sub &&
      user.getOpcode() != Instruction::Xor)
    return std::nullopt;
  // Whether it is certainly another value afterwards.
  bool isIdentity = constant.isZero() ||
                    (constant.isOne() && user.getOpcode() == Instruction::Mul);
  next.changed |= !isIdentity && (user.getOpcode() == Instruction::Add ||
                                  user.getOpcode() == Instruction::Sub ||
                                  user.getOpcode() == Instruction::Xor ||
                                  user.getOpcode() == Instruction::Mul);
  bool keeps = false; // the top byte of the load and some information
  switch (user.getOpcode()) {
  case Instruction::Add:
    next.range = range.add(single);
    return next;
  case Instruction::Sub:
    next.range = operand == 0 ? range.sub(single) : single.sub(range);
    return next;
  case Instruction::Xor:
    next.range = range.binaryXor(single);
    return next;
  case Instruction::And: {
    // Of the bits that the value can have, the highest eight are (part of)
    // the byte at the highest address.
    unsigned active = range.getUnsignedMax().getActiveBits();
    keeps = constant.intersects(
        APInt::getBitsSet(width, active > 8 ? active - 8 : 0, active));
    next.range = range.binaryAnd(single);
    break;
  }
  case Instruction::Or:
    keeps = (~constant).intersects(
        APInt::getHighBitsSet(width, std::min(width, 8u)));
    break;
  case Instruction::Mul:
    keeps = !constant.isZero() && constant.countr_zero() < 8;
    break;
  case Instruction::Shl:
    keeps = operand == 0 && constant.ult(8);
    break;
  case Instruction::LShr:
  case Instruction::AShr:
    keeps = operand == 0 &&
            constant.ult(range.getUnsignedMax().getActiveBits());
    if (keeps && user.getOpcode() == Instruction::LShr)
      next.range = range.lshr(single);
    break;
  case Instruction::UDiv:
    keeps = operand == 0 && constant.ule(range.getUnsignedMax());
    break;
  case Instruction::SDiv:
    keeps = operand == 0 && constant.getSignificantBits() <= 8;
    break;
  case Instruction::URem:
  case Instruction::SRem:
    keeps = operand == 0 && !constant.isZero() && !constant.isPowerOf2() &&
            !constant.abs().isPowerOf2() &&
            constant.ult(range.getUnsignedMax());
    break;
  default: // floating point does not come here
    break;
  }
  return keeps && addLoss(next) ? std::optional(next) : std::nullopt;
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughCompare(const Step &step, ICmpInst &user,
                             unsigned operand) {
  Step next = step.to(user);
  if (user.getType()->isIntegerTy())
    next.range = ConstantRange::getFull(1);
  Value *other = user.getOperand(1 - operand);
  auto *constant = dyn_cast<ConstantInt>(other);
  if (!constant) {
    if ((stage == Stage::Final || cannotCancel(other) ||
         isa<ConstantPointerNull>(other)) &&
        addLoss(next))
      return next;
    return std::nullopt;
  }
  if (step.isBounded && stage != Stage::Final)
    return std::nullopt;
  // The outcome must depend on the value, e.g. `x <u 0` does not.
  CmpInst::Predicate predicate =
      operand == 0 ? user.getPredicate() : user.getSwappedPredicate();
  ConstantRange region =
      ConstantRange::makeExactICmpRegion(predicate, constant->getValue());
  ConstantRange range = step.range.value_or(
      ConstantRange::getFull(constant->getBitWidth()));
  if (region.contains(range) || region.inverse().contains(range))
    return std::nullopt;
  // Telling two values apart loses nothing: wasm turns conditions into
  // integers and back all the time.
  if (range.isSizeLargerThan(2) && !addLoss(next))
    return std::nullopt;
  return next;
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
  return reachesRoot(merged);
}

/// `step.value` is the new value of a loop-carried variable, e.g. a sum. The
/// load stays when the old value enters the new one by an operation that
/// forgets nothing, and the final value reaches a root behind the loop.
bool AnchorSearch::accumulatorReachesRoot(const Step &step, PHINode &phi,
                                          Loop &loop, BasicBlock *latch) {
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
  outside.isBounded |= start->getType() != phi.getType();
  for (Use &use : final->uses()) {
    if (++visits > maxVisits)
      return false;
    auto *user = cast<Instruction>(use.getUser());
    if (loop.contains(user))
      continue;
    // Code generation drops nothing that is used, and moves nothing that the
    // next iteration needs.
    if (stage == Stage::Final)
      return true;
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
