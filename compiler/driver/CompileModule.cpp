//===- CompileModule.cpp - The way of a module through the compiler -------===//
//
// compileModule() is the table of contents of the compiler: one step per
// line. The steps are in the folders that they are named after.
//
//===----------------------------------------------------------------------===//

#include "wasm2obj/Compiler.h"

#include "codegen/MachOMerger.h"
#include "codegen/ObjectEmitter.h"
#include "codegen/OptPipeline.h"
#include "codegen/TargetInfo.h"
#include "driver/ApplyState.h"
#include "driver/CheckBodies.h"
#include "driver/CheckImports.h"
#include "driver/CompilePartition.h"
#include "driver/Describe.h"
#include "driver/EmitHeader.h"
#include "driver/EmitWhole.h"
#include "driver/Partition.h"
#include "driver/ProfileNames.h"
#include "driver/ReadProfile.h"
#include "driver/Workers.h"
#include "link/Linker.h"
#include "lower/ModuleLowering.h"
#include "support/ErrorSink.h"
#include "validate/LoadModule.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

namespace w2o {

using Objects = std::vector<llvm::SmallVector<char, 0>>;

/// Bytes to a module that is valid in every part.
static std::optional<Error> load(std::span<const uint8_t> bytes,
                                 const CompileOptions &options,
                                 PhaseTimes &times, Module &module) {
  {
    PhaseTimes::Scope scope(times, "decode");
    ErrorSink sink;
    if (!loadModule(bytes, options.features, module, sink))
      return sink.error();
  }
  PhaseTimes::Scope scope(times, "validate");
  return checkBodies(module, options);
}

/// All functions to objects, one per partition, and the table of their code.
static std::optional<Error> compileFunctions(const CompileJob &job,
                                             Objects &objects,
                                             std::vector<CodeRange> &code) {
  // DWARF of several Mach-O objects cannot be merged.
  std::vector<Partition> partitions = makePartitions(job.module, job.order);
  if (job.target.isMachO() && job.options.debugInfo && !partitions.empty())
    partitions = {onePartition(job.module, job.order)};
  std::vector<size_t> schedule = scheduleOf(partitions);
  if (job.options.numParts)
    schedule = scheduleOfPart(schedule, job.options.part, job.options.numParts);
  std::vector<CompiledPartition> results(partitions.size());
  std::vector<std::unique_ptr<llvm::TargetMachine>> machines(
      workerCount(schedule.size(), job.options.jobs));
  Progress progress(job.options, job.module.functions.size() -
                                     job.module.numImportedFunctions);
  auto error = runItems(
      schedule, job.options.jobs,
      [&](size_t item, unsigned worker) -> std::optional<Error> {
        if (!machines[worker])
          machines[worker] = job.target.createMachine(job.options.optLevel);
        auto failed = compilePartition(job, partitions[item],
                                       *machines[worker], results[item]);
        progress.add(partitions[item].functions.size());
        return failed;
      });
  if (error)
    return error;
  for (CompiledPartition &result : results) {
    job.profileReport->numUsed += result.numProfiled;
    objects.push_back(std::move(result.object));
    std::move(result.code.begin(), result.code.end(),
              std::back_inserter(code));
  }
  return std::nullopt;
}

/// The descriptor, the data and the wrappers to one more object.
static std::optional<Error>
compileMetadata(const CompileJob &job, const std::vector<CodeRange> &code,
                Objects &objects) {
  PhaseTimes::Scope scope(job.times, "metadata");
  objects.emplace_back();
  return runItems({0}, 1, [&](size_t, unsigned) -> std::optional<Error> {
    llvm::LLVMContext llvm;
    std::unique_ptr<llvm::TargetMachine> machine =
        job.target.createMachine(job.options.optLevel);
    std::unique_ptr<llvm::Module> ir = lowerMetadata(job.context, llvm, code);
    if (auto error = verifyStep(job, *ir, "lowering of metadata"))
      return error;
    optimizeModule(*ir, *machine, job.options.optLevel, job.options.passes);
    if (job.target.isMachO())
      defineForMerge(*ir);
    if (auto error = emitCode(*ir, *machine, job.options.passes,
                              CodeForm::Object, objects.back()))
      return error;
    return finishObject(job, objects.back());
  });
}

/// One object out of all.
static std::optional<Error> merge(const CompileJob &job, Objects &objects,
                                  std::vector<char> &output) {
  PhaseTimes::Scope scope(job.times, "merge");
  llvm::SmallVector<char, 0> merged;
  auto error =
      job.target.isMachO()
          ? mergeMachOObjects(objects, job.options.debugInfo, merged)
          : mergeElfObjects(objects, merged);
  if (!error)
    output.assign(merged.begin(), merged.end());
  return error;
}

/// What a compile with or for a profile does differently. `read` is what
/// `profile` refers to.
static std::optional<Error>
describeProfile(const CompileOptions &options, const TargetInfo &target,
                const Module &module, ReadProfile &read,
                ProfileOptions &profile, LoweringOptions &lowering) {
  if (!options.profileGenerate && !options.profileUse)
    return std::nullopt;
  lowering.profileNames = profileNames(module);
  if (options.profileUse) {
    if (options.profileGenerate)
      return makeError(ErrorClass::Usage, "--profile-generate and "
                                          "--profile-use are two compiles");
    const auto &[file, bytes] = *options.profileUse;
    if (auto error = readProfile(file, bytes, lowering.profileNames, read))
      return error;
    profile.use = read.indexed;
    lowering.profileKey = digestOf(read.indexed);
    return std::nullopt;
  }
  if (target.isMachO())
    return makeError(ErrorClass::Usage,
                     "--profile-generate needs a target with ELF");
  profile.generate = true;
  for (const Memory &memory : module.memories)
    profile.atomic |= memory.type.limits.isShared;
  lowering.profilePath = options.profileGenerate;
  lowering.profileKey = profile.atomic ? "generate atomic" : "generate";
  return std::nullopt;
}

static std::optional<Error> compileObject(CompileJob &job,
                                          std::vector<char> &output) {
  Objects objects;
  std::vector<CodeRange> code;
  PartitionStore store(job.options);
  if (store.isUsed())
    job.store = &store;
  if (auto error = store.open())
    return error;
  if (auto error = compileFunctions(job, objects, code))
    return error;
  store.prune();
  if (job.options.numParts) {
    std::string part = store.part();
    output.assign(part.begin(), part.end());
    return std::nullopt;
  }
  if (auto error = compileMetadata(job, code, objects))
    return error;
  return merge(job, objects, output);
}

std::optional<Error> validateModule(std::span<const uint8_t> bytes,
                                    const CompileOptions &options) {
  PhaseTimes times(options);
  Module module;
  return load(bytes, options, times, module);
}

std::optional<Error> compileModule(std::span<const uint8_t> bytes,
                                   const CompileOptions &options,
                                   std::vector<char> &output) {
  output.clear();
  PhaseTimes times(options);
  TargetInfo target;
  Module module;
  if (auto error = checkPrefix(options.prefix))
    return error;
  if (auto error = TargetInfo::create(options, target))
    return error;
  if (auto error = load(bytes, options, times, module))
    return error;
  if (options.initialState)
    if (auto error = applyState(*options.initialState, module))
      return error;
  if (options.emit == EmitKind::Header) {
    std::string text = emitHeader(module, options);
    output.assign(text.begin(), text.end());
    return std::nullopt;
  }
  if (auto error = checkLowered(module, target.isMachO()))
    return error;

  TargetFacts facts = describeTarget(target);
  LoweringOptions lowering = describeOptions(options, facts);
  ReadProfile read;
  ProfileOptions profile;
  if (auto error =
          describeProfile(options, target, module, read, profile, lowering))
    return error;
  ModuleContext context(module, std::move(lowering));
  if (auto error = checkLinkedImports(context))
    return error;
  ProfileReport report = {read.numKnown, 0};
  CompileJob job = {module,  options, target,
                    context, times,   profile,
                    codeOrder(module, read.heat), &report};
  auto error = options.emit == EmitKind::Obj ? compileObject(job, output)
                                             : emitWhole(job, output);
  if (options.profileReport)
    *options.profileReport = report;
  return error;
}

} // namespace w2o
