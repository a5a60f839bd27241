//===- DebugInfo.cpp - Wasm offsets and names to DWARF --------------------===//

#include "lower/DebugInfo.h"
#include "lower/ModuleLowering.h"
#include "llvm/BinaryFormat/Dwarf.h"

using namespace w2o;

DebugInfo::DebugInfo(const ModuleContext &context, llvm::Module &ir)
    : builder(ir), fullNames(context.options.debugInfo) {
  ir.addModuleFlag(llvm::Module::Warning, "Debug Info Version",
                   llvm::DEBUG_METADATA_VERSION);
  // Version 4 has the simplest line table header; nothing needs version 5.
  ir.addModuleFlag(llvm::Module::Max, "Dwarf Version", 4);
  // No directory: paths of the machine must not reach the object.
  file = builder.createFile(context.options.prefix + ".wasm", "");
  builder.createCompileUnit(
      llvm::dwarf::DW_LANG_C, file, "wasm2obj",
      context.options.optLevel != OptLevel::O0, "", 0, "",
      fullNames ? llvm::DICompileUnit::FullDebug
                : llvm::DICompileUnit::LineTablesOnly);
  type = builder.createSubroutineType(builder.getOrCreateTypeArray({}));
}

void DebugInfo::beginFunction(llvm::Function *function, llvm::StringRef name,
                              uint32_t offset) {
  bodyOffset = offset;
  // Without -g the name would only cost memory: the runtime takes names from
  // the descriptor.
  subprogram = builder.createFunction(
      file, fullNames ? name : "f", fullNames ? function->getName() : "", file,
      lineOf(offset), type, lineOf(offset), llvm::DINode::FlagZero,
      llvm::DISubprogram::SPFlagDefinition |
          llvm::DISubprogram::SPFlagOptimized);
  function->setSubprogram(subprogram);
}

void DebugInfo::setLocation(llvm::IRBuilderBase &b, uint32_t offset) {
  b.SetCurrentDebugLocation(llvm::DILocation::get(
      subprogram->getContext(), lineOf(offset), /*Column=*/0, subprogram));
}

void DebugInfo::finish() { builder.finalize(); }
