//===- OptPipeline.cpp - Pass pipelines by optimisation level -------------===//
//
// The input was optimised once already, by the compiler that made the wasm
// module, so the standard pipelines do much for little. These are built by
// hand from function passes only; all passes run over one function before the
// next one starts.
//
// What is left out, and why:
// - Dead store elimination, memcpy optimisation and loop idioms. A store may
//   trap, and a memcpy call that replaces a loop would fault in libc, outside
//   of the module's code. All library functions are also hidden from LLVM, so
//   that no pass can introduce a call that the linker then misses.
// - Tail call elimination: runaway recursion must exhaust the stack, not loop.
// - Everything interprocedural except for inlining (InlineCalls.h): partitions
//   would depend on each other.
//
//===----------------------------------------------------------------------===//

#include "codegen/OptPipeline.h"

#include "codegen/AlignLoops.h"
#include "codegen/AnchorLoads.h"
#include "codegen/FoldAddresses.h"
#include "codegen/FoldNullChecks.h"
#include "codegen/FuseVectors.h"
#include "codegen/HoistChecks.h"
#include "codegen/InlineCalls.h"
#include "codegen/RerollLoops.h"
#include "codegen/SinkStackCheck.h"
#include "codegen/UnrollAndJam.h"
#include "codegen/UnrollVectors.h"
#include "codegen/VectorizeLoops.h"
#include "codegen/WidenAddresses.h"
#include "codegen/WidenCompares.h"
#include "llvm/Analysis/ProfileSummaryInfo.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/PassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/ADCE.h"
#include "llvm/Transforms/Scalar/BDCE.h"
#include "llvm/Transforms/Scalar/CorrelatedValuePropagation.h"
#include "llvm/Transforms/Scalar/DivRemPairs.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/GVN.h"
#include "llvm/Transforms/Scalar/IndVarSimplify.h"
#include "llvm/Transforms/Scalar/InferAlignment.h"
#include "llvm/Transforms/Scalar/InstSimplifyPass.h"
#include "llvm/Transforms/Scalar/JumpThreading.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopInstSimplify.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/LoopSimplifyCFG.h"
#include "llvm/Transforms/Scalar/LoopUnrollPass.h"
#include "llvm/Transforms/Scalar/Reassociate.h"
#include "llvm/Transforms/Scalar/SCCP.h"
#include "llvm/Transforms/Scalar/SROA.h"
#include "llvm/Transforms/Scalar/SimpleLoopUnswitch.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include "llvm/Transforms/Utils/Mem2Reg.h"
#include "llvm/Transforms/Vectorize/SLPVectorizer.h"
#include "llvm/Transforms/Vectorize/VectorCombine.h"

using namespace llvm;

namespace w2o {

/// Loads must be anchored before any pass that deletes unused code.
static void addEntry(FunctionPassManager &passes, OptLevel level) {
  if (level == OptLevel::O0)
    passes.addPass(PromotePass());
  else
    passes.addPass(SROAPass(SROAOptions::PreserveCFG));
  passes.addPass(AnchorLoadsPass(/*passesCome=*/level != OptLevel::O0));
}

static void addCleanup(FunctionPassManager &passes) {
  passes.addPass(InstCombinePass());
  passes.addPass(SimplifyCFGPass(
      SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
}

/// The obvious. Profiles are about the control flow after it, so it is the
/// same at all levels that have it.
static void addEarly(FunctionPassManager &passes) {
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(SimplifyCFGPass(
      SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
  passes.addPass(InstCombinePass());
}

/// Redundancies and control flow, what -O1 consists of.
static void addScalar(FunctionPassManager &passes, OptLevel level,
                      OptionalPassSet enabled) {
  bool more = level != OptLevel::O1;
  if (more) {
    // While conditions are as they were written.
    if (level != OptLevel::Os && enabled.has(OptionalPass::WidenCompares))
      passes.addPass(WidenComparesPass());
    passes.addPass(JumpThreadingPass());
    passes.addPass(CorrelatedValuePropagationPass());
    passes.addPass(SimplifyCFGPass(
        SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
    passes.addPass(ReassociatePass());
  }

  LoopPassManager rotate;
  rotate.addPass(LoopInstSimplifyPass());
  rotate.addPass(LoopSimplifyCFGPass());
  rotate.addPass(LICMPass(LICMOptions()));
  rotate.addPass(LoopRotatePass(/*EnableHeaderDuplication=*/level !=
                                OptLevel::Os));
  rotate.addPass(LICMPass(LICMOptions()));
  if (level == OptLevel::O3)
    rotate.addPass(SimpleLoopUnswitchPass(/*NonTrivial=*/true));
  passes.addPass(createFunctionToLoopPassAdaptor(std::move(rotate),
                                                 /*UseMemorySSA=*/true));
  addCleanup(passes);

  if (more) {
    if (enabled.has(OptionalPass::WidenAddresses))
      passes.addPass(createFunctionToLoopPassAdaptor(WidenAddressesPass()));
    LoopPassManager inductions;
    inductions.addPass(IndVarSimplifyPass());
    if (level != OptLevel::Os)
      inductions.addPass(LoopFullUnrollPass(level == OptLevel::O3 ? 3 : 2));
    passes.addPass(createFunctionToLoopPassAdaptor(std::move(inductions)));
    // Before loads are carried from one iteration to the next, which makes the
    // copies of a body differ.
    if (level != OptLevel::Os && enabled.has(OptionalPass::RerollLoops))
      passes.addPass(createFunctionToLoopPassAdaptor(RerollLoopsPass()));
    if (enabled.has(OptionalPass::FoldAddresses))
      passes.addPass(FoldAddressesPass());
    passes.addPass(GVNPass());
    passes.addPass(SCCPPass());
    passes.addPass(BDCEPass());
    passes.addPass(InstCombinePass());
  }
  if (level == OptLevel::O3) {
    passes.addPass(JumpThreadingPass());
    passes.addPass(CorrelatedValuePropagationPass());
  }
  passes.addPass(ADCEPass());
  passes.addPass(createFunctionToLoopPassAdaptor(LICMPass(LICMOptions()),
                                                 /*UseMemorySSA=*/true));
}

/// What the copies of a jammed body have in common, and sums in memory that
/// the tests in front of it allow to keep in registers. Which loads matter is
/// another question after that.
static FunctionPassManager jamCleanup() {
  FunctionPassManager passes;
  passes.addPass(EarlyCSEPass(/*UseMemorySSA=*/true));
  passes.addPass(createFunctionToLoopPassAdaptor(LICMPass(LICMOptions()),
                                                 /*UseMemorySSA=*/true));
  passes.addPass(InstCombinePass());
  passes.addPass(ADCEPass());
  passes.addPass(ReleaseAnchorsPass(AnchorSearch::Stage::Vector));
  return passes;
}

/// Vectors and unrolling, from -O2 on.
static void addVector(FunctionPassManager &passes, OptLevel level,
                      OptionalPassSet enabled) {
  bool forSize = level == OptLevel::Os;
  if (!forSize) {
    passes.addPass(createFunctionToLoopPassAdaptor(LoopRotatePass()));
    // Loops that are left in the middle are small enough to rotate only now.
    if (enabled.has(OptionalPass::RerollLoops))
      passes.addPass(createFunctionToLoopPassAdaptor(RerollLoopsPass()));
  }
  passes.addPass(ReleaseAnchorsPass(AnchorSearch::Stage::Vector));
  if (!forSize && enabled.has(OptionalPass::HoistChecks))
    passes.addPass(HoistChecksPass());
  if (!forSize && enabled.has(OptionalPass::UnrollAndJam))
    passes.addPass(UnrollAndJamPass(jamCleanup()));
  if (!forSize && enabled.has(OptionalPass::FuseVectors))
    passes.addPass(FuseVectorsPass());
  if (enabled.has(OptionalPass::VectorizeLoops))
    passes.addPass(VectorizeLoopsPass(enabled.has(OptionalPass::SuspendPins)));
  passes.addPass(InferAlignmentPass());
  passes.addPass(InstCombinePass());
  if (enabled.has(OptionalPass::Slp))
    passes.addPass(SLPVectorizerPass());
  passes.addPass(VectorCombinePass());
  if (!forSize && enabled.has(OptionalPass::UnrollVectors))
    passes.addPass(createFunctionToLoopPassAdaptor(UnrollVectorsPass()));
  if (!forSize)
    passes.addPass(LoopUnrollPass(
        LoopUnrollOptions(level == OptLevel::O3 ? 3 : 2,
                          /*OnlyWhenForced=*/level != OptLevel::O3)));
}

/// The last simplifications, in the form that the code generator likes.
static void addFinal(FunctionPassManager &passes, OptLevel level) {
  passes.addPass(SimplifyCFGPass(SimplifyCFGOptions()
                                     .convertSwitchRangeToICmp(true)
                                     .convertSwitchToLookupTable(true)
                                     .forwardSwitchCondToPhi(true)
                                     .needCanonicalLoops(false)
                                     .hoistCommonInsts(true)
                                     .sinkCommonInsts(true)));
  passes.addPass(InstCombinePass());
  if (level != OptLevel::O1)
    passes.addPass(createFunctionToLoopPassAdaptor(
        LICMPass(LICMOptions()), /*UseMemorySSA=*/true));
  passes.addPass(InstSimplifyPass());
  passes.addPass(DivRemPairsPass());
  passes.addPass(SimplifyCFGPass(
      SimplifyCFGOptions().convertSwitchRangeToICmp(true)));
  if (level == OptLevel::O3)
    passes.addPass(AlignLoopsPass());
  // What is used is for some effect from here on; the search relies on it.
  passes.addPass(ADCEPass());
  passes.addPass(ReleaseAnchorsPass(AnchorSearch::Stage::Final));
}

/// What inlined calls may cost (InlineCalls.h): anywhere, and in loops, where
/// it is worth most. Whoever made the module has inlined already what is in one
/// file, so more would be growth for little.
struct InlineThresholds {
  int anywhere;
  int hot;
};

static InlineThresholds inlineThresholds(OptLevel level) {
  switch (level) {
  case OptLevel::O0:
  case OptLevel::O1:
    return {0, 0};
  case OptLevel::Os:
    return {5, 5};
  case OptLevel::O2:
    return {50, 525};
  case OptLevel::O3:
    return {150, 525};
  }
  llvm_unreachable("every level has thresholds");
}

bool inlinesCalls(OptLevel level, OptionalPassSet enabled) {
  return enabled.has(OptionalPass::InlineCalls) &&
         inlineThresholds(level).anywhere > 0;
}

/// One function after the other. Analyses of a function are of no use once its
/// passes are done.
static void addFunctionPasses(ModulePassManager &all,
                              FunctionPassManager &passes) {
  all.addPass(createModuleToFunctionPassAdaptor(std::move(passes),
                                                /*EagerlyInvalidate=*/true));
  passes = FunctionPassManager();
}

void optimizeModule(Module &module, TargetMachine &machine, OptLevel level,
                    OptionalPassSet enabled, const ProfileOptions &profile) {
  PipelineTuningOptions tuning;
  tuning.LoopVectorization = level != OptLevel::O0 && level != OptLevel::O1;
  tuning.SLPVectorization = tuning.LoopVectorization;
  PassBuilder builder(&machine, tuning);

  LoopAnalysisManager loops;
  FunctionAnalysisManager functions;
  CGSCCAnalysisManager sccs;
  ModuleAnalysisManager modules;
  TargetLibraryInfoImpl libraryInfo(machine.getTargetTriple());
  libraryInfo.disableAllFunctions();
  functions.registerPass([&] { return TargetLibraryAnalysis(libraryInfo); });
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(sccs);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, sccs, modules);

  ModulePassManager all;
  FunctionPassManager passes;
  addEntry(passes, level);
  if (level != OptLevel::O0)
    addEarly(passes);
  if (profile.generate) {
    addFunctionPasses(all, passes);
    all.addPass(CountBranchesPass(profile.atomic));
  } else if (!profile.use.empty()) {
    addFunctionPasses(all, passes);
    all.addPass(UseProfilePass(profile.use));
    // Function passes see what is hot only when somebody has looked before.
    all.addPass(RequireAnalysisPass<ProfileSummaryAnalysis, Module>());
  }
  if (inlinesCalls(level, enabled)) {
    addFunctionPasses(all, passes);
    all.addPass(RequireAnalysisPass<ProfileSummaryAnalysis, Module>());
    FunctionPassManager cleanup;
    cleanup.addPass(SROAPass(SROAOptions::PreserveCFG));
    addEarly(cleanup);
    InlineThresholds thresholds = inlineThresholds(level);
    all.addPass(InlineCallsPass(thresholds.anywhere, thresholds.hot,
                                std::move(cleanup)));
  }
  if (level != OptLevel::O0) {
    addScalar(passes, level, enabled);
    if (level != OptLevel::O1)
      addVector(passes, level, enabled);
    addFinal(passes, level);
    if (enabled.has(OptionalPass::SinkStackCheck))
      passes.addPass(SinkStackCheckPass());
  }
  if (enabled.has(OptionalPass::FoldNullChecks))
    passes.addPass(FoldNullChecksPass());
  addFunctionPasses(all, passes);
  all.run(module, modules);
  if (!profile.use.empty())
    keepTextTogether(module);
}

std::string verifyIR(const Module &module) {
  std::string text;
  raw_string_ostream stream(text);
  verifyModule(module, &stream);
  return text;
}

} // namespace w2o
