//===- RerollLoops.cpp - Undoes unrolling by the producer -----------------===//

#include "codegen/RerollLoops.h"

#include "codegen/AnchorSearch.h"
#include "codegen/FuseVectors.h"
#include "codegen/GuestAccess.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Operator.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace w2o {

namespace {

/// Producers unroll small bodies only.
constexpr unsigned maxInstructions = 400;
constexpr unsigned maxDepth = 32;
constexpr unsigned maxMatches = 4096;

class Reroller {
public:
  Reroller(Loop &loop, ScalarEvolution &scev, bool fusesVectors)
      : loop(loop), scev(scev), fusesVectors(fusesVectors),
        body(loop.getHeader()),
        expander(scev, body->getDataLayout(), "start") {}

  bool run();

private:
  struct Access {
    Instruction *instruction;
    const SCEV *pointer;
  };
  /// A value of the rolled loop that counts: `start` and a multiple of `step`.
  struct Counter {
    const SCEV *start;
    int64_t step;
    Value *made; ///< By rewrite().
  };
  /// A value that is used behind the loop.
  struct LiveOut {
    Instruction *value;
    Value *replacement; ///< Null if `counter` is.
    Counter counter;
  };
  using Successors = DenseMap<Value *, Value *>;

  bool collect();
  bool isCounted();
  std::optional<int64_t> stepOf(Value *value) const;
  std::optional<int64_t> stepOf(const SCEV *recurrence) const;
  std::optional<int64_t> distance(const SCEV *from, const SCEV *to) const;

  // The search.
  bool tryFactor(unsigned factor);
  bool mapAccesses();
  bool match(Value *value, Value *next, unsigned depth = 0);
  bool matchOperands(Instruction &value, Instruction &next, bool swapped,
                     unsigned depth);
  bool matchCounting(Value *value, Value *next);

  // The proof.
  bool prove();
  bool proveAccesses();
  bool proveValue(Value *value);
  bool proveCounter(Value *value, int64_t step);
  bool proveCarried(PHINode &phi);
  bool proveOperation(Instruction &operation);
  bool chooseLiveOut(Instruction &value);
  void choosePins();
  bool dependsOn(Value *value, PHINode *phi) const;
  Value *successor(Value *value, unsigned times = 1) const;
  void keep(Value *value);

  // The change.
  void rewrite();
  void make(ArrayRef<Counter *> counters);
  void makeIndex();
  void replaceExit();
  void markForUnrolling();

  Loop &loop;
  ScalarEvolution &scev;
  /// Whether registers are wide enough for FuseVectors.
  const bool fusesVectors;
  BasicBlock *body;
  SCEVExpander expander;
  SmallVector<Access, 32> accesses;
  DenseMap<Instruction *, unsigned> order; ///< Of accesses.
  SmallVector<CallInst *, 16> pins;

  // For the factor that is tried.
  unsigned factor = 0;
  unsigned perCopy = 0;
  unsigned matches = 0;
  Successors next;
  /// Counterparts in the first copy of values of the last one.
  DenseMap<Value *, Instruction *> firstOf;
  /// Values of the first copy that stay, and those of them that count.
  SmallSetVector<Value *, 32> kept;
  MapVector<Value *, Counter> counters;
  SmallVector<Counter, 8> pointers; ///< Of the accesses of the first copy.
  SmallVector<LiveOut, 4> liveOuts;
  SmallVector<CallInst *, 8> keptPins;

  PHINode *index = nullptr; ///< Of the rolled loop: 0, 1, 2...
};

/// The loads and stores; false when the body has anything that is not
/// understood.
bool Reroller::collect() {
  if (body->size() > maxInstructions)
    return false;
  for (Instruction &instruction : *body) {
    if (isa<LoadInst>(instruction) || isa<StoreInst>(instruction)) {
      Type *type = getLoadStoreType(&instruction);
      if (instruction.isVolatile() || instruction.isAtomic() ||
          (type->isVectorTy() && !fusesVectors) ||
          !isGuardedAccess(instruction))
        return false;
      order[&instruction] = unsigned(accesses.size());
      accesses.push_back(
          {&instruction, scev.getSCEV(const_cast<Value *>(
                             getLoadStorePointerOperand(&instruction)))});
    } else if (isPin(instruction)) {
      pins.push_back(cast<CallInst>(&instruction));
    } else if (instruction.mayReadOrWriteMemory() ||
               instruction.mayHaveSideEffects()) {
      return false;
    }
  }
  return any_of(accesses,
                [](Access &a) { return isa<StoreInst>(a.instruction); });
}

/// Whether the trip count is known and stays small when multiplied.
bool Reroller::isCounted() {
  const SCEV *taken = scev.getBackedgeTakenCount(&loop);
  return !isa<SCEVCouldNotCompute>(taken) && taken->getType()->isIntegerTy() &&
         scev.getUnsignedRangeMax(taken).getActiveBits() <= 32 &&
         expander.isSafeToExpand(taken);
}

/// What a recurrence of this loop advances by in an iteration.
std::optional<int64_t> Reroller::stepOf(const SCEV *recurrence) const {
  const auto *add = dyn_cast<SCEVAddRecExpr>(recurrence);
  if (!add || add->getLoop() != &loop || !add->isAffine())
    return std::nullopt;
  const auto *step = dyn_cast<SCEVConstant>(add->getStepRecurrence(scev));
  if (!step || step->getAPInt().getSignificantBits() > 32)
    return std::nullopt;
  return step->getAPInt().getSExtValue();
}

std::optional<int64_t> Reroller::stepOf(Value *value) const {
  return value->getType()->isIntegerTy() ? stepOf(scev.getSCEV(value))
                                         : std::nullopt;
}

std::optional<int64_t> Reroller::distance(const SCEV *from,
                                          const SCEV *to) const {
  const auto *difference = dyn_cast<SCEVConstant>(scev.getMinusSCEV(to, from));
  if (!difference || difference->getAPInt().getSignificantBits() > 32)
    return std::nullopt;
  return difference->getAPInt().getSExtValue();
}

//===----------------------------------------------------------------------===//
// The search: what could be the successor of what. Nothing relies on it.
//===----------------------------------------------------------------------===//

bool Reroller::mapAccesses() {
  for (size_t i = 0; i + perCopy < accesses.size(); ++i) {
    Instruction *access = accesses[i].instruction;
    Instruction *other = accesses[i + perCopy].instruction;
    if (access->getOpcode() != other->getOpcode() ||
        getLoadStoreType(access) != getLoadStoreType(other))
      return false;
    next[access] = other;
  }
  return true;
}

/// Integers that count, whatever they are computed with.
bool Reroller::matchCounting(Value *value, Value *other) {
  std::optional<int64_t> step = stepOf(value);
  return step && *step % int64_t(factor) == 0 &&
         value->getType() == other->getType() &&
         distance(scev.getSCEV(value), scev.getSCEV(other)) ==
             *step / int64_t(factor);
}

bool Reroller::matchOperands(Instruction &value, Instruction &other,
                             bool swapped, unsigned depth) {
  for (unsigned i = 0; i < value.getNumOperands(); ++i) {
    unsigned j = swapped && i < 2 ? 1 - i : i;
    if (!match(value.getOperand(i), other.getOperand(j), depth + 1))
      return false;
  }
  return true;
}

/// Whether `other` can be the successor of `value`; if so it is.
bool Reroller::match(Value *value, Value *other, unsigned depth) {
  if (loop.isLoopInvariant(value))
    return value == other;
  if (auto known = next.find(value); known != next.end())
    return known->second == other;
  if (depth > maxDepth || ++matches > maxMatches ||
      value->getType() != other->getType())
    return false;
  auto *from = cast<Instruction>(value);
  if (isa<LoadInst>(from)) // of the last copy
    return false;
  if (stepOf(value) ? matchCounting(value, other) : isa<PHINode>(from)) {
    next[value] = other;
    return true;
  }
  auto *to = dyn_cast<Instruction>(other);
  if (isa<PHINode>(from) || !to || !from->isSameOperationAs(to))
    return false;
  bool found;
  if (from->isCommutative() && from->getNumOperands() >= 2) {
    Successors saved = next;
    found = matchOperands(*from, *to, /*swapped=*/false, depth);
    if (!found) {
      next = std::move(saved);
      found = matchOperands(*from, *to, /*swapped=*/true, depth);
    }
  } else {
    found = matchOperands(*from, *to, /*swapped=*/false, depth);
  }
  if (found)
    next[value] = other;
  return found;
}

//===----------------------------------------------------------------------===//
// The proof that the successors which were found do what the header says, for
// every value that the rolled loop needs
//===----------------------------------------------------------------------===//

/// The counterpart in a later copy; null if there is none.
Value *Reroller::successor(Value *value, unsigned times) const {
  if (loop.isLoopInvariant(value))
    return value;
  for (; times > 0 && value; --times)
    value = next.lookup(value);
  return value;
}

void Reroller::keep(Value *value) {
  if (!loop.isLoopInvariant(value))
    kept.insert(value);
}

/// Vectors need neighbours: the distance between copies of a store is the size
/// of an element. Vectors of loads can be put together.
bool Reroller::proveAccesses() {
  const DataLayout &layout = body->getDataLayout();
  for (unsigned i = 0; i < perCopy; ++i) {
    Instruction *access = accesses[i].instruction;
    const SCEV *pointer = accesses[i].pointer;
    int64_t part = 0;
    const SCEV *start = pointer;
    // Loads of one address are no hindrance.
    if (!isa<LoadInst>(access) || !scev.isLoopInvariant(pointer, &loop)) {
      std::optional<int64_t> step = stepOf(pointer);
      if (!step || *step <= 0 || *step % int64_t(factor))
        return false;
      part = *step / int64_t(factor);
      if (isa<StoreInst>(access) &&
          part != int64_t(layout.getTypeStoreSize(getLoadStoreType(access))))
        return false;
      start = cast<SCEVAddRecExpr>(pointer)->getStart();
    }
    if (!expander.isSafeToExpand(start))
      return false;
    for (unsigned copy = 1; copy < factor; ++copy)
      if (distance(pointer, accesses[i + copy * perCopy].pointer) !=
          int64_t(copy) * part)
        return false;
    pointers.push_back({start, part, nullptr});
  }
  return true;
}

bool Reroller::proveCounter(Value *value, int64_t step) {
  const auto *recurrence = cast<SCEVAddRecExpr>(scev.getSCEV(value));
  step /= int64_t(factor);
  for (unsigned copy = 1; copy < factor; ++copy) {
    Value *other = successor(value, copy);
    if (!other ||
        distance(recurrence, scev.getSCEV(other)) != int64_t(copy) * step)
      return false;
  }
  if (!expander.isSafeToExpand(recurrence->getStart()))
    return false;
  counters[value] = {recurrence->getStart(), step, nullptr};
  return true;
}

bool Reroller::dependsOn(Value *value, PHINode *phi) const {
  SmallSetVector<Value *, 16> list;
  list.insert(value);
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i] == phi)
      return true;
    auto *instruction = dyn_cast<Instruction>(list[i]);
    if (instruction && loop.contains(instruction) && !isa<PHINode>(instruction))
      list.insert(instruction->op_begin(), instruction->op_end());
  }
  return false;
}

/// What the copies hand on: it becomes its own successor.
bool Reroller::proveCarried(PHINode &phi) {
  Value *last = successor(&phi, factor);
  if (!last || last != phi.getIncomingValueForBlock(body))
    return false;
  Value *first = successor(&phi);
  // Neither a sum nor anything else that takes its own old value: that would
  // be correct, but is no vector.
  if (dependsOn(first, &phi))
    return false;
  keep(first);
  return true;
}

bool Reroller::proveOperation(Instruction &operation) {
  for (unsigned copy = 1; copy < factor; ++copy) {
    auto *other = dyn_cast_or_null<Instruction>(successor(&operation, copy));
    if (!other || !loop.contains(other) || !operation.isSameOperationAs(other))
      return false;
    if (isa<FPMathOperator>(operation) &&
        operation.getFastMathFlags() != other->getFastMathFlags())
      return false;
    auto fits = [&](bool swapped) {
      for (unsigned i = 0; i < operation.getNumOperands(); ++i) {
        unsigned j = swapped && i < 2 ? 1 - i : i;
        if (successor(operation.getOperand(i), copy) != other->getOperand(j))
          return false;
      }
      return true;
    };
    if (!fits(false) && !(operation.isCommutative() && fits(true)))
      return false;
  }
  for (Value *operand : operation.operands())
    keep(operand);
  return true;
}

bool Reroller::proveValue(Value *value) {
  auto *instruction = cast<Instruction>(value);
  if (auto access = order.find(instruction); access != order.end())
    return access->second < perCopy;
  if (std::optional<int64_t> step = stepOf(value))
    return *step % int64_t(factor) == 0 && proveCounter(value, *step);
  if (auto *phi = dyn_cast<PHINode>(instruction))
    return proveCarried(*phi);
  return proveOperation(*instruction);
}

/// Finds what stands for a value of the last copy behind the loop.
bool Reroller::chooseLiveOut(Instruction &value) {
  if (std::optional<int64_t> step = stepOf(&value)) {
    if (*step % int64_t(factor))
      return false;
    int64_t part = *step / int64_t(factor);
    const auto *recurrence = cast<SCEVAddRecExpr>(scev.getSCEV(&value));
    // So that the end of the last of `factor` iterations has the value.
    const SCEV *start = scev.getMinusSCEV(
        recurrence->getStart(),
        scev.getConstant(value.getType(), uint64_t(*step - part),
                         /*isSigned=*/true));
    liveOuts.push_back({&value, nullptr, {start, part, nullptr}});
    return expander.isSafeToExpand(start);
  }
  Instruction *first = firstOf.lookup(&value);
  if (!first)
    return false;
  keep(first);
  liveOuts.push_back({&value, first, {}});
  return true;
}

/// A pinned value is pinned in each copy, or its successors are not needed.
void Reroller::choosePins() {
  SmallPtrSet<Value *, 16> done;
  for (CallInst *pin : pins) {
    Value *value = pin->getArgOperand(0);
    if (done.contains(value))
      continue;
    keep(value);
    keptPins.push_back(pin);
    for (unsigned copy = 0; copy < factor; ++copy)
      if (Value *other = successor(value, copy))
        done.insert(other);
  }
}

/// Fills `kept` with everything that the first copy needs.
bool Reroller::prove() {
  if (!proveAccesses())
    return false;
  choosePins();
  for (Instruction &first : *body)
    if (Value *last = successor(&first, factor - 1))
      firstOf.try_emplace(last, &first);
  for (Instruction &instruction : *body)
    if (any_of(instruction.users(),
               [&](User *user) {
                 return !loop.contains(cast<Instruction>(user));
               }) &&
        !chooseLiveOut(instruction))
      return false;
  for (unsigned i = 0; i < perCopy; ++i) {
    kept.insert(accesses[i].instruction);
    if (auto *store = dyn_cast<StoreInst>(accesses[i].instruction)) {
      keep(store->getValueOperand());
      for (unsigned copy = 1; copy < factor; ++copy)
        if (successor(store->getValueOperand(), copy) !=
            cast<StoreInst>(accesses[i + copy * perCopy].instruction)
                ->getValueOperand())
          return false;
    }
  }
  for (size_t i = 0; i < kept.size(); ++i)
    if (!proveValue(kept[i]))
      return false;
  return true;
}

//===----------------------------------------------------------------------===//
// The change
//===----------------------------------------------------------------------===//

/// Makes variables for counters, one for all that differ by a constant.
void Reroller::make(ArrayRef<Counter *> counters) {
  BasicBlock *preheader = loop.getLoopPreheader();
  Instruction *end = preheader->getTerminator();
  IRBuilder<> builder(body, body->begin());
  for (auto it = counters.begin(); it != counters.end(); ++it) {
    Counter &counter = **it;
    Type *type = counter.start->getType();
    builder.SetInsertPoint(body, body->getFirstInsertionPt());
    // After what the others are made of.
    for (auto other = counters.begin(); other != it; ++other) {
      const Counter &known = **other;
      if (known.step != counter.step || known.start->getType() != type)
        continue;
      std::optional<int64_t> difference = distance(known.start, counter.start);
      if (!difference)
        continue;
      if (auto *made = dyn_cast<Instruction>(known.made);
          made && !isa<PHINode>(made) && made->getParent() == body)
        builder.SetInsertPoint(made->getNextNode());
      if (*difference == 0)
        counter.made = known.made;
      else if (type->isPointerTy())
        counter.made = builder.CreateConstInBoundsGEP1_64(
            builder.getInt8Ty(), known.made, uint64_t(*difference));
      else
        counter.made = builder.CreateAdd(
            known.made, ConstantInt::get(type, uint64_t(*difference), true));
      break;
    }
    if (counter.made)
      continue;
    Value *start = expander.expandCodeFor(counter.start, type, end);
    if (counter.step == 0) {
      counter.made = start;
      continue;
    }
    if (type->isPointerTy()) {
      // Elements of the size of a step: an address by one index, which is what
      // vectorisers expect.
      counter.made = builder.CreateInBoundsGEP(
          ArrayType::get(builder.getInt8Ty(), uint64_t(counter.step)), start,
          index);
      continue;
    }
    auto *phi = PHINode::Create(type, 2, "", body->begin());
    phi->addIncoming(start, preheader);
    IRBuilder<> atEnd(body->getTerminator());
    phi->addIncoming(atEnd.CreateAdd(phi, ConstantInt::get(
                                              type, uint64_t(counter.step),
                                              /*IsSigned=*/true)),
                     body);
    counter.made = phi;
  }
}

/// The variable that counts iterations.
void Reroller::makeIndex() {
  IRBuilder<> builder(body->getTerminator());
  index = PHINode::Create(builder.getInt64Ty(), 2, "", body->begin());
  index->addIncoming(builder.getInt64(0), loop.getLoopPreheader());
  index->addIncoming(builder.CreateAdd(index, builder.getInt64(1), "",
                                       /*HasNUW=*/true, /*HasNSW=*/true),
                     body);
}

/// Leaves after `factor` times as many iterations, by a counter of its own: a
/// comparison of the old one could hold too early.
void Reroller::replaceExit() {
  BasicBlock *preheader = loop.getLoopPreheader();
  const SCEV *taken = scev.getBackedgeTakenCount(&loop);
  Instruction *end = preheader->getTerminator();
  IRBuilder<> builder(end);
  Value *count = builder.CreateZExtOrTrunc(
      expander.expandCodeFor(taken, taken->getType(), end),
      builder.getInt64Ty());
  count = builder.CreateNUWMul(builder.CreateNUWAdd(count, builder.getInt64(1)),
                               builder.getInt64(factor));
  auto *branch = cast<BranchInst>(body->getTerminator());
  builder.SetInsertPoint(branch);
  bool leavesFirst = !loop.contains(branch->getSuccessor(0));
  branch->setCondition(builder.CreateICmp(
      leavesFirst ? CmpInst::ICMP_EQ : CmpInst::ICMP_NE,
      index->getIncomingValueForBlock(body), count));
}

/// What the vectoriser leaves alone is unrolled again, and so is the loop that
/// it keeps for the rest and for arrays that overlap, unless that had a rest of
/// its own.
void Reroller::markForUnrolling() {
  LLVMContext &context = body->getContext();
  auto option = [&](const char *name, unsigned value) {
    auto *number = ConstantInt::get(Type::getInt32Ty(context), value);
    return MDNode::get(context, {MDString::get(context, name),
                                 ConstantAsMetadata::get(number)});
  };
  auto followup = [&](const char *name, MDNode *options) {
    return MDNode::get(context, {MDString::get(context, name), options});
  };
  MDNode *unrolled = option("llvm.loop.unroll.count", factor);
  SmallVector<Metadata *, 4> options = {
      nullptr, unrolled,
      followup("llvm.loop.vectorize.followup_all",
               option("llvm.loop.isvectorized", 1))};
  if (isPowerOf2_32(factor))
    options.push_back(
        followup("llvm.loop.vectorize.followup_epilogue", unrolled));
  MDNode *id = MDNode::getDistinct(context, options);
  id->replaceOperandWith(0, id);
  loop.setLoopID(id);
}

void Reroller::rewrite() {
  SmallVector<Instruction *, 64> dead;
  for (Instruction &instruction : *body) {
    bool stays = isPin(instruction) ? is_contained(keptPins, &instruction)
                                    : instruction.isTerminator() ||
                                          (kept.contains(&instruction) &&
                                           !counters.contains(&instruction));
    if (!stays)
      dead.push_back(&instruction);
  }
  SmallVector<Counter *, 16> all;
  for (Counter &pointer : pointers)
    all.push_back(&pointer);
  for (auto &[value, counter] : counters)
    all.push_back(&counter);
  for (LiveOut &liveOut : liveOuts)
    if (!liveOut.replacement)
      all.push_back(&liveOut.counter);
  makeIndex();
  make(all);
  replaceExit();

  unsigned guest = body->getContext().getMDKindID("w2o.guest");
  for (Value *value : kept) {
    auto *instruction = cast<Instruction>(value);
    if (auto access = order.find(instruction); access != order.end()) {
      // What was known of one copy's address need not hold for the others.
      instruction->dropUnknownNonDebugMetadata(
          {unsigned(LLVMContext::MD_tbaa), guest});
      if (auto *load = dyn_cast<LoadInst>(instruction))
        load->setAlignment(Align(1));
      else
        cast<StoreInst>(instruction)->setAlignment(Align(1));
      instruction->replaceUsesOfWith(
          const_cast<Value *>(getLoadStorePointerOperand(instruction)),
          pointers[access->second].made);
    } else if (auto *phi = dyn_cast<PHINode>(instruction)) {
      if (!counters.contains(phi))
        phi->setIncomingValueForBlock(body, successor(phi));
    } else {
      instruction->dropPoisonGeneratingAnnotations();
      instruction->dropUBImplyingAttrsAndUnknownMetadata();
    }
  }
  for (LiveOut &liveOut : liveOuts)
    liveOut.value->replaceUsesOutsideBlock(
        liveOut.replacement ? liveOut.replacement : liveOut.counter.made, body);
  for (auto &[value, counter] : counters)
    value->replaceAllUsesWith(counter.made);
  for (Instruction *instruction : reverse(dead)) {
    instruction->replaceAllUsesWith(PoisonValue::get(instruction->getType()));
    instruction->eraseFromParent();
  }
  markForUnrolling();
}

bool Reroller::tryFactor(unsigned candidate) {
  factor = candidate;
  perCopy = unsigned(accesses.size()) / factor;
  matches = 0;
  next.clear();
  firstOf.clear();
  kept.clear();
  counters.clear();
  pointers.clear();
  liveOuts.clear();
  keptPins.clear();
  if (!mapAccesses())
    return false;
  for (size_t i = 0; i + perCopy < accesses.size(); ++i)
    if (auto *store = dyn_cast<StoreInst>(accesses[i].instruction))
      if (!match(store->getValueOperand(),
                 cast<StoreInst>(accesses[i + perCopy].instruction)
                     ->getValueOperand()))
        return false;
  return prove();
}

bool Reroller::run() {
  if (!loop.isLoopSimplifyForm() || loop.getNumBlocks() != 1 ||
      !isa<BranchInst>(body->getTerminator()) ||
      loop.getExitingBlock() != body || !collect() || !isCounted())
    return false;
  for (unsigned candidate = unsigned(accesses.size()); candidate > 1;
       --candidate)
    if (accesses.size() % candidate == 0 && tryFactor(candidate)) {
      rewrite();
      return true;
    }
  return false;
}

} // namespace

PreservedAnalyses RerollLoopsPass::run(Loop &loop, LoopAnalysisManager &,
                                       LoopStandardAnalysisResults &results,
                                       LPMUpdater &) {
  bool fusesVectors = vectorRegisterBits(results.TTI) > 128;
  if (!Reroller(loop, results.SE, fusesVectors).run())
    return PreservedAnalyses::all();
  results.SE.forgetTopmostLoop(&loop);
  results.SE.forgetBlockAndLoopDispositions();
  return getLoopPassPreservedAnalyses();
}

} // namespace w2o
