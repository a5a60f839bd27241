//===- AnchorLinks.cpp - What passes a load's value on --------------------===//
//
// The links of an AnchorSearch: operations whose result depends on an operand
// whatever the passes that come find out about the other one.
//
//===----------------------------------------------------------------------===//

#include "codegen/AnchorSearch.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/IntrinsicsX86.h"
#include <deque>

using namespace llvm;

namespace w2o {

AnchorSearch::Step AnchorSearch::Step::to(Instruction &user) const {
  Step next = *this;
  next.value = &user;
  next.block = user.getParent();
  ++next.depth;
  next.range.reset();
  if (auto *type = dyn_cast<IntegerType>(user.getType()))
    next.set(ConstantRange::getFull(type->getBitWidth()),
             APInt::getZero(type->getBitWidth()));
  return next;
}

void AnchorSearch::Step::set(const ConstantRange &values,
                             const APInt &dependent) {
  range = values;
  bits = dependent;
}

void AnchorSearch::Step::carry() {
  unsigned active = range->getUnsignedMax().getActiveBits();
  unsigned lowest = bits.countr_zero();
  if (lowest < active)
    bits.setBits(lowest, active);
}

/// Counts an operation that loses information; false when that is too much.
bool AnchorSearch::addLoss(Step &step) const {
  return ++step.losses <= (stage == Stage::Final ? 3u : 1u);
}

std::optional<AnchorSearch::Step>
AnchorSearch::through(const Step &step, Instruction &user, unsigned operand) {
  if (auto *binary = dyn_cast<BinaryOperator>(&user))
    return throughBinary(step, *binary, operand);
  if (auto *cast = dyn_cast<CastInst>(&user))
    return throughCast(step, *cast);
  if (auto *compare = dyn_cast<ICmpInst>(&user))
    return throughCompare(step, *compare, operand);
  if (auto *intrinsic = dyn_cast<IntrinsicInst>(&user))
    return throughIntrinsic(step, *intrinsic, operand);

  Step next = step.to(user);
  if (isa<GetElementPtrInst>(user) || user.getOpcode() == Instruction::FNeg)
    return next;
  if (isa<FreezeInst>(user)) {
    next.range = step.range;
    next.bits = step.bits;
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
    if (operand != 0 || !a || !b || a == b || isa<UndefValue>(a) ||
        isa<UndefValue>(b) || !next.range)
      return std::nullopt;
    if (auto *x = dyn_cast<ConstantInt>(a), *y = dyn_cast<ConstantInt>(b);
        x && y)
      next.bits = x->getValue() ^ y->getValue();
    return next;
  }
  return std::nullopt;
}

/// Whether the result of such a call depends on all of each operand, if not on
/// the others alone: operators in the form of a function. Not among them are
/// those that read some bits, like the distance of a funnel shift, or some
/// lanes, like conversions of one float of a vector.
static bool isOperator(Intrinsic::ID id) {
  switch (id) {
  case Intrinsic::abs:
  case Intrinsic::smin:
  case Intrinsic::smax:
  case Intrinsic::umin:
  case Intrinsic::umax:
  case Intrinsic::sadd_sat:
  case Intrinsic::uadd_sat:
  case Intrinsic::ssub_sat:
  case Intrinsic::usub_sat:
  case Intrinsic::ctlz:
  case Intrinsic::cttz:
  case Intrinsic::ctpop:
  case Intrinsic::ceil:
  case Intrinsic::floor:
  case Intrinsic::trunc:
  case Intrinsic::roundeven:
  case Intrinsic::minimum:
  case Intrinsic::maximum:
  case Intrinsic::minnum:
  case Intrinsic::maxnum:
  case Intrinsic::copysign:
  case Intrinsic::fma:
  case Intrinsic::fmuladd:
  case Intrinsic::fptosi_sat:
  case Intrinsic::fptoui_sat:
  case Intrinsic::vector_reduce_add:
  case Intrinsic::vector_reduce_xor:
  case Intrinsic::x86_sse2_cvttps2dq:
  case Intrinsic::x86_sse2_max_pd:
  case Intrinsic::x86_sse2_min_pd:
  case Intrinsic::x86_sse2_packssdw_128:
  case Intrinsic::x86_sse2_packsswb_128:
  case Intrinsic::x86_sse2_packuswb_128:
  case Intrinsic::x86_sse41_packusdw:
  case Intrinsic::x86_sse2_pmadd_wd:
  case Intrinsic::x86_ssse3_pmadd_ub_sw_128:
  case Intrinsic::x86_sse2_pmulh_w:
  case Intrinsic::x86_sse2_pmulhu_w:
  case Intrinsic::x86_ssse3_pmul_hr_sw_128:
    return true;
  default:
    return false;
  }
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughIntrinsic(const Step &step, IntrinsicInst &user,
                               unsigned operand) {
  Step next = step.to(user);
  switch (user.getIntrinsicID()) {
  case Intrinsic::bswap:
  case Intrinsic::bitreverse:
    // The byte at the highest address is now the lowest.
    if (next.range)
      next.bits = user.getIntrinsicID() == Intrinsic::bswap
                      ? step.bits.byteSwap()
                      : step.bits.reverseBits();
    return next;
  case Intrinsic::fabs:
  case Intrinsic::sqrt:
    next.isBounded = true;
    return next;
  case Intrinsic::fshl:
  case Intrinsic::fshr:
    // A rotation by an unknown distance takes the bits anywhere.
    if (stage == Stage::Final && operand < 2 &&
        user.getOperand(0) == user.getOperand(1) && addLoss(next))
      return next;
    return std::nullopt;
  default: // more than a thousand
    if (stage != Stage::Final || !isOperator(user.getIntrinsicID()) ||
        !addLoss(next))
      return std::nullopt;
    if (next.range && user.getType() != step.value->getType())
      next.bits.setAllBits();
    else if (next.range)
      next.bits = step.bits;
    return next;
  }
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughCast(const Step &step, CastInst &user) {
  Step next = step.to(user);
  Type *type = user.getType();
  switch (user.getOpcode()) {
  case Instruction::ZExt:
    if (step.range) {
      unsigned width = type->getIntegerBitWidth();
      next.set(step.range->zeroExtend(width), step.bits.zext(width));
    }
    return next;
  case Instruction::SExt:
    if (step.range) {
      unsigned width = type->getIntegerBitWidth();
      next.set(step.range->signExtend(width), step.bits.sext(width));
    }
    return next;
  case Instruction::BitCast:
    // Of the bits of such a float, some may be known.
    if (step.isBounded && !isFolded())
      return std::nullopt;
    [[fallthrough]];
  case Instruction::IntToPtr:
  case Instruction::PtrToInt:
    if (next.range) {
      // The last lane of a vector has the byte at the highest address.
      auto *lanes = dyn_cast<FixedVectorType>(step.value->getType());
      unsigned width = type->getIntegerBitWidth();
      unsigned top = lanes ? width / lanes->getNumElements() : bitsInByte;
      next.bits = APInt::getHighBitsSet(width, std::min(top, width));
    }
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

/// Whether code generation may find out the value of another operand, because
/// it was stored before in the block and is loaded again. Then the user may be
/// folded to something that does not depend on the step's value.
bool AnchorSearch::mayBecomeKnown(const Step &step, Instruction &user) {
  if (stage != Stage::Final)
    return false;
  auto [cached, isNew] = forwarded.try_emplace(user.getParent());
  DenseSet<Value *> &known = cached->second;
  if (isNew) {
    // Selection looks past fewer stores.
    constexpr size_t maxStores = 32;
    std::deque<StoreInst *> stores;
    for (Instruction &instruction : *user.getParent()) {
      if (auto *store = dyn_cast<StoreInst>(&instruction)) {
        stores.push_back(store);
        if (stores.size() > maxStores)
          stores.pop_front();
      } else if (auto *load = dyn_cast<LoadInst>(&instruction);
                 load && any_of(stores, [&](StoreInst *store) {
                   return mayReadStored(*store, *load);
                 })) {
        known.insert(load);
      } else if (auto *call = dyn_cast<CallBase>(&instruction);
                 call && !isa<IntrinsicInst>(call) && !isPin(*call)) {
        stores.clear(); // it may write
      } else if (!isa<PHINode>(instruction) &&
                 any_of(instruction.operands(),
                        [&](Use &use) { return known.contains(use); })) {
        known.insert(&instruction);
      }
    }
  }
  return any_of(user.operands(), [&](Use &use) {
    return use != step.value && known.contains(use);
  });
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

/// Adds the sizes of floats that the bits of a constant are a NaN of.
static void findNaNs(Constant &constant, SmallSet<unsigned, 2> &sizes) {
  if (auto *vector = dyn_cast<FixedVectorType>(constant.getType())) {
    for (unsigned i = 0; i < vector->getNumElements(); ++i)
      if (Constant *element = constant.getAggregateElement(i))
        findNaNs(*element, sizes);
    return;
  }
  APInt bits;
  if (auto *number = dyn_cast<ConstantFP>(&constant))
    bits = number->getValueAPF().bitcastToAPInt();
  else if (auto *integer = dyn_cast<ConstantInt>(&constant))
    bits = integer->getValue();
  for (const fltSemantics *format :
       {&APFloat::IEEEsingle(), &APFloat::IEEEdouble()}) {
    unsigned size = APFloat::getSizeInBits(*format);
    for (unsigned at = 0; at + size <= bits.getBitWidth(); at += size)
      if (APFloat(*format, bits.extractBits(size, at)).isNaN())
        sizes.insert(size);
  }
}

/// Whether a float may turn out to be the constant NaN when loops are unrolled
/// and loads of what was stored are found.
bool AnchorSearch::mayBeFoundNaN(Value *other) {
  if (stage != Stage::Vector)
    return false; // Code generation folds no operations with a NaN.
  if (!storedNaNs) {
    storedNaNs.emplace();
    for (BasicBlock &block : *start->getFunction())
      for (Instruction &instruction : block)
        if (auto *store = dyn_cast<StoreInst>(&instruction))
          if (auto *constant = dyn_cast<Constant>(store->getValueOperand()))
            findNaNs(*constant, *storedNaNs);
  }
  return storedNaNs->contains(other->getType()->getScalarSizeInBits());
}

/// Whether `other` cannot turn out to be the constant NaN, as 0/0 would when
/// both zeros are known.
bool AnchorSearch::cannotBeNaN(Value *other) {
  if (auto *constant = dyn_cast<ConstantFP>(other))
    return !constant->isNaN();
  if (cannotCancel(other))
    return true;
  if (isFolded())
    return !mayBeFoundNaN(other);
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
bool AnchorSearch::cannotDecide(Value *other) {
  if (auto *constant = dyn_cast<ConstantFP>(other))
    return constant->getValueAPF().isFinite();
  if (cannotCancel(other))
    return true;
  if (isFolded())
    return !mayBeFoundNaN(other);
  if (auto *phi = dyn_cast<PHINode>(other)) {
    // Known at most in the first of some unrolled iterations.
    Loop *loop = loops.getLoopFor(phi->getParent());
    BasicBlock *before = loop ? loop->getLoopPredecessor() : nullptr;
    return before && loop->getHeader() == phi->getParent() &&
           cannotDecide(phi->getIncomingValueForBlock(before));
  }
  return isa<SIToFPInst, UIToFPInst>(other);
}

/// Bits go down to where the longest distance takes the lowest.
static APInt shiftedDown(const APInt &bits, const KnownBits &distance) {
  return bits.lshr(distance.getMaxValue()) | bits.lshr(distance.getMinValue());
}

/// What is known about an integer that an operator makes of the step's and of
/// another one, of which `known` is.
AnchorSearch::Step AnchorSearch::withOther(const Step &step, Step next,
                                           BinaryOperator &user,
                                           unsigned operand,
                                           const KnownBits &known) {
  const ConstantRange &values = *step.range;
  ConstantRange others = ConstantRange::fromKnownBits(known, false);
  switch (user.getOpcode()) {
  case Instruction::Add:
    next.set(values.add(others), step.bits);
    if (Value *other = user.getOperand(1 - operand);
        other == step.value || isa<LoadInst>(other))
      next.bits <<= 1; // when the two are equal
    next.carry();
    break;
  case Instruction::Sub:
    next.set(operand == 0 ? values.sub(others) : others.sub(values), step.bits);
    next.carry();
    break;
  case Instruction::Xor:
    next.set(values.binaryXor(others), step.bits);
    break;
  case Instruction::Mul:
    next.set(values.multiply(others),
             step.bits << known.countMinTrailingZeros());
    next.carry();
    break;
  case Instruction::And:
    next.set(values.binaryAnd(others), step.bits & ~known.Zero);
    break;
  case Instruction::Or:
    next.set(values.binaryOr(others), step.bits & ~known.One);
    break;
  case Instruction::Shl:
    next.set(values.shl(others), step.bits.shl(known.getMinValue()));
    if (!known.isConstant())
      next.carry();
    break;
  case Instruction::LShr:
    next.set(values.lshr(others), shiftedDown(step.bits, known));
    if (!known.isConstant())
      next.carry();
    break;
  case Instruction::AShr:
    next.set(values.ashr(others), known.isConstant()
                                      ? step.bits.ashr(known.getConstant())
                                      : shiftedDown(step.bits, known));
    if (!known.isConstant())
      next.carry();
    break;
  case Instruction::UDiv:
  case Instruction::SDiv:
    next.bits.setAllBits();
    break;
  case Instruction::URem:
  case Instruction::SRem:
    // A power of two keeps the low bits of a dividend as they are.
    next.bits.setAllBits();
    if (operand == 0)
      next.bits.clearLowBits(known.countMinTrailingZeros());
    break;
  default:
    break;
  }
  return next;
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughBinary(const Step &step, BinaryOperator &user,
                            unsigned operand) {
  Value *other = user.getOperand(1 - operand);
  if (auto *constant = dyn_cast<ConstantInt>(other))
    return throughBinaryConstant(step, user, constant->getValue(), operand);

  Step next = step.to(user);
  if (next.range)
    next = withOther(step, next, user, operand,
                     computeKnownBits(other, user.getDataLayout()));
  bool isLost = next.range && next.bits.isZero();
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
    if (clearsLanes || isLost)
      return std::nullopt;
    if (!isFree) {
      // A loop that is unrolled may know what it multiplies with.
      auto *load = dyn_cast<LoadInst>(other);
      if (!isFolded() || !load || !isVarying(*load))
        return std::nullopt;
    }
    return addLoss(next) ? std::optional(next) : std::nullopt;
  case Instruction::Shl:
  case Instruction::LShr:
  case Instruction::AShr:
    // Of the distance a few bits are needed, by some instructions a byte.
    if (operand != 0)
      return std::nullopt;
    break;
  case Instruction::And:
  case Instruction::Or:
    // Code generation makes two branches of two conditions, and moves what
    // only the second needs behind the first.
    if (user.getType()->isIntegerTy(1))
      return std::nullopt;
    break;
  case Instruction::UDiv:
  case Instruction::SDiv:
  case Instruction::URem:
  case Instruction::SRem:
    break;
  default: // floating-point remainder does not come from wasm
    return std::nullopt;
  }
  // The other operand may turn out to mask everything out.
  return stage == Stage::Final && !clearsLanes && !isLost && addLoss(next)
             ? std::optional(next)
             : std::nullopt;
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughBinaryConstant(const Step &step, BinaryOperator &user,
                                    const APInt &constant, unsigned operand) {
  Step next = step.to(user);
  const ConstantRange &range = *step.range;
  bool keepsAll = user.getOpcode() == Instruction::Add ||
                  user.getOpcode() == Instruction::Sub ||
                  user.getOpcode() == Instruction::Xor;
  // Of some bits of such a sum, passes may know more than its range says.
  if (step.isBounded && stage != Stage::Final && !keepsAll)
    return std::nullopt;
  // Whether it is certainly another value afterwards.
  next.changed |= (keepsAll && !constant.isZero()) ||
                  (user.getOpcode() == Instruction::Mul &&
                   !constant.isZero() && !constant.isOne());
  switch (user.getOpcode()) {
  case Instruction::UDiv:
    if (operand == 0 && constant.ule(range.getUnsignedMax())) {
      next.set(range.udiv(constant), step.bits.lshr(constant.logBase2()));
      next.carry();
    }
    break;
  case Instruction::SDiv:
    if (operand == 0 && constant.getSignificantBits() <= bitsInByte)
      next.bits = step.bits.lshr(constant.abs().logBase2());
    break;
  case Instruction::URem:
  case Instruction::SRem:
    if (operand == 0 && !constant.abs().isPowerOf2() &&
        constant.ult(range.getUnsignedMax()))
      next.bits.setBitsFrom(constant.countr_zero());
    break;
  case Instruction::Shl:
  case Instruction::LShr:
  case Instruction::AShr:
    // Of the distance a few bits are needed, by some instructions a byte.
    if (operand != 0)
      return std::nullopt;
    [[fallthrough]];
  default:
    next = withOther(step, next, user, operand,
                     KnownBits::makeConstant(constant));
    break;
  }
  if (keepsAll)
    return next;
  // Something must stay of the byte at the highest address.
  return !next.bits.isZero() && addLoss(next) ? std::optional(next)
                                              : std::nullopt;
}

std::optional<AnchorSearch::Step>
AnchorSearch::throughCompare(const Step &step, ICmpInst &user,
                             unsigned operand) {
  Step next = step.to(user);
  if (next.range)
    next.bits.setAllBits();
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
  KnownBits known = computeKnownBits(step.value, user.getDataLayout());
  ConstantRange range = step.range->intersectWith(
      ConstantRange::fromKnownBits(known, /*IsSigned=*/false));
  if (user.isEquality() && (known.Zero.intersects(constant->getValue()) ||
                            known.One.intersects(~constant->getValue())))
    return std::nullopt;
  if (region.contains(range) || region.inverse().contains(range))
    return std::nullopt;
  // Telling two values apart loses nothing: wasm turns conditions into
  // integers and back all the time.
  if (range.isSizeLargerThan(2) && !addLoss(next))
    return std::nullopt;
  return next;
}

} // namespace w2o
