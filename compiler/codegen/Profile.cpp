//===- Profile.cpp - Counting branches, and using the counts --------------===//
//
// See Profile.h. LLVM's passes know a function in a profile by the name of its
// symbol, which is made of its index here, and so of no use in the next version
// of a module. While they run, functions have the names of the profile.
//
//===----------------------------------------------------------------------===//

#include "codegen/Profile.h"

#include "abi/ProfileData.h"
#include "abi/Symbols.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/VirtualFileSystem.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/Instrumentation/InstrProfiling.h"
#include "llvm/Transforms/Instrumentation/PGOInstrumentation.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"
#include <string>
#include <utility>
#include <vector>

using namespace llvm;

namespace w2o {

namespace {

/// Functions under the names that they have in profiles, for as long as the
/// object lives.
class ProfileNames {
public:
  explicit ProfileNames(Module &module) {
    for (Function &function : module) {
      if (function.isDeclaration())
        continue;
      Attribute name = function.getFnAttribute(W2O_PROFILE_NAME_ATTRIBUTE);
      if (!name.isValid()) {
        function.addFnAttr(Attribute::NoProfile);
        continue;
      }
      symbols.emplace_back(&function, function.getName().str());
      // LLVM takes such a name for one that must not be decorated, and leaves
      // out the first character where it has a meaning. No symbol has it, so
      // the name is free, and it is none of an intrinsic function.
      function.setName("\1" + name.getValueAsString());
      function.removeFnAttr(W2O_PROFILE_NAME_ATTRIBUTE);
    }
  }
  ProfileNames(const ProfileNames &) = delete;
  ProfileNames &operator=(const ProfileNames &) = delete;
  ~ProfileNames() {
    for (auto &[function, symbol] : symbols)
      function->setName(symbol);
  }

  bool empty() const { return symbols.empty(); }

private:
  std::vector<std::pair<Function *, std::string>> symbols;
};

/// Which functions an indirect call reached is not recorded.
struct DropValueProfilesPass : PassInfoMixin<DropValueProfilesPass> {
  PreservedAnalyses run(Function &function, FunctionAnalysisManager &) {
    std::vector<Instruction *> calls;
    for (BasicBlock &block : function)
      for (Instruction &instruction : block)
        if (isa<InstrProfValueProfileInst>(instruction))
          calls.push_back(&instruction);
    for (Instruction *call : calls)
      call->eraseFromParent();
    return PreservedAnalyses::none();
  }
};

/// What LLVM's lowering leaves is meant for its own runtime library, and split
/// into section groups, one for each function.
void moveCounters(Module &module) {
  for (const char *list : {"llvm.used", "llvm.compiler.used"})
    if (GlobalVariable *used = module.getNamedGlobal(list))
      used->eraseFromParent();
  if (GlobalVariable *version =
          module.getNamedGlobal("__llvm_profile_raw_version"))
    version->eraseFromParent();
  static constexpr std::pair<StringRef, const char *> sections[] = {
      {"__llvm_prf_data", W2O_PROFILE_RECORDS_SECTION},
      {"__llvm_prf_cnts", W2O_PROFILE_COUNTERS_SECTION},
      {"__llvm_prf_names", W2O_PROFILE_NAMES_SECTION}};
  // The addresses of functions, for profiles of indirect calls only.
  for (GlobalAlias &alias : make_early_inc_range(module.aliases())) {
    alias.replaceAllUsesWith(ConstantPointerNull::get(alias.getType()));
    alias.eraseFromParent();
  }
  std::vector<GlobalValue *> kept;
  for (GlobalVariable &global : module.globals())
    for (auto [theirs, ours] : sections)
      if (global.getSection() == theirs) {
        global.setSection(ours);
        global.setComdat(nullptr);
        kept.push_back(&global);
      }
  // Code refers to counters only; a linker that drops sections must not drop
  // what belongs to them.
  appendToUsed(module, kept);
}

} // namespace

PreservedAnalyses CountBranchesPass::run(Module &module,
                                         ModuleAnalysisManager &analyses) {
  ProfileNames names(module);
  if (names.empty())
    return PreservedAnalyses::all();
  InstrProfOptions options;
  options.DoCounterPromotion = true;
  options.Atomic = atomic;
  ModulePassManager passes;
  passes.addPass(PGOInstrumentationGen());
  passes.addPass(createModuleToFunctionPassAdaptor(DropValueProfilesPass()));
  passes.addPass(InstrProfilingLoweringPass(options));
  passes.run(module, analyses);
  moveCounters(module);
  return PreservedAnalyses::none();
}

namespace {

/// Changed functions are counted by who knows their names (driver), not said
/// one by one.
class NoWarnings : public DiagnosticHandler {
  bool handleDiagnostics(const DiagnosticInfo &info) override {
    return info.getSeverity() != DS_Error;
  }
};

} // namespace

PreservedAnalyses UseProfilePass::run(Module &module,
                                      ModuleAnalysisManager &analyses) {
  ProfileNames names(module);
  if (names.empty())
    return PreservedAnalyses::all();
  constexpr char path[] = "/profile";
  auto files = makeIntrusiveRefCnt<vfs::InMemoryFileSystem>();
  files->addFile(path, /*ModificationTime=*/0,
                 MemoryBuffer::getMemBuffer(indexed, path,
                                            /*RequiresNullTerminator=*/false));
  LLVMContext &context = module.getContext();
  context.setDiagnosticHandler(std::make_unique<NoWarnings>());
  ModulePassManager passes;
  passes.addPass(PGOInstrumentationUse(path, "", /*IsCS=*/false, files));
  passes.run(module, analyses);
  context.setDiagnosticHandler(std::make_unique<DiagnosticHandler>());
  return PreservedAnalyses::none();
}

void keepTextTogether(Module &module) {
  if (!Triple(module.getTargetTriple()).isOSBinFormatELF())
    return;
  for (Function &function : module)
    if (!function.isDeclaration())
      function.setSection(".text");
}

} // namespace w2o
