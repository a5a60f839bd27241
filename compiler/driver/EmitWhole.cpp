//===- EmitWhole.cpp - Assembly, IR and bitcode ---------------------------===//
//
// These forms are one text, so partitions would not help: local names of two
// assembly files clash. All functions go into one module, which is compiled to
// an object first, because the descriptor holds code sizes and line tables;
// then the metadata module is linked in and the whole is written.
//
//===----------------------------------------------------------------------===//

#include "driver/EmitWhole.h"

#include "codegen/ObjectEmitter.h"
#include "codegen/OptPipeline.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Linker/Linker.h"

namespace w2o {

static std::optional<Error> emitOnWorker(const CompileJob &job,
                                         llvm::SmallVectorImpl<char> &bytes) {
  const Partition all = onePartition(job.module, job.order);
  std::unique_ptr<llvm::TargetMachine> machine =
      job.target.createMachine(job.options.optLevel);
  llvm::LLVMContext llvm;
  std::unique_ptr<llvm::Module> ir;
  std::vector<CodeRange> code;
  std::optional<Error> error;
  bool optimize = !job.options.unoptimized;
  if (optimize) {
    CompiledPartition compiled;
    if ((error = compilePartition(job, all, *machine, compiled, llvm, &ir)))
      return error;
    code = std::move(compiled.code);
    job.profileReport->numUsed = compiled.numProfiled;
  } else {
    std::vector<uint64_t> frames(all.functions.size(), 0);
    ir = lowerPartition(job, all, frames, llvm, error);
    if (error)
      return error;
  }

  std::unique_ptr<llvm::Module> metadata =
      lowerMetadata(job.context, llvm, code);
  if ((error = verifyStep(job, *metadata, "lowering of metadata")))
    return error;
  if (optimize)
    optimizeModule(*metadata, *machine, job.options.optLevel,
                   job.options.passes);
  if (llvm::Linker::linkModules(*ir, std::move(metadata))) {
    Error failed;
    failed.message = "cannot link the metadata module to the functions";
    return failed;
  }
  switch (job.options.emit) {
  case EmitKind::Asm:
    return emitCode(*ir, *machine, job.options.passes, CodeForm::Assembly,
                    bytes);
  case EmitKind::IR:
    emitIRText(*ir, bytes);
    return std::nullopt;
  case EmitKind::Bitcode:
    emitBitcode(*ir, bytes);
    return std::nullopt;
  case EmitKind::Obj:
  case EmitKind::Header:
    break;
  }
  llvm_unreachable("other forms do not come here");
}

std::optional<Error> emitWhole(const CompileJob &job,
                               std::vector<char> &output) {
  llvm::SmallVector<char, 0> bytes;
  auto error = runItems({0}, 1, [&](size_t, unsigned) {
    return emitOnWorker(job, bytes);
  });
  if (!error)
    output.assign(bytes.begin(), bytes.end());
  return error;
}

} // namespace w2o
