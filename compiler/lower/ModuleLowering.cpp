//===- ModuleLowering.cpp - What the driver sees of lowering --------------===//

#include "lower/ModuleLowering.h"
#include "lower/FunctionLowering.h"
#include "lower/PartitionState.h"
#include "wasm/BindImport.h"
#include "wasm/Mangle.h"
#include "llvm/ADT/StringExtras.h"

using namespace w2o;

/// Symbol of a defined function: the index makes it unique, the name is for
/// people who read profiles and disassembly.
static std::string functionSymbol(const ModuleContext &ctx, uint32_t index) {
  std::string symbol = ctx.functionPrefix() + std::to_string(index);
  llvm::StringRef name = ctx.module.functions[index].name;
  if (name.empty())
    return symbol;
  constexpr size_t longest = 200; // Names can be 100,000 bytes long.
  symbol += '.';
  for (char c : name.take_front(longest))
    symbol += llvm::isAlnum(c) || c == '_' || c == '$' || c == '.' ? c : '_';
  return symbol;
}

static StaticTables findStaticTables(const Module &module,
                                     const LoweringOptions &options) {
  return options.passes.has(OptionalPass::StaticTables) ? StaticTables(module)
                                                        : StaticTables();
}

/// Not where results are returned in the register of the first argument. A tail
/// call leaves the rest to a callee that may be of another module.
static bool keepInstance(const Module &module, const LoweringOptions &options) {
  return options.passes.has(OptionalPass::PinInstance) &&
         options.target->isX86 && options.optLevel != OptLevel::O0 &&
         !module.used.has(Feature::TailCall);
}

ModuleContext::ModuleContext(const Module &module, LoweringOptions given)
    : module(module), options(std::move(given)), layout(module),
      image(computeMemoryImage(module, target().largestPage)),
      objects(module.types),
      staticTables(findStaticTables(module, options)),
      keepsInstance(keepInstance(module, options)) {
  symbols.resize(module.functions.size());
  linked.resize(module.functions.size());
  for (const Import &import : module.imports) {
    if (import.kind != ExternKind::Func)
      continue;
    linked[import.index] =
        bindImport(import.module, import.field, options.imports,
                   options.linkImports,
                   options.instanceImports) == ImportBinding::Link;
    symbols[import.index] = importSymbol(import.module, import.field);
  }
  for (uint32_t i = module.numImportedFunctions; i < module.functions.size();
       ++i)
    symbols[i] = functionSymbol(*this, i);
}

PartitionLowering::PartitionLowering(const ModuleContext &context,
                                     llvm::LLVMContext &llvm,
                                     llvm::StringRef name)
    : context(context),
      state(std::make_unique<PartitionState>(context, llvm, name)) {}

PartitionLowering::~PartitionLowering() = default;

void PartitionLowering::beginFunction(uint32_t functionIndex,
                                      llvm::ArrayRef<ValType> locals,
                                      uint64_t frameBytes) {
  current = std::make_unique<FunctionLowering>(*state, functionIndex, locals,
                                               frameBytes);
  frames[functionIndex] = frameBytes ? frameBytes : W2O_STACK_SMALL_FRAME;
}

void PartitionLowering::emit(const Instr &instr,
                             llvm::ArrayRef<ValType> popped) {
  current->emit(instr, popped);
}

void PartitionLowering::skip(const Instr &instr) { current->skip(instr); }

uint32_t PartitionLowering::height() const { return current->height(); }

void PartitionLowering::endFunction() {
  current->finish();
  current.reset();
}

std::vector<uint32_t> PartitionLowering::missingCallees() const {
  return state->missingCallees();
}

void PartitionLowering::makeCopy(uint32_t functionIndex) {
  state->functionDecl(functionIndex)
      ->setLinkage(llvm::GlobalValue::AvailableExternallyLinkage);
}

uint64_t PartitionLowering::assumedFrame(uint32_t functionIndex) const {
  return frames.at(functionIndex);
}

llvm::StringRef PartitionLowering::symbolName(uint32_t functionIndex) const {
  return context.symbol(functionIndex);
}

std::unique_ptr<llvm::Module> PartitionLowering::finish() {
  state->debug.finish();
  return std::move(state->ir);
}
