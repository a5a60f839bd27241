//===- FoldNullChecks.cpp - Null checks become faults ---------------------===//

#include "codegen/FoldNullChecks.h"

#include "abi/HeapLayout.h"
#include "abi/Symbols.h"
#include "codegen/AnchorLoads.h"
#include "codegen/AnchorSearch.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/DataLayout.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"
#include <optional>

using namespace llvm;

namespace w2o {

/// Displacements from a null reference at which a fault is a certain trap.
struct FaultRange {
  int64_t begin;
  int64_t end;
};

/// The range of the trap that the block does nothing but call.
static std::optional<FaultRange> faultRangeOf(BasicBlock &block) {
  auto *call = dyn_cast<CallInst>(&*block.getFirstNonPHIOrDbg());
  llvm::Function *callee = call ? call->getCalledFunction() : nullptr;
  if (!callee)
    return std::nullopt;
  if (callee->getName() ==
      W2O_SYMBOL_TRAP_PREFIX "null_structure_reference")
    return FaultRange{0, W2O_NULL_RANGE};
  if (callee->getName() == W2O_SYMBOL_TRAP_PREFIX "null_array_reference")
    return FaultRange{-W2O_ARRAY_HEADER, 0};
  return std::nullopt;
}

/// Whether a load reads the header of the instance, which never faults.
static bool isHeaderLoad(const LoadInst &load, const DataLayout &layout) {
  APInt at(layout.getIndexTypeSizeInBits(load.getPointerOperandType()), 0);
  const Value *base =
      load.getPointerOperand()->stripAndAccumulateConstantOffsets(
          layout, at, /*AllowNonInbounds=*/true);
  return base == load.getFunction()->getArg(0) && at.isNegative();
}

/// The access through `reference` that the block begins with, if it faults
/// when the reference is null. Before it, nothing may happen that a null would
/// have prevented.
static Instruction *firstAccess(BasicBlock &block, Value *reference,
                                FaultRange range) {
  const DataLayout &layout = block.getModule()->getDataLayout();
  unsigned budget = 16;
  for (Instruction &instruction : block) {
    if (--budget == 0)
      return nullptr;
    auto *load = dyn_cast<LoadInst>(&instruction);
    auto *store = dyn_cast<StoreInst>(&instruction);
    if ((load && load->isSimple()) || (store && store->isSimple())) {
      APInt at(64, 0);
      const Value *base =
          getLoadStorePointerOperand(&instruction)
              ->stripAndAccumulateConstantOffsets(layout, at,
                                                  /*AllowNonInbounds=*/true);
      uint64_t bytes =
          layout.getTypeStoreSize(getLoadStoreType(&instruction));
      if (base == reference && at.sge(range.begin) &&
          (at + bytes).sle(range.end))
        return &instruction;
    }
    if (load && load->isSimple() && isHeaderLoad(*load, layout))
      continue;
    if (instruction.mayReadOrWriteMemory() ||
        !isSafeToSpeculativelyExecute(&instruction))
      if (!isa<DbgInfoIntrinsic>(instruction))
        return nullptr;
  }
  return nullptr;
}

/// Drops the check that ends the block. The result is the access that is the
/// check from now on, or null.
static Instruction *foldCheck(BasicBlock &block) {
  using namespace PatternMatch;
  Value *reference;
  ICmpInst::Predicate predicate;
  BasicBlock *yes, *no;
  Instruction *terminator = block.getTerminator();
  if (!match(terminator, m_Br(m_ICmp(predicate, m_Value(reference), m_Zero()),
                              yes, no)) ||
      !reference->getType()->isPointerTy() || !ICmpInst::isEquality(predicate))
    return nullptr;
  if (predicate == ICmpInst::ICMP_NE)
    std::swap(yes, no);
  std::optional<FaultRange> range = faultRangeOf(*yes);
  if (!range || yes == no || no->getSinglePredecessor() != &block)
    return nullptr;
  Instruction *access = firstAccess(*no, reference, *range);
  if (!access)
    return nullptr;
  auto *compare =
      cast<Instruction>(cast<BranchInst>(terminator)->getCondition());
  yes->removePredecessor(&block);
  BranchInst::Create(no, terminator->getIterator())
      ->setDebugLoc(terminator->getDebugLoc());
  terminator->eraseFromParent();
  if (compare->use_empty())
    compare->eraseFromParent();
  if (pred_empty(yes))
    DeleteDeadBlock(yes);
  return access;
}

PreservedAnalyses FoldNullChecksPass::run(llvm::Function &function,
                                          FunctionAnalysisManager &) {
  // Folding deletes blocks, but only those of traps, which no check is in.
  SmallVector<BasicBlock *, 32> checks;
  for (BasicBlock &block : function)
    if (auto *branch = dyn_cast<BranchInst>(block.getTerminator());
        branch && branch->isConditional())
      checks.push_back(&block);
  SmallVector<LoadInst *, 32> loads;
  bool isChanged = false;
  for (BasicBlock *block : checks) {
    Instruction *access = foldCheck(*block);
    isChanged |= access != nullptr;
    if (auto *load = dyn_cast_or_null<LoadInst>(access))
      loads.push_back(load);
  }
  if (!isChanged)
    return PreservedAnalyses::all();

  function.addFnAttr(Attribute::NullPointerIsValid);
  MDNode *mark = MDNode::get(function.getContext(), {});
  for (LoadInst *load : loads)
    load->setMetadata("w2o.guest", mark);
  DominatorTree dominators(function);
  LoopInfo loops(dominators);
  std::optional<PostDominatorTree> postDominators;
  AnchorSearch search(AnchorSearch::Stage::Final, loops,
                      [&]() -> PostDominatorTree & {
                        if (!postDominators)
                          postDominators.emplace(function);
                        return *postDominators;
                      });
  // First all questions, then all changes: pins would look like uses.
  SmallVector<LoadInst *, 32> loose;
  for (LoadInst *load : loads)
    if (!search.isAnchored(*load))
      loose.push_back(load);
  Triple triple(function.getParent()->getTargetTriple());
  for (LoadInst *load : loose)
    pinValue(*load, triple);
  return PreservedAnalyses::none();
}

} // namespace w2o
