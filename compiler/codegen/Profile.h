//===- Profile.h - Counting branches, and using the counts ----------------===//
//
// LLVM's profiles of its IR ("IR PGO"): code that counts how often the edges of
// its control flow are taken, in a later compile the counts as weights of
// branches. Both happen at the same place of the pipeline, where the control
// flow is the same: a profile knows it by a digest. docs/Profiles.md.
//
// Lowering gives functions that have a profile the attribute
// W2O_PROFILE_NAME_ATTRIBUTE; the others take no part.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_PROFILE_H
#define W2O_CODEGEN_PROFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/IR/PassManager.h"

namespace w2o {

/// What optimizeModule() does about profiles.
struct ProfileOptions {
  /// Code counts.
  bool generate = false;
  /// Several threads are to be expected: no count may be lost.
  bool atomic = false;
  /// The indexed profile to use, as LLVM writes it; empty: none. Borrowed.
  llvm::StringRef use;
};

class CountBranchesPass : public llvm::PassInfoMixin<CountBranchesPass> {
public:
  explicit CountBranchesPass(bool atomic) : atomic(atomic) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &analyses);

private:
  bool atomic;
};

/// Gives functions the counts of the profile whose control flow has not
/// changed, as entry counts and weights of branches.
class UseProfilePass : public llvm::PassInfoMixin<UseProfilePass> {
public:
  explicit UseProfilePass(llvm::StringRef indexed) : indexed(indexed) {}
  llvm::PreservedAnalyses run(llvm::Module &module,
                              llvm::ModuleAnalysisManager &analyses);

private:
  llvm::StringRef indexed;
};

/// The last step with a profile: keeps all code in one section, in the order of
/// the module. LLVM would make sections of hot and of rare functions, but the
/// order is the driver's business, and the text one range.
void keepTextTogether(llvm::Module &module);

} // namespace w2o

#endif // W2O_CODEGEN_PROFILE_H
