//===- FunctionAnalyses.h - What passes over one function need ------------===//

#ifndef W2O_UNIT_CODEGEN_FUNCTIONANALYSES_H
#define W2O_UNIT_CODEGEN_FUNCTIONANALYSES_H

#include "llvm/Passes/PassBuilder.h"

/// The analysis managers, made known to each other. `machine`: what analyses of
/// costs are about, or null.
struct FunctionAnalyses {
  explicit FunctionAnalyses(llvm::TargetMachine *machine = nullptr) {
    llvm::PassBuilder builder(machine);
    builder.registerModuleAnalyses(modules);
    builder.registerCGSCCAnalyses(sccs);
    builder.registerFunctionAnalyses(functions);
    builder.registerLoopAnalyses(loops);
    builder.crossRegisterProxies(loops, functions, sccs, modules);
  }

  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager sccs;
  llvm::ModuleAnalysisManager modules;
};

#endif // W2O_UNIT_CODEGEN_FUNCTIONANALYSES_H
