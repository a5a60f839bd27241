//===- UnrollAndJam.cpp - Iterations of an outer loop side by side --------===//

#include "codegen/UnrollAndJam.h"

#include "codegen/AnchorLoads.h"
#include "codegen/LoopNest.h"
#include "codegen/NestOrder.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace llvm;

namespace w2o {

namespace {

/// What a group of columns loads at once: a line of most caches.
constexpr int64_t cacheLine = 64;
/// Copies where columns are not neighbours: as many additions as overlap.
constexpr unsigned usualCopies = 4;
/// Sums that all copies keep, in vector registers, of which baselines have 16.
constexpr unsigned maxSumRegisters = 8;
constexpr int64_t vectorBytes = 16;
/// Of the whole jammed nest; more exceeds what processors keep decoded.
constexpr size_t maxJammedInstructions = 800;
/// Entering the jammed nest costs some tests.
constexpr uint64_t minInnerIterations = 4;

//===----------------------------------------------------------------------===//
// Whether it is worth it
//===----------------------------------------------------------------------===//

/// Whether an inner loop computes what it hands to its next iteration from what
/// it was handed, so that iterations wait for each other. What is only passed
/// on, as a neighbour that was loaded before, is nothing of the kind.
bool isSum(const PHINode &phi) {
  const BasicBlock *block = phi.getParent();
  SmallPtrSet<const Value *, 16> seen;
  SmallVector<const Value *, 16> open = {phi.getIncomingValueForBlock(block)};
  while (!open.empty()) {
    const auto *value = dyn_cast<Instruction>(open.pop_back_val());
    if (value == &phi)
      return true;
    if (value && value->getParent() == block && !isa<PHINode>(value) &&
        seen.insert(value).second)
      open.append(value->op_begin(), value->op_end());
  }
  return false;
}

/// Whether a load finds what the iteration before has stored.
bool followsStore(const LoopNest &nest, const LoopNest::Access &load) {
  const LoopNest::Family &family = nest.families[load.family];
  const auto *step = dyn_cast<SCEVConstant>(family.address.inner);
  return step && !load.isStore && nest.sections[load.section].loop &&
         any_of(nest.accesses, [&](const LoopNest::Access &store) {
           return store.isStore && store.section == load.section &&
                  store.family == load.family &&
                  load.offset + step->getAPInt().getSExtValue() ==
                      store.offset;
         });
}

/// Sums that the iterations of an inner loop add to, in variables or memory.
unsigned countSums(const LoopNest &nest, unsigned section) {
  unsigned sums = 0;
  for (PHINode &phi : nest.sections[section].block->phis())
    sums += phi.getType()->isFPOrFPVectorTy() && isSum(phi);
  for (const LoopNest::Access &access : nest.accesses)
    sums += access.section == section &&
            getLoadStoreType(access.instruction)->isFPOrFPVectorTy() &&
            followsStore(nest, access);
  return sums;
}

unsigned pointerOperand(const Instruction &access) {
  return isa<LoadInst>(access) ? LoadInst::getPointerOperandIndex()
                               : StoreInst::getPointerOperandIndex();
}

/// How many iterations become one; 1 when that gains nothing.
unsigned chooseCopies(const LoopNest &nest) {
  bool sharesPlaces = false;
  int64_t column = 0; // Bytes of neighbours that the inner loop strides over.
  for (const LoopNest::Access &access : nest.accesses) {
    const LinearSum &address = nest.families[access.family].address;
    if (!nest.sections[access.section].loop || address.inner->isZero())
      continue;
    sharesPlaces |= address.outer->isZero();
    const auto *outer = dyn_cast<SCEVConstant>(address.outer);
    const auto *inner = dyn_cast<SCEVConstant>(address.inner);
    if (outer && outer->getAPInt() == uint64_t(access.bytes) &&
        !(inner && inner->getAPInt().abs() == uint64_t(access.bytes)))
      column = std::max(column, access.bytes);
  }
  unsigned sums = 0;
  for (unsigned i = 0; i < nest.sections.size(); ++i) {
    if (!nest.sections[i].loop)
      continue;
    sums = std::max(sums, countSums(nest, i));
    const auto *taken = dyn_cast<SCEVConstant>(nest.sections[i].taken);
    if (taken && taken->getAPInt().ult(minInnerIterations - 1))
      return 1;
  }
  if (!column && !sharesPlaces && sums == 0)
    return 1;

  // A power of two, which the number of iterations is rounded to.
  unsigned copies =
      column ? bit_floor(unsigned(cacheLine / column)) : usualCopies;
  unsigned lanes = column ? unsigned(vectorBytes / column) : 1;
  size_t size = 0;
  for (const LoopNest::Section &section : nest.sections)
    size += section.block->size();
  while (copies > 1 && (sums * copies > maxSumRegisters * lanes ||
                        size * copies > maxJammedInstructions))
    copies /= 2;
  if (const auto *taken = dyn_cast<SCEVConstant>(nest.taken))
    while (copies > 1 &&
           taken->getAPInt().ult(uint64_t(copies) - (nest.isLiveOut ? 0 : 1)))
      copies /= 2;
  return copies;
}

//===----------------------------------------------------------------------===//
// The jammed nest
//===----------------------------------------------------------------------===//

class Jammer {
public:
  Jammer(LoopNest &nest, const NestOrder &order, unsigned copies,
         ScalarEvolution &scev, LoopInfo &loops, DominatorTree &dominators)
      : nest(nest), order(order), outer(nest.outer),
        before(outer.getLoopPreheader()), copies(copies), scev(scev),
        loops(loops), dominators(dominators),
        expander(scev, before->getDataLayout(), "jam"), maps(copies) {}

  bool run();

private:
  /// A family in the jammed nest.
  struct Position {
    Value *outer = nullptr;        ///< Of its lowest member, in the first copy.
    Value *inner = nullptr;        ///< The same in an inner loop.
    SmallVector<Value *, 8> ahead; ///< From the first copy to others.
  };

  Value *expand(const SCEV *value);
  const SCEV *stepOf(PHINode &counter) const;
  Value *mapped(Value *value, unsigned copy) const;
  void enter();
  void makeScopes();
  void startOuter();
  void startInner(unsigned section);
  void mergeValues(BasicBlock &original);
  void copyBody(BasicBlock &original, unsigned copy);
  Value *address(IRBuilder<> &builder, const LoopNest::Access &access,
                 unsigned copy);
  bool isStored(const LoopNest::Access &access) const;
  bool isAlone(const LoopNest::Access &access) const;
  bool isShared(const LoopNest::Access &access) const;
  bool isKept(const LoopNest::Access &access) const;
  bool reuse(const LoopNest::Access &access, unsigned copy);
  bool isOverwritten(const LoopNest::Access &access, unsigned copy) const;
  void keep(unsigned section, BasicBlock *entering);
  void storeKept(BasicBlock &left);
  void pinLoads();
  void addScopes(Instruction &made, unsigned family);
  void finishInner(unsigned section);
  void copyBranch(BasicBlock &original);
  void finishOuter();
  void resume();
  void updateLoops();

  LoopNest &nest;
  const NestOrder &order;
  Loop &outer;
  BasicBlock *before;
  unsigned copies;
  ScalarEvolution &scev;
  LoopInfo &loops;
  DominatorTree &dominators;
  SCEVExpander expander;

  /// Values of the original in each copy.
  SmallVector<DenseMap<Value *, Value *>, 8> maps;
  DenseMap<BasicBlock *, BasicBlock *> blocks; ///< Of sections.
  BasicBlock *header = nullptr;                ///< Of the jammed nest.
  BasicBlock *latch = nullptr;
  SmallVector<Position, 8> positions;  ///< Of families.
  SmallVector<MDNode *, 8> scopes;     ///< Of families, or null.
  BasicBlock *rest = nullptr;          ///< In front of the original.
  BasicBlock *end = nullptr;           ///< Behind the jammed nest.
  Value *total = nullptr;              ///< Iterations of the outer loop,
  Value *jammed = nullptr;             ///< and those in whole groups.
  PHINode *counter = nullptr;
  IRBuilder<> *at = nullptr;
  SmallVector<LoadInst *, 16> loads; ///< That must not be lost.
  /// A place in memory: a family, an offset, and a copy, or 0 when copies share
  /// it.
  using Place = std::tuple<unsigned, int64_t, unsigned>;
  Place placeOf(const LoopNest::Access &access, unsigned copy) const {
    return {access.family, access.offset, isShared(access) ? 0 : copy};
  }
  /// What is in shared and kept places at this point of the block.
  DenseMap<Place, Value *> contents;
  /// What kept places have when an iteration begins.
  SmallVector<std::pair<PHINode *, Place>, 8> handedOn;
  /// What to store to kept places, by the block behind the inner loop.
  struct LateStore {
    const LoopNest::Access *access;
    unsigned copy;
    Value *value;
  };
  DenseMap<BasicBlock *, SmallVector<LateStore, 8>> lateStores;
};

Value *Jammer::expand(const SCEV *value) {
  return expander.expandCodeFor(value, value->getType(),
                                before->getTerminator());
}

/// What a counter of the outer loop grows by.
const SCEV *Jammer::stepOf(PHINode &counter) const {
  return cast<SCEVAddRecExpr>(scev.getSCEV(&counter))
      ->getStepRecurrence(scev);
}

Value *Jammer::mapped(Value *value, unsigned copy) const {
  auto *instruction = dyn_cast<Instruction>(value);
  if (!instruction || !outer.contains(instruction))
    return value;
  return maps[copy].lookup(value);
}

/// Families that the tests find apart do not alias; that lets sums stay in
/// registers, and saves the vectoriser tests of its own.
void Jammer::makeScopes() {
  MDBuilder metadata(before->getContext());
  MDNode *domain = metadata.createAnonymousAliasScopeDomain("w2o.jam");
  IRBuilder<> builder(before->getTerminator());
  scopes.assign(nest.families.size(), nullptr);
  for (unsigned i = 0; i < scopes.size(); ++i)
    for (unsigned j = 0; j < scopes.size(); ++j)
      if (!scopes[i] && order.areApart(i, j)) {
        scopes[i] = metadata.createAnonymousAliasScope(domain);
        builder.CreateNoAliasScopeDeclaration(
            MDNode::get(before->getContext(), scopes[i]));
      }
}

/// The branch to the jammed nest.
void Jammer::enter() {
  IRBuilder<> builder(before->getTerminator());
  total = builder.CreateAdd(
      expand(scev.getTruncateOrZeroExtend(nest.taken, builder.getInt64Ty())),
      builder.getInt64(1));
  Value *available =
      nest.isLiveOut ? builder.CreateSub(total, builder.getInt64(1)) : total;
  jammed = builder.CreateAnd(available, ~uint64_t(copies - 1));
  Value *good = builder.CreateAnd(
      order.makeTests(builder, expander),
      builder.CreateICmpNE(jammed, builder.getInt64(0)));
  // What the tests read may be undefined where the nest does not come to it.
  good = builder.CreateFreeze(good);

  rest = SplitBlock(before, before->getTerminator(), &dominators, &loops,
                    nullptr, "jam.rest");
  Function *function = before->getParent();
  for (const LoopNest::Section &section : nest.sections)
    blocks[section.block] =
        BasicBlock::Create(before->getContext(),
                           section.block->getName() + ".jam", function, rest);
  header = blocks.lookup(outer.getHeader());
  latch = blocks.lookup(outer.getLoopLatch());
  end = BasicBlock::Create(before->getContext(), "jam.end", function, rest);
  Instruction *branch = before->getTerminator();
  builder.SetInsertPoint(branch);
  builder.CreateCondBr(
      good, header, rest,
      MDBuilder(before->getContext()).createLikelyBranchWeights());
  branch->eraseFromParent();
}

void Jammer::startOuter() {
  IRBuilder<> head(header);
  IRBuilder<> ahead(before->getTerminator());
  counter = head.CreatePHI(head.getInt64Ty(), 2);
  counter->addIncoming(head.getInt64(0), before);
  SmallVector<std::pair<PHINode *, Value *>, 8> advances;
  for (PHINode &phi : outer.getHeader()->phis()) {
    Value *step = expand(stepOf(phi));
    PHINode *made = head.CreatePHI(phi.getType(), 2);
    made->addIncoming(phi.getIncomingValueForBlock(rest), before);
    advances.push_back({made, step});
    for (unsigned copy = 0; copy < copies; ++copy)
      maps[copy][&phi] = copy == 0 ? made : step;
  }
  for (const LoopNest::Family &family : nest.families) {
    Position &position = positions.emplace_back();
    Value *start =
        ahead.CreateAdd(expand(family.address.start),
                        ahead.getInt64(uint64_t(family.all.low)));
    if (family.address.outer->isZero()) {
      position.outer = start;
      position.ahead.assign(copies, head.getInt64(0));
      continue;
    }
    Value *step = expand(family.address.outer);
    PHINode *made = head.CreatePHI(head.getInt64Ty(), 2);
    made->addIncoming(start, before);
    advances.push_back({made, step});
    position.outer = made;
    for (unsigned copy = 0; copy < copies; ++copy)
      position.ahead.push_back(
          ahead.CreateMul(step, ahead.getInt64(copy)));
  }

  // Behind all phis.
  for (PHINode &phi : outer.getHeader()->phis())
    for (unsigned copy = 1; copy < copies; ++copy) {
      Value *step = maps[copy][&phi];
      Value *distance =
          ahead.CreateMul(step, ConstantInt::get(step->getType(), copy));
      maps[copy][&phi] = head.CreateAdd(maps[0][&phi], distance);
    }
  IRBuilder<> tail(latch);
  for (auto [phi, step] : advances)
    phi->addIncoming(
        tail.CreateAdd(phi,
                       ahead.CreateMul(step, ConstantInt::get(step->getType(),
                                                              copies))),
        latch);
}

/// The variables of an inner loop, for all copies.
void Jammer::startInner(unsigned section) {
  const LoopNest::Section &original = nest.sections[section];
  BasicBlock *preheader = original.loop->getLoopPreheader();
  for (unsigned copy = 0; copy < copies; ++copy)
    for (PHINode &phi : original.block->phis()) {
      PHINode *made = at->CreatePHI(phi.getType(), 2);
      made->setDebugLoc(phi.getDebugLoc());
      made->addIncoming(mapped(phi.getIncomingValueForBlock(preheader), copy),
                        blocks.lookup(preheader));
      maps[copy][&phi] = made;
    }
  for (unsigned i = 0; i < positions.size(); ++i) {
    const LoopNest::Family &family = nest.families[i];
    if (family.section != section || family.address.inner->isZero())
      continue;
    PHINode *made = at->CreatePHI(at->getInt64Ty(), 2);
    made->addIncoming(positions[i].outer, blocks.lookup(preheader));
    positions[i].inner = made;
  }
  keep(section, blocks.lookup(preheader));
}

/// Values that come from different blocks, for all copies.
void Jammer::mergeValues(BasicBlock &original) {
  for (unsigned copy = 0; copy < copies; ++copy)
    for (PHINode &phi : original.phis()) {
      PHINode *made = at->CreatePHI(phi.getType(), phi.getNumIncomingValues());
      made->setDebugLoc(phi.getDebugLoc());
      for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i)
        made->addIncoming(mapped(phi.getIncomingValue(i), copy),
                          blocks.lookup(phi.getIncomingBlock(i)));
      maps[copy][&phi] = made;
    }
}

Value *Jammer::address(IRBuilder<> &builder, const LoopNest::Access &access,
                       unsigned copy) {
  const LoopNest::Family &family = nest.families[access.family];
  const Position &position = positions[access.family];
  // All are accessed, and in one object, the reservation.
  GEPNoWrapFlags flags = nest.hasBranches ? GEPNoWrapFlags::none()
                                          : GEPNoWrapFlags::inBounds();
  auto add = [&](Value *pointer, Value *distance) {
    return builder.CreateGEP(builder.getInt8Ty(), pointer, distance, "", flags);
  };
  Value *pointer =
      add(nest.base, position.inner ? position.inner : position.outer);
  int64_t offset = access.offset - family.all.low;
  Value *ahead = position.ahead[copy];
  if (auto *constant = dyn_cast<ConstantInt>(ahead))
    offset += constant->getSExtValue();
  else
    pointer = add(pointer, ahead);
  return offset ? add(pointer, builder.getInt64(uint64_t(offset))) : pointer;
}

/// Whether two accesses of one section are to the same place.
static bool isSamePlace(const LoopNest::Access &one,
                        const LoopNest::Access &other) {
  return one.section == other.section && one.family == other.family &&
         one.offset == other.offset;
}

/// Whether a section stores to the place of an access of it.
bool Jammer::isStored(const LoopNest::Access &access) const {
  return any_of(nest.accesses, [&](const LoopNest::Access &other) {
    return other.isStore && isSamePlace(access, other);
  });
}

/// Whether no access of an inner loop overlaps this one in the same iteration,
/// but those to exactly the same place.
bool Jammer::isAlone(const LoopNest::Access &access) const {
  bool hasStore = isStored(access);
  return all_of(nest.accesses, [&](const LoopNest::Access &other) {
    if (other.section != access.section || &other == &access)
      return true;
    if (other.family != access.family)
      return (!hasStore && !other.isStore) ||
             order.areApart(access.family, other.family);
    // A module loads vectors as integers and stores them as floats.
    if (other.offset == access.offset)
      return CastInst::isBitCastable(getLoadStoreType(other.instruction),
                                     getLoadStoreType(access.instruction));
    return other.offset >= access.offset + access.bytes ||
           access.offset >= other.offset + other.bytes;
  });
}

/// Whether all copies access the place in an iteration of the inner loop.
bool Jammer::isShared(const LoopNest::Access &access) const {
  const LinearSum &address = nest.families[access.family].address;
  return nest.sections[access.section].loop && address.outer->isZero() &&
         !address.inner->isZero() && isAlone(access);
}

/// Whether all iterations of the inner loop access the place, and some store
/// to it: it can be a variable of the inner loop.
bool Jammer::isKept(const LoopNest::Access &access) const {
  const LinearSum &address = nest.families[access.family].address;
  return nest.sections[access.section].loop && address.inner->isZero() &&
         !address.outer->isZero() && isAlone(access) && isStored(access);
}

/// Loads what is in kept places when the inner loop begins. Nobody has to see
/// that the inner loop itself no longer does, since it runs at least once.
void Jammer::keep(unsigned section, BasicBlock *entering) {
  contents.clear();
  handedOn.clear();
  IRBuilder<> builder(entering->getTerminator());
  for (unsigned copy = 0; copy < copies; ++copy)
    for (const LoopNest::Access &access : nest.accesses) {
      if (access.section != section || !isKept(access))
        continue;
      Place place = placeOf(access, copy);
      if (contents.contains(place))
        continue;
      // The first one of an iteration.
      if (access.isStore) {
        contents[place] = nullptr;
        continue;
      }
      auto *load = cast<LoadInst>(access.instruction->clone());
      load->setOperand(pointerOperand(*load), address(builder, access, copy));
      addScopes(*load, access.family);
      builder.Insert(load);
      loads.push_back(load);
      PHINode *made = at->CreatePHI(load->getType(), 2);
      made->addIncoming(load, entering);
      handedOn.push_back({made, place});
      contents[place] = made;
    }
}

/// Stores what is in kept places when the inner loop has been left.
void Jammer::storeKept(BasicBlock &left) {
  for (const LateStore &late : lateStores.lookup(&left)) {
    Instruction *store = late.access->instruction->clone();
    store->setOperand(0, at->CreateBitCast(
                             late.value, store->getOperand(0)->getType()));
    store->setOperand(pointerOperand(*store),
                      address(*at, *late.access, late.copy));
    addScopes(*store, late.access->family);
    at->Insert(store);
  }
}

/// Takes what a load of a shared or kept place finds from an earlier access,
/// which traps when this one does.
bool Jammer::reuse(const LoopNest::Access &access, unsigned copy) {
  Value *value = contents.lookup(placeOf(access, copy));
  if (value)
    maps[copy][access.instruction] =
        at->CreateBitCast(value, access.instruction->getType());
  return value;
}

/// Whether another store to the shared place comes later in the same iteration
/// of the jammed loop.
bool Jammer::isOverwritten(const LoopNest::Access &access,
                           unsigned copy) const {
  return copy + 1 < copies ||
         any_of(nest.accesses, [&](const LoopNest::Access &other) {
           return other.isStore && isSamePlace(access, other) &&
                  access.instruction->comesBefore(other.instruction);
         });
}

/// Pins loads of the jammed nest. Stores that kept the trap of a load, by using
/// its value, may be gone or happen once for several loads.
void Jammer::pinLoads() {
  Triple triple(before->getModule()->getTargetTriple());
  for (LoadInst *load : loads)
    pinValue(*load, triple);
}

void Jammer::addScopes(Instruction &made, unsigned family) {
  if (!scopes[family])
    return;
  SmallVector<Metadata *, 8> others;
  for (unsigned i = 0; i < scopes.size(); ++i)
    if (order.areApart(i, family))
      others.push_back(scopes[i]);
  auto add = [&](unsigned kind, ArrayRef<Metadata *> list) {
    made.setMetadata(kind, MDNode::concatenate(
                               made.getMetadata(kind),
                               MDNode::get(before->getContext(), list)));
  };
  add(LLVMContext::MD_alias_scope, {scopes[family]});
  add(LLVMContext::MD_noalias, others);
}

void Jammer::copyBody(BasicBlock &original, unsigned copy) {
  for (Instruction &instruction : original) {
    if (isa<PHINode, DbgInfoIntrinsic>(instruction) ||
        instruction.isTerminator() ||
        (isPin(instruction) && isa<LoadInst>(instruction.getOperand(0))))
      continue;
    const LoopNest::Access *access = nest.find(instruction);
    bool known = access && (isShared(*access) || isKept(*access));
    if (known && !access->isStore && reuse(*access, copy))
      continue;
    if (known && access->isStore) {
      Value *value = cast<StoreInst>(instruction).getValueOperand();
      contents[placeOf(*access, copy)] = mapped(value, copy);
      if (isKept(*access) || isOverwritten(*access, copy))
        continue;
    }
    Instruction *made = instruction.clone();
    at->SetCurrentDebugLocation(instruction.getDebugLoc());
    for (Use &use : made->operands())
      if (!access || use.getOperandNo() != pointerOperand(*made))
        use.set(mapped(use, copy));
    if (access) {
      made->setOperand(pointerOperand(*made), address(*at, *access, copy));
      addScopes(*made, access->family);
    }
    at->Insert(made);
    maps[copy][&instruction] = made;
    // One access to a place that all copies share keeps the trap.
    if (access && !access->isStore &&
        (copy == 0 ||
         !nest.families[access->family].address.outer->isZero()))
      loads.push_back(cast<LoadInst>(made));
    if (known && !access->isStore)
      contents[placeOf(*access, copy)] = made;
  }
}

/// The iteration's end. All copies make as many iterations, so one test of the
/// first does.
void Jammer::finishInner(unsigned section) {
  const LoopNest::Section &original = nest.sections[section];
  BasicBlock *block = blocks.lookup(original.block);
  for (unsigned copy = 0; copy < copies; ++copy)
    for (PHINode &phi : original.block->phis())
      cast<PHINode>(maps[copy][&phi])
          ->addIncoming(
              mapped(phi.getIncomingValueForBlock(original.block), copy),
              block);
  for (unsigned i = 0; i < positions.size(); ++i) {
    const LoopNest::Family &family = nest.families[i];
    if (family.section != section || family.address.inner->isZero())
      continue;
    auto *variable = cast<PHINode>(positions[i].inner);
    variable->addIncoming(
        at->CreateAdd(variable, expand(family.address.inner)), block);
  }
  for (auto [phi, place] : handedOn)
    phi->addIncoming(at->CreateBitCast(contents.lookup(place), phi->getType()),
                     block);
  SmallSet<Place, 8> stored;
  for (unsigned copy = 0; copy < copies; ++copy)
    for (const LoopNest::Access &access : nest.accesses)
      if (access.isStore && access.section == section && isKept(access) &&
          stored.insert(placeOf(access, copy)).second)
        lateStores[original.loop->getExitBlock()].push_back(
            {&access, copy, contents.lookup(placeOf(access, copy))});
}

/// The original's branch, which goes the same way for all copies.
void Jammer::copyBranch(BasicBlock &original) {
  auto *branch = cast<BranchInst>(original.getTerminator()->clone());
  for (Use &use : branch->operands())
    if (auto *target = dyn_cast<BasicBlock>(use))
      use.set(blocks.lookup(target));
    else
      use.set(mapped(use, 0));
  branch->setMetadata(LLVMContext::MD_loop, nullptr);
  at->Insert(branch);
}

void Jammer::finishOuter() {
  Value *next = at->CreateAdd(counter, at->getInt64(copies), "",
                              /*HasNUW=*/true, /*HasNSW=*/true);
  counter->addIncoming(next, latch);
  at->CreateCondBr(at->CreateICmpEQ(next, jammed), end, header);
}

/// Where the original goes on.
void Jammer::resume() {
  IRBuilder<> builder(rest, rest->begin());
  IRBuilder<> ahead(before->getTerminator());
  for (PHINode &phi : outer.getHeader()->phis()) {
    Value *start = phi.getIncomingValueForBlock(rest);
    Value *done =
        ahead.CreateMul(expand(stepOf(phi)),
                        ahead.CreateZExtOrTrunc(jammed, phi.getType()));
    PHINode *merged = builder.CreatePHI(phi.getType(), 2);
    merged->addIncoming(start, before);
    merged->addIncoming(ahead.CreateAdd(start, done), end);
    phi.setIncomingValueForBlock(rest, merged);
  }
  IRBuilder<> last(end);
  if (nest.isLiveOut) {
    last.CreateBr(rest);
    return;
  }
  BasicBlock *exit = outer.getExitBlock();
  for (PHINode &phi : exit->phis())
    phi.addIncoming(phi.getIncomingValueForBlock(outer.getLoopLatch()), end);
  last.CreateCondBr(last.CreateICmpEQ(jammed, total), exit, rest);
}

void Jammer::updateLoops() {
  for (const LoopNest::Section &section : nest.sections) {
    BasicBlock *above = dominators[section.block]->getIDom()->getBlock();
    dominators.addNewBlock(blocks.lookup(section.block),
                           outer.contains(above) ? blocks.lookup(above)
                                                 : before);
  }
  dominators.addNewBlock(end, latch);
  if (!nest.isLiveOut)
    dominators.changeImmediateDominator(outer.getExitBlock(), before);

  Loop *parent = outer.getParentLoop();
  Loop *made = loops.AllocateLoop();
  if (parent) {
    parent->addChildLoop(made);
    parent->addBasicBlockToLoop(end, loops);
  } else {
    loops.addTopLevelLoop(made);
  }
  for (const LoopNest::Section &section : nest.sections) {
    Loop *loop = made;
    if (section.loop) {
      loop = loops.AllocateLoop();
      made->addChildLoop(loop);
    }
    loop->addBasicBlockToLoop(blocks.lookup(section.block), loops);
  }
  scev.forgetTopmostLoop(&outer);
}

bool Jammer::run() {
  if (!order.canTest(expander, before->getTerminator()))
    return false;
  for (PHINode &phi : outer.getHeader()->phis())
    if (!expander.isSafeToExpandAt(stepOf(phi), before->getTerminator()))
      return false;
  makeScopes();
  enter();
  startOuter();
  for (unsigned i = 0; i < nest.sections.size(); ++i) {
    BasicBlock &original = *nest.sections[i].block;
    BasicBlock *block = blocks.lookup(&original);
    IRBuilder<> builder(block, block == latch ? block->begin() : block->end());
    at = &builder;
    if (nest.sections[i].loop)
      startInner(i);
    else if (&original != outer.getHeader())
      mergeValues(original);
    storeKept(original);
    for (unsigned copy = 0; copy < copies; ++copy)
      copyBody(original, copy);
    builder.SetInsertPoint(block);
    if (nest.sections[i].loop)
      finishInner(i);
    if (block == latch)
      finishOuter();
    else
      copyBranch(original);
  }
  pinLoads();
  resume();
  updateLoops();
  return true;
}

} // namespace

PreservedAnalyses UnrollAndJamPass::run(Function &function,
                                        FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  if (none_of(loops, [](Loop *loop) { return !loop->isInnermost(); }))
    return PreservedAnalyses::all();
  auto &scev = analyses.getResult<ScalarEvolutionAnalysis>(function);
  auto &dominators = analyses.getResult<DominatorTreeAnalysis>(function);
  bool changed = false, jammed = false;
  for (Loop *loop : loops.getLoopsInPreorder()) {
    LoopNest nest(*loop, loops, scev);
    bool isNest = nest.analyse();
    changed |= nest.changed;
    if (!isNest)
      continue;
    unsigned copies = chooseCopies(nest);
    NestOrder order(nest, scev);
    if (copies > 1 && order.allows(copies))
      jammed |= Jammer(nest, order, copies, scev, loops, dominators).run();
  }
  if (!changed && !jammed)
    return PreservedAnalyses::all();
  if (jammed) {
    analyses.invalidate(function, PreservedAnalyses::none());
    cleanup.run(function, analyses);
  }
  return PreservedAnalyses::none();
}

} // namespace w2o
