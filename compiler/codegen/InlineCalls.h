//===- InlineCalls.h - Bodies of small functions in place of calls --------===//
//
// Whoever made the module has inlined within each source file, if at all;
// calls between files are left. Like LLVM's inliner, this goes from callees to
// callers and asks its cost model, within a budget for each caller that keeps
// the growth of any module linear. What it adds:
//
// - The check of the stack in a callee's entry goes, and costs nothing: the
//   caller has checked, and its frame, of which the callee is a part now, is
//   measured. A caller in which no call is left needs no check of its own.
// - Callees from other partitions are there as copies (linkage
//   available_externally), which are deleted afterwards.
// - A backtrace still names each function: codegen/InlineSites.
//
// Recursion is left alone, so that it exhausts the stack.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_INLINECALLS_H
#define W2O_CODEGEN_INLINECALLS_H

#include "llvm/IR/PassManager.h"

namespace w2o {

class InlineCallsPass : public llvm::PassInfoMixin<InlineCallsPass> {
public:
  /// What a call may cost in LLVM's units, of which one instruction is five, on
  /// top of what the call itself would, anywhere and in loops. `cleanup` runs
  /// over each function that has changed.
  InlineCallsPass(int threshold, int hotThreshold,
                  llvm::FunctionPassManager cleanup)
      : threshold(threshold), hotThreshold(hotThreshold),
        cleanup(std::move(cleanup)) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &analyses);

private:
  int threshold;
  int hotThreshold;
  llvm::FunctionPassManager cleanup;
};

} // namespace w2o

#endif // W2O_CODEGEN_INLINECALLS_H
