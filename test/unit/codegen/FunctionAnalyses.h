//===- FunctionAnalyses.h - What passes over one function need ------------===//

#ifndef W2O_UNIT_CODEGEN_FUNCTIONANALYSES_H
#define W2O_UNIT_CODEGEN_FUNCTIONANALYSES_H

#include "llvm/Passes/PassBuilder.h"

/// The analysis managers, made known to each other.
struct FunctionAnalyses {
  FunctionAnalyses() {
    llvm::PassBuilder builder;
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
