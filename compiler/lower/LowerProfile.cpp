//===- LowerProfile.cpp - What tells the runtime of counters --------------===//

#include "lower/LowerProfile.h"

#include "abi/ProfileData.h"
#include "abi/Symbols.h"
#include "llvm/Transforms/Utils/ModuleUtils.h"

using namespace w2o;
using namespace llvm;

/// Where a section starts or stops. The linker makes the symbols when the
/// program has such a section; a module without functions has none.
static Constant *endOfSection(PartitionState &part, const char *end,
                              const char *section) {
  auto *symbol = new GlobalVariable(
      *part.ir, part.i8, /*isConstant=*/false,
      GlobalValue::ExternalWeakLinkage, nullptr, Twine(end) + section);
  symbol->setVisibility(GlobalValue::HiddenVisibility);
  return symbol;
}

void w2o::lowerProfile(PartitionState &part, IRBuilder<> &init) {
  const ModuleContext &ctx = part.ctx;
  llvm::Module &ir = *part.ir;
  auto hidden = [&](GlobalValue *value) {
    value->setVisibility(GlobalValue::HiddenVisibility);
    value->setDSOLocal(true);
  };
  Constant *text =
      ConstantDataArray::getString(part.llvm, *ctx.options.profilePath);
  auto *path = new GlobalVariable(ir, text->getType(), /*isConstant=*/true,
                                  GlobalValue::ExternalLinkage, text,
                                  ctx.internalSymbol("profile_path"));
  hidden(path);

  static_assert(sizeof(w2o_profile_data) == 8 * sizeof(void *) &&
                offsetof(w2o_profile_data, path) == 6 * sizeof(void *));
  SmallVector<Constant *, 8> fields;
  for (const char *section :
       {W2O_PROFILE_RECORDS_SECTION, W2O_PROFILE_COUNTERS_SECTION,
        W2O_PROFILE_NAMES_SECTION})
    for (const char *end : {"__start_", "__stop_"})
      fields.push_back(endOfSection(part, end, section));
  fields.push_back(path);
  fields.push_back(ConstantPointerNull::get(part.ptr));
  Constant *value =
      ConstantArray::get(ArrayType::get(part.ptr, fields.size()), fields);
  auto *data = new GlobalVariable(ir, value->getType(), /*isConstant=*/false,
                                  GlobalValue::ExternalLinkage, value,
                                  ctx.internalSymbol("profile"));
  hidden(data);

  auto *type = llvm::FunctionType::get(part.voidTy, {part.ptr}, false);
  init.CreateCall(ir.getOrInsertFunction(W2O_SYMBOL_PROFILE_ADD, type), {data});

  auto *unload = llvm::Function::Create(
      llvm::FunctionType::get(part.voidTy, false),
      GlobalValue::ExternalLinkage, ctx.internalSymbol("profile_end"), ir);
  hidden(unload);
  part.addFunctionAttributes(unload);
  IRBuilder<> b(BasicBlock::Create(part.llvm, "entry", unload));
  b.CreateCall(ir.getOrInsertFunction(W2O_SYMBOL_PROFILE_REMOVE, type), {data});
  b.CreateRetVoid();
  // By its section, which loaders know: LLVM's list of destructors would
  // become one that is obsolete.
  auto *destructor = new GlobalVariable(
      ir, part.ptr, /*isConstant=*/false, GlobalValue::ExternalLinkage, unload,
      ctx.internalSymbol("profile_fini"));
  hidden(destructor);
  destructor->setSection(".fini_array");
  appendToUsed(ir, {destructor});
}
