//===- InlineCalls.cpp - Bodies of small functions in place of calls ------===//

#include "codegen/InlineCalls.h"

#include "codegen/InlineSites.h"
#include "codegen/StackCheck.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SCCIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/Analysis/AssumptionCache.h"
#include "llvm/Analysis/BlockFrequencyInfo.h"
#include "llvm/Analysis/CallGraph.h"
#include "llvm/Analysis/InlineCost.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ProfileSummaryInfo.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Analysis/TargetTransformInfo.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/Transforms/Utils/Cloning.h"
#include <algorithm>

using namespace llvm;

namespace w2o {

namespace {

/// What inlining a function adds to its caller.
struct Growth {
  unsigned instructions = 0;
  unsigned sites = 0;
  unsigned loops = 0;

  bool fitsIn(const Growth &room) const {
    return instructions <= room.instructions && sites <= room.sites &&
           loops <= room.loops;
  }
};

class Inliner {
public:
  Inliner(int threshold, int hotThreshold, FunctionPassManager &cleanup,
          FunctionAnalysisManager &analyses, ProfileSummaryInfo &summary)
      : cleanup(cleanup), analyses(analyses), summary(summary),
        params(getInlineParams(threshold)) {
    // Bodies stay for their other callers, so nothing is gained by waiting for
    // the caller to be inlined itself.
    params.EnableDeferral = false;
    params.LocallyHotCallSiteThreshold = hotThreshold;
  }

  /// Inlines into one function, except for members of its own cycle of calls.
  void visit(Function &caller, const SmallPtrSetImpl<Function *> &cycle);

  /// All functions look so while callees are chosen.
  void hideCheck(Function &function);
  void restoreCheck(Function &function);

private:
  SmallVector<CallBase *, 16>
  candidates(Function &caller, const SmallPtrSetImpl<Function *> &cycle);
  bool isWorthIt(CallBase &call);
  bool inlineCall(CallBase &call);
  const Growth &growthBy(Function &callee);
  AssumptionCache &assumptions(Function &function) {
    return analyses.getResult<AssumptionAnalysis>(function);
  }
  BlockFrequencyInfo &frequencies(Function &function) {
    return analyses.getResult<BlockFrequencyAnalysis>(function);
  }

  FunctionPassManager &cleanup;
  FunctionAnalysisManager &analyses;
  ProfileSummaryInfo &summary;
  InlineParams params;
  DenseMap<Function *, StackCheck> hidden;
  DenseMap<Function *, Growth> growths;
};

/// Of a caller with `size` instructions: how many more it may get. Small
/// wrappers get something as well.
unsigned budgetOf(unsigned size) {
  return std::min(8 * size + 200, size + 4000);
}

/// Loops that one caller may get: what LLVM does to each grows with their
/// number.
constexpr unsigned maxLoops = 32;

} // namespace

/// Whether a call takes no stack, however long a chain of such calls is.
static bool isTailCall(const CallBase &call) {
  const auto *plain = dyn_cast<CallInst>(&call);
  return plain && plain->isTailCall();
}

/// Calls that a budget is best spent on first.
SmallVector<CallBase *, 16>
Inliner::candidates(Function &caller,
                    const SmallPtrSetImpl<Function *> &cycle) {
  SmallVector<CallBase *, 16> calls;
  for (BasicBlock &block : caller)
    for (Instruction &instruction : block)
      if (auto *call = dyn_cast<CallBase>(&instruction)) {
        Function *callee = call->getCalledFunction();
        if (callee && !callee->isDeclaration() && !cycle.contains(callee) &&
            !isTailCall(*call))
          calls.push_back(call);
      }
  if (calls.empty())
    return calls;
  BlockFrequencyInfo &frequency = frequencies(caller);
  stable_sort(calls, [&](CallBase *a, CallBase *b) {
    return frequency.getBlockFreq(a->getParent()) >
           frequency.getBlockFreq(b->getParent());
  });
  return calls;
}

bool Inliner::isWorthIt(CallBase &call) {
  Function &callee = *call.getCalledFunction();
  return bool(getInlineCost(
      call, params, analyses.getResult<TargetIRAnalysis>(callee),
      [this](Function &f) -> AssumptionCache & { return assumptions(f); },
      [this](Function &f) -> const TargetLibraryInfo & {
        return analyses.getResult<TargetLibraryAnalysis>(f);
      },
      [this](Function &f) -> BlockFrequencyInfo & { return frequencies(f); },
      &summary));
}

bool Inliner::inlineCall(CallBase &call) {
  InlineFunctionInfo info(
      [this](Function &f) -> AssumptionCache & { return assumptions(f); },
      &summary, &frequencies(*call.getCaller()),
      &frequencies(*call.getCalledFunction()));
  return InlineFunction(call, info, /*MergeAttributes=*/false,
                        /*CalleeAAR=*/nullptr, /*InsertLifetime=*/false)
      .isSuccess();
}

/// Callees do not change any more when their callers are visited.
const Growth &Inliner::growthBy(Function &callee) {
  auto [found, isNew] = growths.try_emplace(&callee);
  if (isNew)
    found->second = {callee.getInstructionCount(),
                     1 + InlineSites::count(callee),
                     unsigned(analyses.getResult<LoopAnalysis>(callee)
                                  .getLoopsInPreorder()
                                  .size())};
  return found->second;
}

/// Makes a function look as what is inlined: without a check of the stack.
void Inliner::hideCheck(Function &function) {
  StackCheck check = StackCheck::find(function.getEntryBlock());
  if (!check)
    return;
  check.branch->setCondition(ConstantInt::getFalse(function.getContext()));
  hidden[&function] = check;
}

/// What calls nothing any more needs no check.
void Inliner::restoreCheck(Function &function) {
  auto found = hidden.find(&function);
  if (found == hidden.end())
    return;
  bool calls = any_of(function, [](const BasicBlock &block) {
    return any_of(block, mayNeedStack);
  });
  if (calls)
    found->second.branch->setCondition(found->second.compare);
  hidden.erase(found);
}

void Inliner::visit(Function &caller,
                    const SmallPtrSetImpl<Function *> &cycle) {
  Growth room = {budgetOf(caller.getInstructionCount()), InlineSites::maxSites,
                 maxLoops};
  bool isChanged = false;
  for (CallBase *call : candidates(caller, cycle)) {
    const Growth &growth = growthBy(*call->getCalledFunction());
    if (!growth.fitsIn(room) || !isWorthIt(*call) || !inlineCall(*call))
      continue;
    room.instructions -= growth.instructions;
    room.sites -= growth.sites;
    room.loops -= growth.loops;
    isChanged = true;
  }
  if (!isChanged)
    return;
  restoreCheck(caller);
  analyses.invalidate(caller, PreservedAnalyses::none());
  cleanup.run(caller, analyses);
  hideCheck(caller);
  analyses.invalidate(caller, PreservedAnalyses::none());
}

/// Nothing inlines them any more.
static void dropCopies(Module &module) {
  for (Function &function : module)
    if (function.hasAvailableExternallyLinkage())
      function.deleteBody();
}

PreservedAnalyses InlineCallsPass::run(Module &module,
                                       ModuleAnalysisManager &analyses) {
  // They must not be inlined by others (lower/LowerFunction.cpp).
  SmallVector<Function *, 0> closed;
  for (Function &function : module)
    if (!function.isDeclaration() &&
        function.hasFnAttribute(Attribute::NoInline)) {
      function.removeFnAttr(Attribute::NoInline);
      closed.push_back(&function);
    }
  Inliner inliner(
      threshold, hotThreshold, cleanup,
      analyses.getResult<FunctionAnalysisManagerModuleProxy>(module)
          .getManager(),
      analyses.getResult<ProfileSummaryAnalysis>(module));
  for (Function &function : module)
    if (!function.isDeclaration())
      inliner.hideCheck(function);
  CallGraph graph(module);
  for (auto cycle = scc_begin(&graph); !cycle.isAtEnd(); ++cycle) {
    SmallPtrSet<Function *, 8> members;
    for (CallGraphNode *node : *cycle)
      members.insert(node->getFunction());
    for (CallGraphNode *node : *cycle)
      if (Function *caller = node->getFunction();
          caller && !caller->isDeclaration())
        inliner.visit(*caller, members);
  }
  for (Function &function : module)
    inliner.restoreCheck(function);
  for (Function *function : closed)
    function->addFnAttr(Attribute::NoInline);
  dropCopies(module);
  return PreservedAnalyses::none();
}

} // namespace w2o
