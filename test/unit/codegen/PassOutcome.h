//===- PassOutcome.h - What a pass before selection makes of a function ---===//

#ifndef W2O_UNIT_CODEGEN_PASSOUTCOME_H
#define W2O_UNIT_CODEGEN_PASSOUTCOME_H

#include "llvm/AsmParser/Parser.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/Verifier.h"
#include "llvm/Pass.h"
#include "llvm/Support/SourceMgr.h"
#include <gtest/gtest.h>

/// A function with the given body and the parameters %vm, %p, %n and %c, after
/// a pass over it.
class PassOutcome {
public:
  PassOutcome(const std::string &body, llvm::FunctionPass *pass) {
    llvm::SMDiagnostic problem;
    module = llvm::parseAssemblyString(
        "declare void @g(i32)\n"
        "declare i32 @h()\n"
        "declare i32 @personality(...)\n"
        "define i32 @f(ptr %vm, i32 %p, i32 %n, i1 %c) "
        "personality ptr @personality {\n" +
            body + "}\n",
        problem, context);
    EXPECT_TRUE(module) << problem.getMessage().str();
    if (!module)
      return;
    llvm::legacy::FunctionPassManager passes(module.get());
    passes.add(pass);
    isChanged = passes.run(function());
    EXPECT_FALSE(llvm::verifyFunction(function(), &llvm::errs()));
  }

  llvm::Function &function() { return *module->getFunction("f"); }

  bool isChanged = false;

private:
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module;
};

#endif // W2O_UNIT_CODEGEN_PASSOUTCOME_H
