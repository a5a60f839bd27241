//===- AnchorLoads.cpp - Keeps guest loads that may trap ------------------===//

#include "codegen/AnchorLoads.h"

#include "codegen/AnchorSearch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/Local.h"
#include <numeric>
#include <optional>

using namespace llvm;

namespace w2o {

/// Constraint of a floating-point or vector register.
static const char *vectorConstraint(const Triple &triple) {
  if (triple.isX86())
    return "x";
  return triple.isAArch64() ? "w" : "f";
}

/// A value as an operand of an assembler statement.
struct PinOperand {
  Value *value;
  const char *constraint;
};

/// The value in types that a register of the target holds as they are.
static void splitForRegisters(IRBuilder<> &builder, Value *value,
                              const Triple &triple, unsigned registerBits,
                              SmallVectorImpl<PinOperand> &parts) {
  Type *type = value->getType();
  if (type->isIntegerTy() || type->isPointerTy()) {
    parts.push_back({value, "r"});
    return;
  }
  const char *constraint = vectorConstraint(triple);
  if (type->isFloatTy() || type->isDoubleTy()) {
    parts.push_back({value, constraint});
    return;
  }
  unsigned bits = type->getPrimitiveSizeInBits();
  unsigned lanes = cast<FixedVectorType>(type)->getNumElements();
  if (bits > registerBits || !isPowerOf2_32(lanes)) {
    unsigned most = registerBits / type->getScalarSizeInBits();
    for (unsigned first = 0; first < lanes;) {
      unsigned count = bit_floor(std::min(most, lanes - first));
      SmallVector<int, 16> mask(count);
      std::iota(mask.begin(), mask.end(), int(first));
      splitForRegisters(builder, builder.CreateShuffleVector(value, mask),
                        triple, registerBits, parts);
      first += count;
    }
    return;
  }
  if (bits <= 64) {
    // Half a vector, as a scalar of its size.
    Type *scalar = bits == 64   ? builder.getDoubleTy()
                   : bits == 32 ? builder.getFloatTy()
                                : builder.getIntNTy(bits);
    parts.push_back({builder.CreateBitCast(value, scalar),
                     scalar->isIntegerTy() ? "r" : constraint});
    return;
  }
  if (!triple.isRISCV()) {
    parts.push_back({value, constraint});
    return;
  }
  // No vector registers in the baseline: LLVM splits the value as well.
  Value *words = builder.CreateBitCast(
      value, FixedVectorType::get(builder.getInt64Ty(), bits / 64));
  for (unsigned i = 0; i < bits / 64; ++i)
    parts.push_back({builder.CreateExtractElement(words, i), "r"});
}

void pinValue(Instruction &load, const Triple &triple, unsigned registerBits) {
  IRBuilder<> builder(load.getNextNode());
  builder.SetCurrentDebugLocation(load.getDebugLoc());
  SmallVector<PinOperand, 2> parts;
  splitForRegisters(builder, &load, triple, registerBits, parts);
  for (PinOperand part : parts) {
    FunctionType *type =
        FunctionType::get(builder.getVoidTy(), {part.value->getType()}, false);
    InlineAsm *nothing = InlineAsm::get(type, "", part.constraint,
                                        /*hasSideEffects=*/true);
    CallInst *call = builder.CreateCall(nothing, {part.value});
    // It stays where it is because of its side effect, which is nothing that
    // other memory accesses could see: they move across it freely.
    call->setMemoryEffects(MemoryEffects::inaccessibleMemOnly());
    call->setDoesNotThrow();
    call->addFnAttr(Attribute::WillReturn);
  }
}

static AnchorSearch makeSearch(AnchorSearch::Stage stage, Function &function,
                               FunctionAnalysisManager &analyses) {
  return AnchorSearch(
      stage, analyses.getResult<LoopAnalysis>(function),
      [&]() -> PostDominatorTree & {
        return analyses.getResult<PostDominatorTreeAnalysis>(function);
      });
}

PreservedAnalyses AnchorLoadsPass::run(Function &function,
                                       FunctionAnalysisManager &analyses) {
  SmallVector<LoadInst *, 32> loads;
  for (BasicBlock &block : function)
    for (Instruction &instruction : block)
      if (auto *load = dyn_cast<LoadInst>(&instruction);
          load && isGuestLoad(*load))
        loads.push_back(load);
  if (loads.empty())
    return PreservedAnalyses::all();

  if (!passesCome) {
    AnchorSearch search = makeSearch(AnchorSearch::Stage::Unoptimised,
                                     function, analyses);
    for (LoadInst *load : loads)
      if (!search.isAnchored(*load))
        load->setVolatile(true);
    return PreservedAnalyses::all();
  }
  Triple triple(function.getParent()->getTargetTriple());
  for (LoadInst *load : loads)
    pinValue(*load, triple);
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

/// The load whose value a pin has, whole or a part that splitForRegisters()
/// made. Null for others, e.g. a merge of two loads.
static LoadInst *pinnedLoad(CallInst &pin) {
  Value *value = pin.getArgOperand(0);
  while (isa<BitCastInst, ShuffleVectorInst, ExtractElementInst>(value))
    value = cast<Instruction>(value)->getOperand(0);
  return dyn_cast<LoadInst>(value);
}

/// Values that a merge has are enough to look at.
constexpr unsigned maxMerged = 32;

/// The guest loads that a merge of values may have come from; none when there
/// are too many. Other values were found without loading: they came from a
/// store to the same address, which is certain to happen.
static std::optional<SmallVector<LoadInst *, 4>> mergedLoads(PHINode &merge) {
  SmallSetVector<Value *, 16> values;
  SmallVector<LoadInst *, 4> loads;
  values.insert(&merge);
  for (unsigned i = 0; i < values.size(); ++i) {
    if (values.size() > maxMerged)
      return std::nullopt;
    auto *value = dyn_cast<Instruction>(values[i]);
    if (!value)
      continue;
    if (auto *load = dyn_cast<LoadInst>(value)) {
      if (isGuestLoad(*load))
        loads.push_back(load);
    } else if (isa<PHINode, SelectInst, CastInst, ShuffleVectorInst,
                   ExtractElementInst, InsertElementInst, FreezeInst>(value)) {
      values.insert(value->op_begin(), value->op_end());
    }
  }
  return loads;
}

PreservedAnalyses ReleaseAnchorsPass::run(Function &function,
                                          FunctionAnalysisManager &analyses) {
  SmallVector<CallInst *, 32> pins;
  for (BasicBlock &block : function)
    for (Instruction &instruction : block)
      if (isPin(instruction))
        pins.push_back(cast<CallInst>(&instruction));
  if (pins.empty())
    return PreservedAnalyses::all();

  // All questions come before all changes: pins would look like uses.
  AnchorSearch search = makeSearch(stage, function, analyses);
  SmallVector<CallInst *, 32> released;
  SmallVector<LoadInst *, 32> kept;
  SmallSetVector<LoadInst *, 32> merged;
  for (CallInst *call : pins) {
    Value *value = call->getArgOperand(0);
    auto *cast = dyn_cast<BitCastInst>(value);
    auto *load = dyn_cast<LoadInst>(cast ? cast->getOperand(0) : value);
    // A value that was found without loading came from an access to the same
    // address that is certain to happen.
    bool isGone = isa<Constant>(value) || isa<Argument>(value);
    if (isGone || (load && isGuestLoad(*load) && search.isAnchored(*load))) {
      released.push_back(call);
    } else if (load = pinnedLoad(*call);
               load && stage == AnchorSearch::Stage::Final) {
      released.push_back(call);
      kept.push_back(load);
    } else if (auto *merge = dyn_cast<PHINode>(value)) {
      // The loads themselves, so that values in variables are free.
      std::optional<SmallVector<LoadInst *, 4>> loads = mergedLoads(*merge);
      if (!loads)
        continue;
      released.push_back(call);
      for (LoadInst *source : *loads)
        if (!search.isAnchored(*source) &&
            none_of(source->users(), [](const User *user) {
              return isPin(*llvm::cast<Instruction>(user));
            }))
          merged.insert(source);
    }
  }
  if (stage == AnchorSearch::Stage::Final) {
    kept.append(merged.begin(), merged.end());
  } else {
    Triple triple(function.getParent()->getTargetTriple());
    for (LoadInst *load : merged)
      pinValue(*load, triple);
  }
  for (LoadInst *load : kept)
    load->setVolatile(true);
  for (CallInst *call : released) {
    Value *value = call->getArgOperand(0);
    call->eraseFromParent();
    RecursivelyDeleteTriviallyDeadInstructions(value);
  }
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace w2o
