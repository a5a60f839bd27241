//===- AnchorLoads.h - Keeps guest loads that may trap --------------------===//
//
// A load of guest memory traps when its address is out of bounds, so it must
// happen even if nobody uses the value, and exactly where control flow passes
// it (WebAssembly: Execution, "Memory Instructions"). LLVM sees an ordinary
// load: it deletes unused ones, sinks others into the branch that uses them,
// and reads only the bytes that matter. `volatile` would stop that and most
// other optimisations as well, above all vectorisation.
//
// Instead this pass, run while the IR is still as the lowering made it, gives
// the value of each load that the lowering marked with `!w2o.guest` to an empty
// assembler statement directly behind it, a pin, which costs no instruction.
// Before vectorisation, and when the IR is final, pins are taken from loads
// whose whole value certainly reaches something that no pass removes any more,
// on every path and in each iteration: most values are needed. So loops can be
// vectorised. The loads that are left become volatile when nothing but code
// generation comes, which folds such a load into the instruction that uses it,
// as any other, but neither drops nor narrows it.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_ANCHORLOADS_H
#define W2O_CODEGEN_ANCHORLOADS_H

#include "codegen/AnchorSearch.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PassManager.h"
#include "llvm/TargetParser/Triple.h"

namespace w2o {

/// Uses all of a value that was loaded in empty assembler statements directly
/// behind the load. `registerBits`: what a vector register has.
void pinValue(llvm::Instruction &load, const llvm::Triple &triple,
              unsigned registerBits = 128);

class AnchorLoadsPass : public llvm::PassInfoMixin<AnchorLoadsPass> {
public:
  /// `passesCome`: whether anything is optimised afterwards.
  explicit AnchorLoadsPass(bool passesCome) : passesCome(passesCome) {}
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);
  /// Correctness depends on it: `optnone` does not skip it.
  static bool isRequired() { return true; }

private:
  bool passesCome;
};

class ReleaseAnchorsPass : public llvm::PassInfoMixin<ReleaseAnchorsPass> {
public:
  /// `stage` is Vector or Final.
  explicit ReleaseAnchorsPass(AnchorSearch::Stage stage) : stage(stage) {}
  llvm::PreservedAnalyses run(llvm::Function &function,
                              llvm::FunctionAnalysisManager &analyses);

private:
  AnchorSearch::Stage stage;
};

} // namespace w2o

#endif // W2O_CODEGEN_ANCHORLOADS_H
