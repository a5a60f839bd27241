//===- LoopNest.cpp - Guest accesses of two nested loops ------------------===//

#include "codegen/LoopNest.h"

#include "codegen/AnchorSearch.h"
#include "codegen/GuestAccess.h"
#include "llvm/Analysis/LoopIterator.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace w2o {

/// Nests of producers have some; more would be compared with each other.
constexpr size_t maxAccesses = 48;
constexpr size_t maxSections = 16;
/// Each is two sums and comparisons in front of the nest.
constexpr size_t maxExtensions = 16;
constexpr size_t maxInstructions = 300;
/// Operands of an address, all in all.
constexpr unsigned maxExpression = 64;
/// How deep sums nest that are looked through.
constexpr unsigned maxDepth = 8;
/// Starts of families further apart are unrelated.
constexpr unsigned maxDistanceBits = 31;
/// What keeps start + outer * i + inner * j within 64 bits, for i and j below
/// UnrollAndJam's limit.
constexpr unsigned stepBits = 32;
constexpr unsigned startBits = 40;

bool LoopNest::addSection(BasicBlock &block) {
  auto *branch = dyn_cast<BranchInst>(block.getTerminator());
  if (!branch || sections.size() == maxSections)
    return false;
  Loop *loop = loops.getLoopFor(&block);
  if (loop == &outer) {
    sections.push_back({&block, nullptr, nullptr});
    if (&block == outer.getLoopLatch() || branch->isUnconditional())
      return true;
    hasBranches = true;
    return outer.isLoopInvariant(branch->getCondition());
  }
  sections.push_back({&block, loop, nullptr});
  return loop->getNumBlocks() == 1 && loop->isLoopSimplifyForm();
}

bool LoopNest::isCounted(const SCEV *taken) const {
  return !isa<SCEVCouldNotCompute>(taken) && taken->getType()->isIntegerTy() &&
         taken->getType()->getIntegerBitWidth() <= 64 &&
         scev.isLoopInvariant(taken, &outer);
}

/// How often the backedge of an inner loop is taken.
const SCEV *LoopNest::count(Loop &loop) {
  const SCEV *known = scev.getBackedgeTakenCount(&loop);
  auto *branch = cast<BranchInst>(loop.getHeader()->getTerminator());
  auto *compare = dyn_cast<ICmpInst>(branch->getCondition());
  if (!isa<SCEVCouldNotCompute>(known) || !compare || !compare->isEquality() ||
      (compare->getPredicate() == CmpInst::ICMP_EQ) ==
          (branch->getSuccessor(0) == loop.getHeader()) ||
      !compare->getOperand(0)->getType()->isIntegerTy())
    return known;
  const SCEV *end = scev.getSCEV(compare->getOperand(1));
  const auto *counter =
      dyn_cast<SCEVAddRecExpr>(scev.getSCEV(compare->getOperand(0)));
  if (!counter || counter->getLoop() != &loop || !counter->isAffine() ||
      !scev.isLoopInvariant(end, &outer) ||
      !scev.isLoopInvariant(counter->getStart(), &outer))
    return known;
  const auto *step =
      dyn_cast<SCEVConstant>(counter->getStepRecurrence(scev));
  if (!step || step->isZero())
    return known;
  const SCEV *distance = scev.getMinusSCEV(end, counter->getStart());
  if (step->getAPInt().isNegative())
    distance = scev.getNegativeSCEV(distance);
  APInt length = step->getAPInt().abs();
  divisions.push_back({distance, length});
  return scev.getUDivExpr(distance, scev.getConstant(length));
}

bool LoopNest::findSections() {
  BasicBlock *latch = outer.getLoopLatch();
  if (outer.isInnermost() || outer.getNumBlocks() > maxSections ||
      !outer.isLoopSimplifyForm() || outer.getExitingBlock() != latch ||
      loops.getLoopFor(latch) != &outer)
    return false;
  LoopBlocksRPO order(&outer);
  order.perform(&loops);
  for (BasicBlock *block : order)
    if (!addSection(*block))
      return false;
  if (sections.back().block != latch)
    return false;
  hoistSelections();
  for (Section &section : sections)
    if (section.loop) {
      section.taken = count(*section.loop);
      if (!isCounted(section.taken))
        return false;
    }
  taken = scev.getBackedgeTakenCount(&outer);
  return isCounted(taken);
}

/// Where a producer's loop does several iterations at once, the rest begins at
/// a value that depends on whether the loop was entered. All branches here go
/// the same way each time, so that can be found out before.
void LoopNest::hoistSelections() {
  // Values that are known in front of the loop; inner loops leave some.
  SCEVExpander expander(scev, outer.getHeader()->getDataLayout(), "left");
  Instruction *end = outer.getLoopPreheader()->getTerminator();
  auto atEnd = [&](Value *value) {
    return scev.getSCEVAtScope(scev.getSCEV(value), &outer);
  };
  auto isKnown = [&](Value *value) {
    return outer.isLoopInvariant(value) ||
           (scev.isLoopInvariant(atEnd(value), &outer) &&
            expander.isSafeToExpandAt(atEnd(value), end));
  };
  auto known = [&](Value *value) {
    return outer.isLoopInvariant(value)
               ? value
               : expander.expandCodeFor(atEnd(value), value->getType(), end);
  };
  auto isSelection = [&](PHINode &phi) {
    return phi.getNumIncomingValues() > 1 && phi.getType()->isIntegerTy() &&
           all_of(phi.incoming_values(), isKnown);
  };
  // Most nests have none, and nothing is written in front of them.
  if (none_of(drop_begin(sections), [&](const Section &section) {
        return !section.loop && any_of(section.block->phis(), isSelection);
      }))
    return;
  IRBuilder<> builder(outer.getLoopPreheader()->getTerminator());
  DenseMap<BasicBlock *, Value *> reached;
  reached[outer.getHeader()] = builder.getTrue();
  auto taken = [&](BasicBlock &from, BasicBlock &to) -> Value * {
    Value *whether = reached.lookup(&from);
    auto *branch = cast<BranchInst>(from.getTerminator());
    // A loop is left when it was entered.
    if (branch->isUnconditional() || loops.getLoopFor(&from) != &outer ||
        branch->getSuccessor(0) == branch->getSuccessor(1))
      return whether;
    Value *condition = branch->getCondition();
    if (branch->getSuccessor(0) != &to)
      condition = builder.CreateNot(condition);
    return builder.CreateLogicalAnd(whether, condition);
  };
  for (const Section &section : drop_begin(sections)) {
    BasicBlock &block = *section.block;
    if (section.loop) {
      reached[&block] = reached.lookup(section.loop->getLoopPreheader());
      continue;
    }
    SmallVector<std::pair<BasicBlock *, Value *>, 4> ways;
    Value *whether = builder.getFalse();
    for (BasicBlock *from : predecessors(&block)) {
      ways.push_back({from, taken(*from, block)});
      whether = builder.CreateLogicalOr(whether, ways.back().second);
    }
    reached[&block] = whether;
    for (PHINode &phi : make_early_inc_range(block.phis())) {
      if (!isSelection(phi))
        continue;
      Value *value = known(phi.getIncomingValueForBlock(ways.front().first));
      for (auto [from, way] : drop_begin(ways))
        value = builder.CreateSelect(
            way, known(phi.getIncomingValueForBlock(from)), value);
      phi.replaceAllUsesWith(value);
      phi.eraseFromParent();
      changed = true;
    }
  }
  if (changed)
    scev.forgetTopmostLoop(&outer);
}

/// Whether what one iteration of the outer loop hands to the next is known in
/// front of it.
bool LoopNest::hasInductionsOnly() const {
  for (PHINode &phi : outer.getHeader()->phis()) {
    if (!phi.getType()->isIntegerTy())
      return false;
    const auto *recurrence = dyn_cast<SCEVAddRecExpr>(scev.getSCEV(&phi));
    if (!recurrence || recurrence->getLoop() != &outer ||
        !recurrence->isAffine() ||
        !scev.isLoopInvariant(recurrence->getStepRecurrence(scev), &outer))
      return false;
  }
  return true;
}

/// What is added to a start whatever else it is.
static APInt constantPart(const SCEV *value) {
  if (const auto *constant = dyn_cast<SCEVConstant>(value))
    return constant->getAPInt();
  if (const auto *add = dyn_cast<SCEVAddExpr>(value))
    return constantPart(add->getOperand(0));
  if (const auto *recurrence = dyn_cast<SCEVAddRecExpr>(value))
    return constantPart(recurrence->getStart());
  return APInt(value->getType()->getIntegerBitWidth(), 0);
}

/// A 32-bit sum below an extension to 64 bits. Constants are taken out, so that
/// distances between starts are known. It is the sum in 64 bits whenever that
/// is in the range of 32, as the two are equal modulo 2^32.
std::optional<LinearSum> LoopNest::extended(const SCEV *value,
                                            unsigned section,
                                            unsigned depth) {
  std::optional<LinearSum> sum = linear(value, section, depth);
  if (!sum || value->getType()->getIntegerBitWidth() != 32)
    return std::nullopt;
  Type *type = Type::getInt64Ty(value->getType()->getContext());
  APInt constant = constantPart(sum->start);
  if (constant == 0 && sum->outer->isZero() && sum->inner->isZero())
    return LinearSum{scev.getZeroExtendExpr(sum->start, type),
                     scev.getZero(type), scev.getZero(type)};
  const SCEV *rest =
      scev.getMinusSCEV(sum->start, scev.getConstant(constant));
  LinearSum wide = {scev.getAddExpr(scev.getZeroExtendExpr(rest, type),
                                    scev.getConstant(constant.sext(64))),
                    scev.getSignExtendExpr(sum->outer, type),
                    scev.getSignExtendExpr(sum->inner, type)};
  for (const Extension &extension : extensions)
    if (extension.sum == wide && extension.section == section)
      return wide;
  if (extensions.size() == maxExtensions)
    return std::nullopt;
  extensions.push_back({wide, section});
  return wide;
}

std::optional<LinearSum> LoopNest::linear(const SCEV *value, unsigned section,
                                          unsigned depth) {
  const SCEV *zero = scev.getZero(value->getType());
  // Extensions and what contains them is looked into for constants.
  if (scev.isLoopInvariant(value, &outer) &&
      !isa<SCEVZeroExtendExpr, SCEVAddExpr>(value))
    return LinearSum{value, zero, zero};
  if (depth > maxDepth)
    return std::nullopt;
  if (const auto *recurrence = dyn_cast<SCEVAddRecExpr>(value)) {
    const SCEV *step = recurrence->getStepRecurrence(scev);
    if (!recurrence->isAffine() || !scev.isLoopInvariant(step, &outer))
      return std::nullopt;
    std::optional<LinearSum> sum =
        linear(recurrence->getStart(), section, depth + 1);
    if (!sum)
      return std::nullopt;
    if (recurrence->getLoop() == &outer)
      sum->outer = scev.getAddExpr(sum->outer, step);
    else if (recurrence->getLoop() == sections[section].loop)
      sum->inner = scev.getAddExpr(sum->inner, step);
    else
      return std::nullopt;
    return sum;
  }
  if (const auto *add = dyn_cast<SCEVAddExpr>(value)) {
    SmallVector<const SCEV *, 8> starts, outers, inners;
    for (const SCEV *operand : add->operands()) {
      std::optional<LinearSum> term = linear(operand, section, depth + 1);
      if (!term)
        return std::nullopt;
      starts.push_back(term->start);
      outers.push_back(term->outer);
      inners.push_back(term->inner);
    }
    return LinearSum{scev.getAddExpr(starts), scev.getAddExpr(outers),
                     scev.getAddExpr(inners)};
  }
  if (const auto *product = dyn_cast<SCEVMulExpr>(value)) {
    const SCEV *factor = scev.getOne(value->getType());
    const SCEV *varying = nullptr;
    for (const SCEV *operand : product->operands()) {
      if (scev.isLoopInvariant(operand, &outer))
        factor = scev.getMulExpr(factor, operand);
      else if (varying)
        return std::nullopt;
      else
        varying = operand;
    }
    std::optional<LinearSum> sum = linear(varying, section, depth + 1);
    if (!sum)
      return std::nullopt;
    return LinearSum{scev.getMulExpr(sum->start, factor),
                     scev.getMulExpr(sum->outer, factor),
                     scev.getMulExpr(sum->inner, factor)};
  }
  if (const auto *extension = dyn_cast<SCEVZeroExtendExpr>(value);
      extension && value->getType()->isIntegerTy(64))
    return extended(extension->getOperand(), section, depth + 1);
  return std::nullopt;
}

bool LoopNest::isSmall(const LinearSum &sum) const {
  auto fits = [&](const SCEV *value, unsigned bits) {
    return scev.getSignedRange(value).getMinSignedBits() <= bits;
  };
  return fits(sum.start, startBits) && fits(sum.outer, stepBits) &&
         fits(sum.inner, stepBits);
}

void LoopNest::addAccess(const Access &access) {
  accesses.push_back(access);
  Family &family = families[access.family];
  auto extend = [&](Family::Extent &extent) {
    extent.low = std::min(extent.low, access.offset);
    extent.high = std::max(extent.high, access.offset + access.bytes);
  };
  extend(family.all);
  if (access.isStore)
    extend(family.stored);
}

bool LoopNest::collect(Instruction &access, unsigned section) {
  bool isStore = isa<StoreInst>(access);
  if (!isGuardedAccess(access) || access.isVolatile() || access.isAtomic() ||
      accesses.size() == maxAccesses)
    return false;
  // What other inner loops computed is what they left.
  Loop *scope = sections[section].loop ? sections[section].loop : &outer;
  const SCEV *pointer = scev.getSCEVAtScope(
      scev.getSCEV(getLoadStorePointerOperand(&access)), scope);
  const auto *from = dyn_cast<SCEVUnknown>(scev.getPointerBase(pointer));
  if (!from || !isMemoryBase(*from->getValue()) ||
      !scev.isLoopInvariant(from, &outer) ||
      (base && base != from->getValue()) ||
      pointer->getExpressionSize() > maxExpression)
    return false;
  base = from->getValue();
  const SCEV *distance = scev.getMinusSCEV(pointer, from);
  if (isa<SCEVCouldNotCompute>(distance) ||
      distance->getType()->getIntegerBitWidth() != 64)
    return false;
  std::optional<LinearSum> address = linear(distance, section);
  if (!address || !isSmall(*address))
    return false;

  int64_t bytes = int64_t(
      access.getModule()
          ->getDataLayout()
          .getTypeStoreSize(getLoadStoreType(&access))
          .getFixedValue());
  bool moves = !address->inner->isZero();
  for (unsigned i = 0; i < families.size(); ++i) {
    Family &family = families[i];
    if (family.address.outer != address->outer ||
        family.address.inner != address->inner ||
        (moves && family.section != section))
      continue;
    const auto *offset = dyn_cast<SCEVConstant>(
        scev.getMinusSCEV(address->start, family.address.start));
    if (!offset || offset->getAPInt().getSignificantBits() > maxDistanceBits)
      continue;
    addAccess({&access, section, i, offset->getAPInt().getSExtValue(), bytes,
               isStore});
    return true;
  }
  unsigned index = unsigned(families.size()), cluster = index;
  for (const Family &family : families)
    if (isa<SCEVConstant>(
            scev.getMinusSCEV(address->start, family.address.start))) {
      cluster = family.cluster;
      break;
    }
  families.push_back({*address, section, cluster});
  addAccess({&access, section, index, 0, bytes, isStore});
  return true;
}

const LoopNest::Access *
LoopNest::find(const Instruction &instruction) const {
  for (const Access &access : accesses)
    if (access.instruction == &instruction)
      return &access;
  return nullptr;
}

bool LoopNest::analyse() {
  if (!findSections() || !hasInductionsOnly())
    return false;
  size_t size = 0;
  for (unsigned i = 0; i < sections.size(); ++i)
    for (Instruction &instruction : *sections[i].block) {
      if (isa<DbgInfoIntrinsic>(instruction))
        continue;
      if (++size > maxInstructions)
        return false;
      if (isa<LoadInst>(instruction) || isa<StoreInst>(instruction)) {
        if (!collect(instruction, i))
          return false;
      } else if (!isPin(instruction) &&
                 (instruction.mayReadOrWriteMemory() ||
                  instruction.mayHaveSideEffects())) {
        return false;
      }
      for (const User *user : instruction.users())
        isLiveOut |= !outer.contains(cast<Instruction>(user));
    }
  return base != nullptr;
}

} // namespace w2o
