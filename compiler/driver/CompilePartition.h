//===- CompilePartition.h - A range of functions to an object -------------===//

#ifndef W2O_DRIVER_COMPILEPARTITION_H
#define W2O_DRIVER_COMPILEPARTITION_H

#include "codegen/Profile.h"
#include "codegen/TargetInfo.h"
#include "driver/Partition.h"
#include "driver/PartitionStore.h"
#include "driver/Workers.h"
#include "lower/ModuleLowering.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Target/TargetMachine.h"
#include <memory>
#include <optional>

namespace w2o {

/// What every partition of a compile shares.
struct CompileJob {
  const Module &module;
  const CompileOptions &options;
  const TargetInfo &target;
  const ModuleContext &context;
  PhaseTimes &times;
  ProfileOptions profile;
  std::vector<uint32_t> order; ///< Of the code (codeOrder).
  ProfileReport *profileReport;
  PartitionStore *store = nullptr; ///< Null: everything is compiled.
};

/// Lowers, optimises and emits the functions of a partition, as often as it
/// takes for the stack checks to know the true frame sizes. `machine` is the
/// calling thread's. When `ir` is set, it receives the optimised module,
/// which then lives in `*llvm`; without it the store is asked first.
std::optional<Error> compilePartition(const CompileJob &job,
                                      const Partition &partition,
                                      llvm::TargetMachine &machine,
                                      CompiledPartition &result);
std::optional<Error>
compilePartition(const CompileJob &job, const Partition &partition,
                 llvm::TargetMachine &machine, CompiledPartition &result,
                 llvm::LLVMContext &llvm, std::unique_ptr<llvm::Module> *ir);

/// The IR of a partition as the lowering makes it. `frames` holds known frame
/// sizes by position in the partition; 0 is unknown.
std::unique_ptr<llvm::Module>
lowerPartition(const CompileJob &job, const Partition &partition,
               const std::vector<uint64_t> &frames, llvm::LLVMContext &llvm,
               std::optional<Error> &error);

/// The last step of each object: without -g only code and data stay.
std::optional<Error> finishObject(const CompileJob &job,
                                  llvm::SmallVectorImpl<char> &object);

/// With options.verifyIR: an Internal error when the module is unsound.
std::optional<Error> verifyStep(const CompileJob &job,
                                const llvm::Module &module, const char *step);

} // namespace w2o

#endif // W2O_DRIVER_COMPILEPARTITION_H
