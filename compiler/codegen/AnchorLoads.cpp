//===- AnchorLoads.cpp - Keeps guest loads that may trap ------------------===//

#include "codegen/AnchorLoads.h"

#include "codegen/AnchorSearch.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;

namespace w2o {

/// Constraint of a floating-point or vector register.
static const char *vectorConstraint(const Triple &triple) {
  if (triple.isX86())
    return "x";
  return triple.isAArch64() ? "w" : "f";
}

/// The value in types that a register of the target holds as they are, with
/// the constraint of each part.
static void splitForRegisters(IRBuilder<> &builder, Value *value,
                              const Triple &triple,
                              SmallVectorImpl<Value *> &parts,
                              const char *&constraint) {
  Type *type = value->getType();
  constraint = "r";
  if (type->isIntegerTy() || type->isPointerTy()) {
    parts.push_back(value);
    return;
  }
  if (type->isFloatTy() || type->isDoubleTy()) {
    constraint = vectorConstraint(triple);
    parts.push_back(value);
    return;
  }
  unsigned bits = type->getPrimitiveSizeInBits();
  if (bits <= 64) {
    // Half a vector, as a scalar of its size.
    constraint = vectorConstraint(triple);
    Type *scalar = bits == 64   ? builder.getDoubleTy()
                   : bits == 32 ? builder.getFloatTy()
                                : builder.getIntNTy(bits);
    if (scalar->isIntegerTy())
      constraint = "r";
    parts.push_back(builder.CreateBitCast(value, scalar));
    return;
  }
  if (!triple.isRISCV()) {
    constraint = vectorConstraint(triple);
    parts.push_back(value);
    return;
  }
  // No vector registers in the baseline: LLVM splits the value as well.
  Value *words = builder.CreateBitCast(
      value, FixedVectorType::get(builder.getInt64Ty(), bits / 64));
  for (unsigned i = 0; i < bits / 64; ++i)
    parts.push_back(builder.CreateExtractElement(words, i));
}

void pinLoad(LoadInst &load, const Triple &triple) {
  IRBuilder<> builder(load.getNextNode());
  builder.SetCurrentDebugLocation(load.getDebugLoc());
  SmallVector<Value *, 2> parts;
  const char *constraint;
  splitForRegisters(builder, &load, triple, parts, constraint);
  for (Value *part : parts) {
    FunctionType *type =
        FunctionType::get(builder.getVoidTy(), {part->getType()}, false);
    InlineAsm *nothing =
        InlineAsm::get(type, "", constraint, /*hasSideEffects=*/true);
    CallInst *call = builder.CreateCall(nothing, {part});
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
    // All questions come before all changes: pins would look like uses.
    AnchorSearch search = makeSearch(AnchorSearch::Stage::Unoptimised,
                                     function, analyses);
    erase_if(loads,
             [&](LoadInst *load) { return search.isAnchored(*load); });
  }
  Triple triple(function.getParent()->getTargetTriple());
  for (LoadInst *load : loads)
    pinLoad(*load, triple);
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
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

  AnchorSearch search = makeSearch(stage, function, analyses);
  SmallVector<CallInst *, 32> released;
  for (CallInst *call : pins) {
    Value *value = call->getArgOperand(0);
    auto *cast = dyn_cast<BitCastInst>(value);
    auto *load = dyn_cast<LoadInst>(cast ? cast->getOperand(0) : value);
    // A value that was found without loading came from an access to the same
    // address that is certain to happen. Others, e.g. a merge of two loads,
    // keep their pin.
    bool isGone = isa<Constant>(value) || isa<Argument>(value);
    if (isGone || (load && isGuestLoad(*load) && search.isAnchored(*load)))
      released.push_back(call);
  }
  for (CallInst *call : released) {
    auto *cast = dyn_cast<BitCastInst>(call->getArgOperand(0));
    call->eraseFromParent();
    if (cast && cast->use_empty())
      cast->eraseFromParent();
  }
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace w2o
