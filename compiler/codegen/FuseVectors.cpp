//===- FuseVectors.cpp - 128-bit vectors of a module in wider registers ---===//

#include "codegen/FuseVectors.h"

#include "codegen/AnchorLoads.h"
#include "codegen/AnchorSearch.h"
#include "codegen/GuestAccess.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/Analysis/VectorUtils.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"
#include <numeric>

using namespace llvm;

namespace w2o {

namespace {

// They bound the time that hostile modules take; producers' loops need a few.
constexpr unsigned maxInstructions = 256;
constexpr unsigned maxAccesses = 32;
constexpr unsigned maxTests = 8;

/// A load or store. Those whose addresses differ by constants are a family.
struct Access {
  Instruction *instruction;
  const SCEV *start;
  unsigned family;
  int64_t offset; ///< From the first of the family.
};

struct Family {
  const SCEV *start;
  int64_t lowest = 0, highest = 0;
  Value *made = nullptr; ///< Address in the wide loop.
};

/// Of a store, and all of another family.
struct Test {
  const Access *store;
  unsigned family;
};

class VectorFuser {
public:
  VectorFuser(Loop &loop, ScalarEvolution &scev, LoopInfo &loops,
              DominatorTree &dominators, unsigned registerBits)
      : loop(loop), scev(scev), loops(loops), dominators(dominators),
        registerBits(registerBits), body(loop.getHeader()),
        before(loop.getLoopPreheader()),
        expander(scev, body->getDataLayout(), "fuse") {}

  bool run();

private:
  // What the loop is.
  bool collect();
  bool collectPhi(PHINode &phi);
  bool collectAccess(Instruction &access);
  bool isFusable(const Instruction &operation) const;
  bool hasFusableOperands(Instruction &operation) const;
  bool isOrderKept();
  bool isCounted();

  // The wide loop.
  void rewrite();
  Value *makeTests(IRBuilder<> &builder);
  void makeBody();
  Value *address(const Access &access);
  Value *widen(Value *value);
  Value *repeat(Value *value);
  Value *fuse(Instruction &operation);
  Value *fuseShuffle(ShuffleVectorInst &shuffle);
  void carry(PHINode &phi, Value *following);
  void resume(BasicBlock *rest);

  VectorType *wideType(Type *type) const {
    return VectorType::get(
        type->getScalarType(),
        cast<FixedVectorType>(type)->getNumElements() * factor,
        /*Scalable=*/false);
  }

  Loop &loop;
  ScalarEvolution &scev;
  LoopInfo &loops;
  DominatorTree &dominators;
  const unsigned registerBits;
  BasicBlock *body;
  BasicBlock *before;
  SCEVExpander expander;

  unsigned factor = 0;
  int64_t step = 0; ///< Bytes that all accesses have and advance by.
  const SCEV *taken = nullptr;
  SmallVector<PHINode *, 8> counters;
  SmallVector<PHINode *, 4> carried;
  SmallVector<Access, 16> accesses;
  SmallVector<Family, 8> families;
  SmallVector<Test, 8> tests;

  BasicBlock *wide = nullptr;
  PHINode *index = nullptr; ///< Of the first of an iteration's iterations.
  Value *count = nullptr;   ///< Of iterations that the wide loop replaces.
  IRBuilder<> *atEnd = nullptr;
  DenseMap<Value *, Value *> fused;
  DenseMap<PHINode *, PHINode *> handed; ///< Carried ones of the wide loop.
};

bool isVector(const Value &value) {
  return isa<FixedVectorType>(value.getType());
}

/// Variables that count, and vectors of the iteration before.
bool VectorFuser::collectPhi(PHINode &phi) {
  if (phi.getType()->isIntegerTy()) {
    const auto *add = dyn_cast<SCEVAddRecExpr>(scev.getSCEV(&phi));
    counters.push_back(&phi);
    return add && add->getLoop() == &loop && add->isAffine() &&
           isa<SCEVConstant>(add->getStepRecurrence(scev));
  }
  auto *following = dyn_cast<Instruction>(phi.getIncomingValueForBlock(body));
  if (!isVector(phi) || !following || isa<PHINode>(following) ||
      !loop.contains(following))
    return false;
  carried.push_back(&phi);
  return all_of(phi.users(), [&](User *user) {
    auto *instruction = cast<Instruction>(user);
    return !loop.contains(instruction) ||
           (!isa<PHINode>(instruction) && following->comesBefore(instruction));
  });
}

bool VectorFuser::collectAccess(Instruction &access) {
  Type *type = getLoadStoreType(&access);
  if (accesses.size() == maxAccesses || access.isVolatile() ||
      access.isAtomic() || !isa<FixedVectorType>(type) ||
      !isGuardedAccess(access))
    return false;
  int64_t bytes =
      int64_t(body->getDataLayout().getTypeStoreSize(type).getFixedValue());
  // Vectors of parts of bytes, e.g. of comparisons, are not side by side.
  if (type->getPrimitiveSizeInBits().getFixedValue() != uint64_t(bytes) * 8)
    return false;
  const auto *pointer = dyn_cast<SCEVAddRecExpr>(
      scev.getSCEV(const_cast<Value *>(getLoadStorePointerOperand(&access))));
  if (!pointer || pointer->getLoop() != &loop || !pointer->isAffine() ||
      (step && bytes != step))
    return false;
  step = bytes;
  const auto *advance =
      dyn_cast<SCEVConstant>(pointer->getStepRecurrence(scev));
  if (!advance || advance->getAPInt() != uint64_t(step))
    return false;
  const SCEV *start = pointer->getStart();
  for (unsigned i = 0; i < families.size(); ++i) {
    const auto *distance =
        dyn_cast<SCEVConstant>(scev.getMinusSCEV(start, families[i].start));
    if (!distance || distance->getAPInt().getSignificantBits() > 40)
      continue;
    int64_t offset = distance->getAPInt().getSExtValue();
    families[i].lowest = std::min(families[i].lowest, offset);
    families[i].highest = std::max(families[i].highest, offset);
    accesses.push_back({&access, start, i, offset});
    return true;
  }
  if (!expander.isSafeToExpand(start))
    return false;
  accesses.push_back({&access, start, unsigned(families.size()), 0});
  families.push_back({start});
  return true;
}

/// Operations that do to each lane the same, whatever the number of lanes, or
/// that shuffle.
bool VectorFuser::isFusable(const Instruction &operation) const {
  if (auto *call = dyn_cast<IntrinsicInst>(&operation)) {
    Intrinsic::ID id = call->getIntrinsicID();
    return isTriviallyVectorizable(id) &&
           all_of(call->args(), [](const Use &use) { return isVector(*use); });
  }
  if (auto *cast = dyn_cast<CastInst>(&operation))
    return isVector(*cast->getOperand(0));
  return isa<BinaryOperator, UnaryOperator, CmpInst, SelectInst, FreezeInst,
             ShuffleVectorInst>(operation);
}

/// What a scalar decides, e.g. a selection, must be the same in all iterations.
bool VectorFuser::hasFusableOperands(Instruction &operation) const {
  return all_of(operation.operands(), [&](Use &use) {
    return isVector(*use) || loop.isLoopInvariant(use);
  });
}

bool VectorFuser::collect() {
  if (body->size() > maxInstructions)
    return false;
  unsigned widest = 0;
  bool stores = false;
  auto see = [&](Type *type) {
    if (isa<FixedVectorType>(type))
      widest = std::max(
          widest, unsigned(type->getPrimitiveSizeInBits().getFixedValue()));
  };
  for (Instruction &instruction : *body) {
    see(instruction.getType());
    if (auto *phi = dyn_cast<PHINode>(&instruction)) {
      if (!collectPhi(*phi))
        return false;
    } else if (isa<LoadInst>(instruction) || isa<StoreInst>(instruction)) {
      if (!collectAccess(instruction))
        return false;
      stores |= isa<StoreInst>(instruction);
    } else if (isPin(instruction)) {
      if (!isa<LoadInst>(instruction.getOperand(0)))
        return false;
    } else if (isVector(instruction)) {
      if (!isFusable(instruction) || !hasFusableOperands(instruction))
        return false;
    } else if (instruction.mayReadOrWriteMemory() ||
               instruction.mayHaveSideEffects() ||
               any_of(instruction.operands(),
                      [](Use &use) { return isVector(*use); })) {
      return false; // e.g. an element of a vector
    }
  }
  if (!stores || widest == 0 || !isPowerOf2_32(widest))
    return false;
  factor = registerBits / widest;
  return factor >= 2 && isPowerOf2_32(factor);
}

bool VectorFuser::isOrderKept() {
  int64_t group = step * int64_t(factor);
  for (Access &store : accesses) {
    if (!isa<StoreInst>(store.instruction))
      continue;
    for (const Access &other : accesses) {
      int64_t distance = other.offset - store.offset;
      if (other.family == store.family && distance != 0 &&
          std::abs(distance) < group)
        return false;
    }
    for (unsigned family = 0; family < families.size(); ++family)
      if (family != store.family)
        tests.push_back({&store, family});
    if (tests.size() > maxTests)
      return false;
  }
  return true;
}

bool VectorFuser::isCounted() {
  taken = scev.getBackedgeTakenCount(&loop);
  return !isa<SCEVCouldNotCompute>(taken) && taken->getType()->isIntegerTy() &&
         taken->getType()->getIntegerBitWidth() <= 64 &&
         expander.isSafeToExpand(taken);
}

//===----------------------------------------------------------------------===//
// The wide loop
//===----------------------------------------------------------------------===//

/// Whether all distances are at least the size of a group, by one comparison
/// for a store and a family.
Value *VectorFuser::makeTests(IRBuilder<> &builder) {
  Instruction *end = before->getTerminator();
  Type *address = builder.getInt64Ty();
  auto start = [&](const SCEV *pointer) {
    return builder.CreatePtrToInt(
        expander.expandCodeFor(pointer, pointer->getType(), end), address);
  };
  // Enough iterations to be worth it.
  Value *good = builder.CreateICmpUGE(count, builder.getInt64(2 * factor));
  int64_t most = step * int64_t(factor) - 1; // that is too near
  for (const Test &test : tests) {
    const Family &family = families[test.family];
    // To members of the family: from distance + lowest to distance + highest.
    Value *distance = builder.CreateSub(start(family.start),
                                        start(test.store->start));
    Value *above = builder.CreateAdd(
        distance, builder.getInt64(uint64_t(family.highest + most)));
    int64_t range = family.highest - family.lowest + 2 * most;
    good = builder.CreateAnd(
        good, builder.CreateICmpUGT(above, builder.getInt64(uint64_t(range))));
  }
  return good;
}

/// Lanes of `value` once for each iteration.
Value *VectorFuser::repeat(Value *value) {
  unsigned lanes = cast<FixedVectorType>(value->getType())->getNumElements();
  SmallVector<int, 64> mask(size_t(lanes) * factor);
  for (size_t i = 0; i < mask.size(); ++i)
    mask[i] = int(i % lanes);
  IRBuilder<> builder(before->getTerminator());
  return builder.CreateShuffleVector(value, mask);
}

Value *VectorFuser::widen(Value *value) {
  if (!isVector(*value))
    return value;
  Value *&result = fused[value];
  if (!result)
    result = repeat(value);
  return result;
}

/// In the lanes of each iteration what the original does in its own.
Value *VectorFuser::fuseShuffle(ShuffleVectorInst &shuffle) {
  int lanes = int(cast<FixedVectorType>(shuffle.getOperand(0)->getType())
                      ->getNumElements());
  SmallVector<int, 64> mask;
  for (int copy = 0; copy < int(factor); ++copy)
    for (int lane : shuffle.getShuffleMask())
      mask.push_back(lane < 0       ? -1
                     : lane < lanes ? lane + copy * lanes
                                    : lane - lanes + copy * lanes +
                                          lanes * int(factor));
  return atEnd->CreateShuffleVector(widen(shuffle.getOperand(0)),
                                    widen(shuffle.getOperand(1)), mask);
}

Value *VectorFuser::fuse(Instruction &operation) {
  if (auto *shuffle = dyn_cast<ShuffleVectorInst>(&operation))
    return fuseShuffle(*shuffle);
  if (auto *call = dyn_cast<IntrinsicInst>(&operation)) {
    SmallVector<Value *, 4> args;
    for (Value *arg : call->args())
      args.push_back(widen(arg));
    SmallVector<Type *, 2> types = {wideType(call->getType())};
    for (unsigned i = 0; i < args.size(); ++i)
      if (isVectorIntrinsicWithOverloadTypeAtArg(call->getIntrinsicID(),
                                                 int(i)))
        types.push_back(args[i]->getType());
    CallInst *result =
        atEnd->CreateIntrinsic(call->getIntrinsicID(), types, args);
    result->copyIRFlags(call);
    return result;
  }
  Instruction *result;
  if (auto *cast = dyn_cast<CastInst>(&operation)) {
    result = CastInst::Create(cast->getOpcode(), widen(cast->getOperand(0)),
                              wideType(cast->getType()));
    result->copyIRFlags(cast);
  } else {
    result = operation.clone();
    for (Use &use : result->operands())
      use.set(widen(use));
    result->mutateType(wideType(operation.getType()));
    result->dropUnknownNonDebugMetadata();
  }
  return atEnd->Insert(result);
}

Value *VectorFuser::address(const Access &access) {
  Family &family = families[access.family];
  if (!family.made)
    family.made = atEnd->CreateGEP(
        ArrayType::get(atEnd->getInt8Ty(), uint64_t(step)),
        expander.expandCodeFor(family.start, family.start->getType(),
                               before->getTerminator()),
        index);
  return access.offset ? atEnd->CreateConstGEP1_64(atEnd->getInt8Ty(),
                                                   family.made,
                                                   uint64_t(access.offset))
                       : family.made;
}

/// The vector of the iteration before, for each iteration of the group: that of
/// the group before for the first one.
void VectorFuser::carry(PHINode &phi, Value *following) {
  unsigned lanes = cast<FixedVectorType>(phi.getType())->getNumElements();
  unsigned all = lanes * factor;
  PHINode *last = handed[&phi];
  SmallVector<int, 64> extend(all, -1), join(all), tail(lanes);
  std::iota(extend.begin(), extend.begin() + lanes, 0);
  std::iota(join.begin(), join.begin() + lanes, 0);
  std::iota(join.begin() + lanes, join.end(), int(all));
  std::iota(tail.begin(), tail.end(), int(all - lanes));
  fused[&phi] = atEnd->CreateShuffleVector(
      atEnd->CreateShuffleVector(last, extend), following, join);
  last->addIncoming(atEnd->CreateShuffleVector(following, tail), wide);
}

void VectorFuser::makeBody() {
  Triple triple(body->getModule()->getTargetTriple());
  unsigned guest = body->getContext().getMDKindID("w2o.guest");
  const Access *access = accesses.begin();
  for (Instruction &instruction : *body) {
    if (isa<PHINode>(instruction) || isPin(instruction) ||
        (!isVector(instruction) && !isa<StoreInst>(instruction)))
      continue;
    atEnd->SetCurrentDebugLocation(instruction.getDebugLoc());
    if (auto *load = dyn_cast<LoadInst>(&instruction)) {
      LoadInst *made = atEnd->CreateAlignedLoad(
          wideType(load->getType()), address(*access++), Align(1));
      made->copyMetadata(*load, {unsigned(LLVMContext::MD_tbaa), guest});
      fused[load] = made;
    } else if (auto *store = dyn_cast<StoreInst>(&instruction)) {
      StoreInst *made = atEnd->CreateAlignedStore(
          widen(store->getValueOperand()), address(*access++), Align(1));
      made->copyMetadata(*store, {unsigned(LLVMContext::MD_tbaa)});
    } else {
      fused[&instruction] = fuse(instruction);
    }
    for (PHINode *phi : carried)
      if (phi->getIncomingValueForBlock(body) == &instruction)
        carry(*phi, fused[&instruction]);
  }
  SmallVector<LoadInst *, 16> loads;
  for (Instruction &instruction : *wide)
    if (auto *load = dyn_cast<LoadInst>(&instruction))
      loads.push_back(load);
  for (LoadInst *load : loads)
    pinValue(*load, triple, registerBits);
}

/// Where the original loop goes on, in `rest`, the block in front of it.
void VectorFuser::resume(BasicBlock *rest) {
  IRBuilder<> builder(rest, rest->begin());
  IRBuilder<> atCount(before->getTerminator());
  auto merge = [&](PHINode &phi, Value *start, Value *advanced) {
    PHINode *merged = builder.CreatePHI(phi.getType(), 2);
    merged->addIncoming(start, before);
    merged->addIncoming(advanced, wide);
    phi.setIncomingValueForBlock(rest, merged);
  };
  for (PHINode *phi : counters) {
    const auto *add = cast<SCEVAddRecExpr>(scev.getSCEV(phi));
    Value *start = phi->getIncomingValueForBlock(rest);
    const APInt &advance =
        cast<SCEVConstant>(add->getStepRecurrence(scev))->getAPInt();
    Value *done = atCount.CreateZExtOrTrunc(count, phi->getType());
    merge(*phi, start,
          atCount.CreateAdd(start,
                            atCount.CreateMul(
                                done, ConstantInt::get(phi->getType(),
                                                       advance))));
  }
  for (PHINode *phi : carried)
    merge(*phi, phi->getIncomingValueForBlock(rest),
          handed[phi]->getIncomingValueForBlock(wide));
}

void VectorFuser::rewrite() {
  IRBuilder<> builder(before->getTerminator());
  Value *iterations = builder.CreateZExtOrTrunc(
      expander.expandCodeFor(taken, taken->getType(), before->getTerminator()),
      builder.getInt64Ty());
  builder.SetInsertPoint(before->getTerminator());
  count = builder.CreateAnd(iterations,
                            builder.getInt64(~uint64_t(factor - 1)));
  Value *good = makeTests(builder);

  BasicBlock *rest =
      SplitBlock(before, before->getTerminator(), &dominators, &loops);
  wide = BasicBlock::Create(body->getContext(), "fused", body->getParent(),
                            rest);
  Instruction *branch = before->getTerminator();
  builder.SetInsertPoint(branch);
  builder.CreateCondBr(good, wide, rest);
  branch->eraseFromParent();

  IRBuilder<> inside(wide);
  atEnd = &inside;
  index = inside.CreatePHI(inside.getInt64Ty(), 2);
  index->addIncoming(inside.getInt64(0), before);
  for (PHINode *phi : carried) {
    PHINode *last = inside.CreatePHI(phi->getType(), 2);
    last->addIncoming(phi->getIncomingValueForBlock(rest), before);
    handed[phi] = last;
  }
  makeBody();
  Value *next = inside.CreateAdd(index, inside.getInt64(factor), "",
                                 /*HasNUW=*/true, /*HasNSW=*/true);
  index->addIncoming(next, wide);
  inside.CreateCondBr(inside.CreateICmpEQ(next, count), rest, wide);
  resume(rest);

  dominators.addNewBlock(wide, before);
  Loop *made = loops.AllocateLoop();
  if (Loop *parent = loop.getParentLoop())
    parent->addChildLoop(made);
  else
    loops.addTopLevelLoop(made);
  made->addBasicBlockToLoop(wide, loops);
  scev.forgetLoop(&loop);
}

bool VectorFuser::run() {
  if (loop.getNumBlocks() != 1 || !before ||
      loop.getExitingBlock() != body ||
      !isa<BranchInst>(body->getTerminator()) || !collect() ||
      !isOrderKept() || !isCounted())
    return false;
  rewrite();
  return true;
}

} // namespace

unsigned vectorRegisterBits(const TargetTransformInfo &target) {
  TypeSize bits =
      target.getRegisterBitWidth(TargetTransformInfo::RGK_FixedWidthVector);
  return std::max(128u, unsigned(bits.getFixedValue()));
}

PreservedAnalyses FuseVectorsPass::run(Function &function,
                                       FunctionAnalysisManager &analyses) {
  unsigned registerBits =
      vectorRegisterBits(analyses.getResult<TargetIRAnalysis>(function));
  if (registerBits == 128)
    return PreservedAnalyses::all();
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  auto &scev = analyses.getResult<ScalarEvolutionAnalysis>(function);
  auto &dominators = analyses.getResult<DominatorTreeAnalysis>(function);
  bool changed = false;
  for (Loop *loop : loops.getLoopsInPreorder())
    if (loop->isInnermost())
      changed |=
          VectorFuser(*loop, scev, loops, dominators, registerBits).run();
  return changed ? PreservedAnalyses::none() : PreservedAnalyses::all();
}

} // namespace w2o
