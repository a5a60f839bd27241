//===- ObjectEmitter.cpp - Optimised IR to machine code -------------------===//
//
// Besides the code, the caller needs the frame size of each function, since
// prologues compare the stack pointer with a limit that leaves room for it
// (docs/Abi.md, "Stack"). The code generator reports sizes in two ways: in an
// ELF-only section, or as a diagnostic for functions that carry a threshold.
// The second works for every format and leaves nothing to strip.
//
//===----------------------------------------------------------------------===//

#include "codegen/ObjectEmitter.h"

#include "codegen/ExtendIndices.h"
#include "codegen/InlineSites.h"
#include "codegen/KeepInstance.h"
#include "codegen/PinInstance.h"
#include "codegen/SinkAddresses.h"
#include "codegen/SplitBlocks.h"
#include "llvm/Analysis/TargetLibraryInfo.h"
#include "llvm/Bitcode/BitcodeWriter.h"
#include "llvm/CodeGen/MachineModuleInfo.h"
#include "llvm/CodeGen/Passes.h"
#include "llvm/CodeGen/StackProtector.h"
#include "llvm/CodeGen/TargetPassConfig.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

using namespace llvm;

namespace w2o {

namespace {

/// Collects frame sizes and the first error; everything else is silenced,
/// because a remark about generated code is of no use to anybody.
class EmitDiagnostics : public DiagnosticHandler {
public:
  EmitDiagnostics(FrameSizes *frames, std::string &error)
      : frames(frames), error(error) {}

  bool handleDiagnostics(const DiagnosticInfo &info) override {
    if (const auto *size = dyn_cast<DiagnosticInfoStackSize>(&info)) {
      if (frames)
        (*frames)[size->getFunction().getName()] = size->getResourceSize();
    } else if (info.getSeverity() == DS_Error && error.empty()) {
      raw_string_ostream stream(error);
      DiagnosticPrinterRawOStream printer(stream);
      info.print(printer);
    }
    return true;
  }
  bool isAnalysisRemarkEnabled(StringRef) const override { return false; }
  bool isMissedOptRemarkEnabled(StringRef) const override { return false; }
  bool isPassedOptRemarkEnabled(StringRef) const override { return false; }
  bool isAnyRemarkEnabled() const override { return false; }

private:
  FrameSizes *frames;
  std::string &error;
};

Error internal(const Twine &message) {
  Error error;
  error.kind = ErrorClass::Internal;
  error.message = message.str();
  return error;
}

} // namespace

/// Ours, in the order in which they run.
static void insertOptimizations(TargetPassConfig &config, bool isX86,
                                OptionalPassSet enabled) {
  if (isX86) {
    if (enabled.has(OptionalPass::ExtendIndices))
      config.insertPass(&StackProtector::ID, createExtendIndicesPass());
    if (enabled.has(OptionalPass::SinkAddresses))
      config.insertPass(&StackProtector::ID, createSinkAddressesPass());
    // What pins has been decided by lowering, for all functions alike.
    config.insertPass(&TwoAddressInstructionPassID, createPinInstancePass());
    config.insertPass(&MachineSchedulerID, createReleaseInstancePass());
  }
  if (enabled.has(OptionalPass::KeepInstance))
    config.insertPass(&MachineSchedulerID, createKeepInstancePass());
}

/// What addPassesToEmitFile() does, apart from a pass that follows variables
/// through registers for debuggers: it takes a tenth of the time, and there
/// are no variables, only line tables.
static bool addCodeGenPasses(LLVMTargetMachine &machine,
                             OptionalPassSet enabled, CodeForm form,
                             InlineSites *sites, raw_pwrite_stream &stream,
                             legacy::PassManager &passes) {
  TargetPassConfig *config = machine.createPassConfig(passes);
  config->setDisableVerify(true);
  config->disablePass(&LiveDebugValuesID);
  config->insertPass(&FinalizeISelID, createSplitBlocksPass());
  if (machine.getOptLevel() != CodeGenOptLevel::None)
    insertOptimizations(*config, machine.getTargetTriple().isX86(), enabled);
  passes.add(config);
  auto *functions = new MachineModuleInfoWrapperPass(&machine);
  passes.add(functions);
  if (config->addISelPasses())
    return false;
  config->addMachinePasses();
  if (sites)
    passes.add(createNumberInlineSitesPass(*sites));
  config->setInitialized();
  CodeGenFileType type = form == CodeForm::Object
                             ? CodeGenFileType::ObjectFile
                             : CodeGenFileType::AssemblyFile;
  if (machine.addAsmPrinter(passes, stream, nullptr, type,
                            functions->getMMI().getContext()))
    return false;
  passes.add(createFreeMachineFunctionPass());
  return true;
}

std::optional<Error> emitCode(Module &module, TargetMachine &machine,
                              OptionalPassSet enabled, CodeForm form,
                              SmallVectorImpl<char> &output,
                              FrameSizes *frames, InlineSites *sites) {
  if (frames)
    for (Function &function : module)
      if (!function.isDeclaration())
        function.addFnAttr("warn-stack-size", "0");

  LLVMContext &context = module.getContext();
  std::string firstError;
  context.setDiagnosticHandler(
      std::make_unique<EmitDiagnostics>(frames, firstError));

  raw_svector_ostream stream(output);
  {
    legacy::PassManager passes;
    // No pass may make calls to a C library, e.g. memcmp out of comparisons.
    TargetLibraryInfoImpl libraryInfo(machine.getTargetTriple());
    libraryInfo.disableAllFunctions();
    passes.add(new TargetLibraryInfoWrapperPass(libraryInfo));
    if (!addCodeGenPasses(static_cast<LLVMTargetMachine &>(machine), enabled,
                          form, sites, stream, passes))
      return internal("the code generator cannot emit this kind of file");
    passes.run(module);
  }
  // The handler refers to this frame.
  context.setDiagnosticHandler(std::make_unique<DiagnosticHandler>());
  if (!firstError.empty())
    return internal("code generator: " + firstError);
  return std::nullopt;
}

void emitBitcode(const Module &module, SmallVectorImpl<char> &output) {
  raw_svector_ostream stream(output);
  WriteBitcodeToFile(module, stream);
}

void emitIRText(const Module &module, SmallVectorImpl<char> &output) {
  raw_svector_ostream stream(output);
  module.print(stream, nullptr);
}

} // namespace w2o
