//===- CompilePartition.cpp - A range of functions to an object -----------===//

#include "driver/CompilePartition.h"

#include "codegen/InlineSites.h"
#include "codegen/ObjectEmitter.h"
#include "codegen/OptPipeline.h"
#include "codegen/PcMap.h"
#include "codegen/StripObject.h"
#include "driver/CompileFunction.h"
#include "lower/DebugInfo.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/MemoryBufferRef.h"
#include "llvm/Transforms/Utils/Cloning.h"

namespace w2o {

static Error internal(const llvm::Twine &message) {
  Error error;
  error.kind = ErrorClass::Internal;
  error.message = message.str();
  return error;
}

std::optional<Error> verifyStep(const CompileJob &job,
                                const llvm::Module &module, const char *step) {
  if (!job.options.verifyIR)
    return std::nullopt;
  std::string text = verifyIR(module);
  if (text.empty())
    return std::nullopt;
  return internal(llvm::Twine("unsound IR after ") + step + ": " +
                  llvm::StringRef(text).split('\n').first);
}

/// LLVM emits functions in the order in which they were first named.
static void sortFunctions(llvm::Module &ir, const CompileJob &job,
                          const Partition &partition) {
  for (uint32_t f : partition.functions)
    for (const char *suffix : {"", ".body"})
      if (llvm::Function *function =
              ir.getFunction(job.context.symbol(f) + suffix)) {
        function->removeFromParent();
        ir.getFunctionList().push_back(function);
      }
}

/// Adds copies of functions from other partitions that are small enough to be
/// inlined, and of those that they call, as long as there is room. With a
/// profile that is being made, each branch must be counted once.
static std::optional<Error> lowerCopies(const CompileJob &job,
                                        const Partition &partition,
                                        PartitionLowering &lowering) {
  if (!inlinesCalls(job.options.optLevel, job.options.passes) ||
      job.options.profileGenerate)
    return std::nullopt;
  size_t room = partition.bodyBytes;
  while (true) {
    bool isFound = false;
    for (uint32_t f : lowering.missingCallees()) {
      size_t size = job.module.functions[f].body.size();
      if (size > maxCopiedBytes || size > room)
        continue;
      if (auto error =
              lowerFunction(job.module, job.options.features, f, 0, lowering))
        return error;
      lowering.makeCopy(f);
      room -= size;
      isFound = true;
    }
    if (!isFound)
      return std::nullopt;
  }
}

std::unique_ptr<llvm::Module>
lowerPartition(const CompileJob &job, const Partition &partition,
               const std::vector<uint64_t> &frames, llvm::LLVMContext &llvm,
               std::optional<Error> &error) {
  PhaseTimes::Scope scope(job.times, "lower");
  PartitionLowering lowering(job.context, llvm, job.options.prefix);
  for (size_t i = 0; i < partition.functions.size(); ++i)
    if ((error = lowerFunction(job.module, job.options.features,
                               partition.functions[i], frames[i], lowering)))
      return nullptr;
  if ((error = lowerCopies(job, partition, lowering)))
    return nullptr;
  std::unique_ptr<llvm::Module> ir = lowering.finish();
  if (job.options.profileUse)
    sortFunctions(*ir, job, partition);
  error = verifyStep(job, *ir, "lowering");
  return ir;
}

/// Positions in the partition by the symbols that a function's code can have.
static llvm::StringMap<uint32_t> symbolsOf(const CompileJob &job,
                                           const Partition &partition) {
  llvm::StringMap<uint32_t> symbols;
  for (uint32_t i = 0; i < partition.functions.size(); ++i) {
    const std::string &symbol = job.context.symbol(partition.functions[i]);
    symbols[symbol] = i;
    symbols[symbol + ".body"] = i;
  }
  return symbols;
}

/// Raises `frames` where a frame is larger than its stack check allows for;
/// returns whether any was.
static bool raiseFrames(const FrameSizes &sizes,
                        const llvm::StringMap<uint32_t> &symbols,
                        std::vector<uint64_t> &frames) {
  bool raised = false;
  for (const auto &entry : sizes) {
    auto symbol = symbols.find(entry.first());
    if (symbol == symbols.end())
      continue;
    uint64_t &known = frames[symbol->second];
    uint64_t allowed = known ? known : W2O_STACK_SMALL_FRAME;
    if (entry.second <= allowed)
      continue;
    // Some room, because the next attempt compiles different code.
    known = llvm::alignTo(entry.second + entry.second / 16 + 256, 1024);
    raised = true;
  }
  return raised;
}

/// Tells `sites` whose functions are in a module, copies included.
static void nameFunctions(const CompileJob &job, const llvm::Module &ir,
                          InlineSites &sites) {
  const std::string prefix = job.context.functionPrefix();
  for (const llvm::Function &function : ir) {
    llvm::StringRef rest = function.getName();
    uint32_t index;
    if (function.getSubprogram() && rest.consume_front(prefix) &&
        !rest.consumeInteger(10, index))
      sites.name(function.getSubprogram(), index);
  }
}

/// The rows of a function with the calls that they name.
static void encodeRows(const CompileJob &job, const FunctionCode &function,
                       llvm::ArrayRef<InlineSite> sites, CodeRange &range) {
  auto firstLine = [&](uint32_t f) {
    return lineOfBody(job.options.debugInfo,
                      job.module.functions[f].bodyOffset);
  };
  std::vector<uint32_t> firstLines = {firstLine(range.functionIndex)};
  for (const InlineSite &site : sites) {
    range.inlined.push_back(
        {site.function, site.parent, site.line - firstLines[site.parent]});
    firstLines.push_back(firstLine(site.function));
  }
  range.pcRows = encodePcRows(function.rows, firstLines);
}

/// Sizes and maps of the functions in a finished object.
static std::optional<Error>
readCode(const CompileJob &job, const Partition &partition,
         const llvm::StringMap<uint32_t> &symbols, const InlineSites &sites,
         CompiledPartition &result) {
  std::vector<FunctionCode> functions;
  llvm::StringRef bytes(result.object.data(), result.object.size());
  if (auto error =
          readFunctionCode(llvm::MemoryBufferRef(bytes, "partition"),
                           functions))
    return error;
  for (FunctionCode &function : functions) {
    auto symbol = symbols.find(function.symbol);
    if (symbol == symbols.end())
      return internal("unexpected function '" + function.symbol +
                      "' in generated code");
    CodeRange range;
    range.functionIndex = partition.functions[symbol->second];
    range.symbol = function.symbol;
    range.size = function.size;
    encodeRows(job, function, sites.sitesOf(function.symbol), range);
    result.code.push_back(std::move(range));
  }
  return std::nullopt;
}

std::optional<Error> finishObject(const CompileJob &job,
                                  llvm::SmallVectorImpl<char> &object) {
  PhaseTimes::Scope scope(job.times, "strip");
  return stripObject(object, /*keepDebug=*/job.options.debugInfo);
}

std::optional<Error>
compilePartition(const CompileJob &job, const Partition &partition,
                 llvm::TargetMachine &machine, CompiledPartition &result,
                 llvm::LLVMContext &llvm, std::unique_ptr<llvm::Module> *keep) {
  llvm::StringMap<uint32_t> symbols = symbolsOf(job, partition);
  std::vector<uint64_t> frames(partition.functions.size(), 0);
  std::string key;
  static constexpr unsigned maxAttempts = 5;
  for (unsigned attempt = 0; attempt < maxAttempts; ++attempt) {
    std::optional<Error> error;
    std::unique_ptr<llvm::Module> ir =
        lowerPartition(job, partition, frames, llvm, error);
    if (error)
      return error;
    if (job.store && !keep && attempt == 0) {
      PhaseTimes::Scope scope(job.times, "look up");
      key = partitionKey(*ir, job.context);
      if (job.store->find(key, result))
        return std::nullopt;
      if (job.store->isComplete())
        return makeError(
            ErrorClass::Usage,
            "the files of --parts do not have all partitions of this module: "
            "one is missing, or made of another module, with other options or "
            "by another wasm2obj");
    }
    InlineSites sites;
    nameFunctions(job, *ir, sites);
    {
      PhaseTimes::Scope scope(job.times, "optimise");
      optimizeModule(*ir, machine, job.options.optLevel, job.options.passes,
                     job.profile);
    }
    if ((error = verifyStep(job, *ir, "optimisation")))
      return error;
    result.numProfiled = uint32_t(llvm::count_if(
        *ir, [](const llvm::Function &f) { return f.hasProfileData(); }));
    if (keep)
      *keep = llvm::CloneModule(*ir);
    FrameSizes sizes;
    result.object.clear();
    {
      PhaseTimes::Scope scope(job.times, "generate code");
      if ((error = emitCode(*ir, machine, job.options.passes, CodeForm::Object,
                            result.object, &sizes, &sites)))
        return error;
    }
    if (raiseFrames(sizes, symbols, frames))
      continue;
    {
      PhaseTimes::Scope scope(job.times, "read line tables");
      if ((error = readCode(job, partition, symbols, sites, result)))
        return error;
    }
    if ((error = finishObject(job, result.object)))
      return error;
    if (!key.empty())
      job.store->add(key, result);
    return std::nullopt;
  }
  return internal("frame sizes do not settle");
}

std::optional<Error> compilePartition(const CompileJob &job,
                                      const Partition &partition,
                                      llvm::TargetMachine &machine,
                                      CompiledPartition &result) {
  llvm::LLVMContext llvm;
  llvm.setDiscardValueNames(true);
  return compilePartition(job, partition, machine, result, llvm, nullptr);
}

} // namespace w2o
