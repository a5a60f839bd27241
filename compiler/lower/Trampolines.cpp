//===- Trampolines.cpp - Typed exports and wrappers of linked imports -----===//
//
// A typed export is host-facing C code: it hands its arguments to the runtime,
// in registers or in the register frame that w2o_enter loads (docs/Abi.md),
// enters guest mode and hands the results out. All of it is straight-line code;
// guest values never decide an address in it.
//
//===----------------------------------------------------------------------===//

#include "lower/Trampolines.h"
#include "abi/Symbols.h"
#include "wasm/Mangle.h"

using namespace w2o;
using namespace llvm;

namespace {

class ExportLowering {
public:
  explicit ExportLowering(PartitionState &part)
      : part(part), ctx(part.ctx), b(part.llvm) {}

  void run(const Export &exported);
  void runDirect(const Export &exported);

private:
  /// A function for the host, up to the call of the guest's code.
  struct Opened {
    llvm::Function *function;
    const FuncType &type;
    const CallShape &shape;
    Value *code;
    Value *overflow; ///< Arguments in memory; null for none.
    Value *results;  ///< Likewise.
    SmallVector<Value *, 8> args; ///< As the wasm convention has them.
  };
  /// `numPointers` pointers to results follow the parameters.
  Opened open(uint32_t index, std::string symbol, Type *result,
              size_t numPointers);
  /// Hands out the results: `result`, or those in memory.
  void storeResults(const Opened &opened, Value *result);

  /// The trap code of a call, and its result where that is not in memory.
  struct Outcome {
    Value *status;
    Value *result = nullptr;
  };
  Outcome enterInRegisters(const Opened &opened);
  /// The callee need not belong to the instance that is entered.
  Outcome enterByFrame(const Opened &opened);
  /// Code and vm of the exported function, seen from the instance `vm`.
  std::pair<Value *, Value *> callee(uint32_t index, Value *vm);
  Value *at(Value *base, uint64_t offset) {
    return b.CreateConstInBoundsGEP1_64(part.i8, base, offset);
  }
  AllocaInst *buffer(uint64_t bytes, const char *name) {
    AllocaInst *area =
        b.CreateAlloca(ArrayType::get(part.i8, bytes), nullptr, name);
    area->setAlignment(Align(16));
    return area;
  }
  /// Room for values in memory; null for none.
  Value *slots(size_t count, const char *name) {
    return count ? buffer(uint64_t(count) * CallShape::slotBytes, name)
                 : nullptr;
  }
  Value *slot(Value *slots, size_t index) {
    return at(slots, uint64_t(index) * CallShape::slotBytes);
  }

  PartitionState &part;
  const ModuleContext &ctx;
  IRBuilder<> b;
};

std::pair<Value *, Value *> ExportLowering::callee(uint32_t index, Value *vm) {
  if (!ctx.module.functions[index].isImport)
    return {part.functionDecl(index), vm};
  int64_t record = ctx.layout.funcRecord(ctx.layout.recordOf(index));
  auto load = [&](uint64_t offset) {
    return b.CreateLoad(
        part.ptr,
        b.CreateConstGEP1_64(part.i8, vm, uint64_t(record) + offset));
  };
  return {load(offsetof(w2o_func, code)), load(offsetof(w2o_func, vm))};
}

ExportLowering::Opened ExportLowering::open(uint32_t index, std::string symbol,
                                            Type *result, size_t numPointers) {
  const FuncType &type = ctx.module.funcType(index);
  const CallShape &shape = part.shape(ctx.module.functions[index].typeIndex);
  SmallVector<Type *, 8> params = {part.ptr};
  for (ValType t : type.params)
    params.push_back(part.lowerValType(t));
  params.append(numPointers, part.ptr);
  auto *function =
      llvm::Function::Create(llvm::FunctionType::get(result, params, false),
                             GlobalValue::ExternalLinkage, symbol, *part.ir);
  part.addFunctionAttributes(function);
  part.addExtensionAttributes(function);
  b.SetInsertPoint(BasicBlock::Create(part.llvm, "entry", function));

  auto [code, calleeVm] = callee(index, function->getArg(0));
  Opened opened = {function, type, shape, code, nullptr, nullptr, {}};
  opened.overflow = slots(shape.numSlots, "overflow");
  opened.results =
      slots(shape.resultsArgument ? type.results.size() : 0, "results");
  opened.args.resize(shape.type->getNumParams());
  opened.args[0] = calleeVm;
  for (size_t i = 0; i < type.params.size(); ++i) {
    Value *value = function->getArg(unsigned(i + 1));
    if (shape.argument[i] == CallShape::inMemory)
      b.CreateAlignedStore(value, slot(opened.overflow, shape.slot[i]),
                           Align(8));
    else
      opened.args[shape.argument[i]] = value;
  }
  if (opened.overflow)
    opened.args[shape.overflowArgument] = opened.overflow;
  if (opened.results)
    opened.args[shape.resultsArgument] = opened.results;
  return opened;
}

void ExportLowering::storeResults(const Opened &opened, Value *result) {
  const FuncType &type = opened.type;
  for (size_t i = 0; i < type.results.size(); ++i) {
    Value *value = result;
    if (opened.results)
      value = b.CreateAlignedLoad(part.lowerValType(type.results[i]),
                                  slot(opened.results, i), Align(8));
    b.CreateStore(
        value, opened.function->getArg(unsigned(1 + type.params.size() + i)));
  }
}

/// From the C convention to that of wasm, which differ in what is in memory.
void ExportLowering::runDirect(const Export &exported) {
  const FuncType &type = ctx.module.funcType(exported.index);
  const CallShape &shape =
      part.shape(ctx.module.functions[exported.index].typeIndex);
  Opened opened =
      open(exported.index, directSymbol(ctx.options.prefix, exported.name),
           shape.type->getReturnType(),
           shape.resultsArgument ? type.results.size() : 0);
  CallInst *call = b.CreateCall(shape.type, opened.code, opened.args);
  part.addExtensionAttributes(call);
  if (!opened.overflow && !opened.results)
    call->setTailCallKind(CallInst::TCK_Tail);
  if (!call->getType()->isVoidTy()) {
    b.CreateRet(call);
    return;
  }
  if (opened.results)
    storeResults(opened, nullptr);
  b.CreateRetVoid();
}

ExportLowering::Outcome
ExportLowering::enterInRegisters(const Opened &opened) {
  Type *result = opened.shape.type->getReturnType();
  ArrayRef<Type *> guestParams = opened.shape.type->params();
  SmallVector<Type *, 8> params = {part.ptr};
  params.append(guestParams.begin(), guestParams.end());
  SmallVector<Value *, 8> args = {opened.code};
  args.append(opened.args);
  auto *type = llvm::FunctionType::get(
      StructType::get(part.llvm,
                      {result->isVoidTy() ? part.i64 : result, part.i32}),
      params, false);
  // Declared without parameters, since each call has its own.
  FunctionCallee entry = part.ir->getOrInsertFunction(
      isFloatClass(result) ? W2O_SYMBOL_ENTER_FP : W2O_SYMBOL_ENTER_INT,
      llvm::FunctionType::get(part.voidTy, false));
  // The dynamic linker's lazy binding does not keep the `nest` register.
  cast<llvm::Function>(entry.getCallee())->addFnAttr(Attribute::NonLazyBind);
  CallInst *call = b.CreateCall(type, entry.getCallee(), args);
  call->addParamAttr(0, Attribute::Nest);
  return {b.CreateExtractValue(call, 1),
          result->isVoidTy() ? nullptr : b.CreateExtractValue(call, 0)};
}

ExportLowering::Outcome ExportLowering::enterByFrame(const Opened &opened) {
  Value *frame = buffer(sizeof(w2o_register_frame), "frame");
  unsigned nextInt = 0, nextFP = 0;
  for (Value *arg : opened.args) {
    if (isFloatClass(arg->getType())) {
      b.CreateAlignedStore(
          arg, at(frame, offsetof(w2o_register_frame, fps) + 16 * nextFP++),
          Align(8));
      continue;
    }
    if (arg->getType() == part.i32)
      arg = b.CreateSExt(arg, part.i64);
    b.CreateStore(
        arg, at(frame, offsetof(w2o_register_frame, ints) + 8 * nextInt++));
  }
  CallInst *status =
      b.CreateCall(part.builtin(Builtin::enter),
                   {opened.function->getArg(0), opened.code, frame});
  part.addExtensionAttributes(status);
  Type *result = opened.shape.type->getReturnType();
  if (result->isVoidTy())
    return {status};
  uint64_t from = isFloatClass(result)
                      ? offsetof(w2o_register_frame, fp_result)
                      : offsetof(w2o_register_frame, int_result);
  return {status, b.CreateAlignedLoad(result, at(frame, from), Align(8))};
}

void ExportLowering::run(const Export &exported) {
  uint32_t index = exported.index;
  Opened opened =
      open(index, exportSymbol(ctx.options.prefix, exported.name), part.i32,
           ctx.module.funcType(index).results.size());
  const TargetFacts &target = ctx.target();
  Outcome outcome =
      target.isX86 && !target.isMachO && !ctx.module.functions[index].isImport
          ? enterInRegisters(opened)
          : enterByFrame(opened);
  BasicBlock *done = BasicBlock::Create(part.llvm, "done", opened.function);
  BasicBlock *ok = BasicBlock::Create(part.llvm, "ok", opened.function);
  b.CreateCondBr(b.CreateICmpNE(outcome.status, b.getInt32(0)), done, ok,
                 part.unlikely);
  b.SetInsertPoint(ok);
  storeResults(opened, outcome.result);
  b.CreateBr(done);
  b.SetInsertPoint(done);
  b.CreateRet(outcome.status);
}

} // namespace

void w2o::lowerTypedExports(PartitionState &part) {
  ExportLowering lowering(part);
  for (const Export &exported : part.ctx.module.exports)
    if (exported.kind == ExternKind::Func) {
      lowering.run(exported);
      lowering.runDirect(exported);
    }
}

llvm::Constant *w2o::lowerLinkedImport(PartitionState &part, uint32_t index) {
  const w2o::Module &module = part.ctx.module;
  const FuncType &type = module.funcType(index);
  const CallShape &shape = part.shape(module.functions[index].typeIndex);
  llvm::Function *target = part.linkedDecl(index);
  if (!shape.overflowArgument && !shape.resultsArgument)
    return target;

  auto *thunk = llvm::Function::Create(
      shape.type, GlobalValue::ExternalLinkage,
      part.ctx.internalSymbol("linked" + std::to_string(index)), *part.ir);
  thunk->setVisibility(GlobalValue::HiddenVisibility);
  thunk->setDSOLocal(true);
  part.addFunctionAttributes(thunk);
  part.addExtensionAttributes(thunk);
  IRBuilder<> b(BasicBlock::Create(part.llvm, "entry", thunk));
  SmallVector<Value *, 8> args = {thunk->getArg(0)};
  SmallVector<Type *, 8> types = {part.ptr};
  for (size_t i = 0; i < type.params.size(); ++i) {
    Type *paramType = part.lowerValType(type.params[i]);
    types.push_back(paramType);
    if (shape.argument[i] != CallShape::inMemory) {
      args.push_back(thunk->getArg(shape.argument[i]));
      continue;
    }
    Value *slot = b.CreateConstInBoundsGEP1_64(
        part.i8, thunk->getArg(shape.overflowArgument),
        uint64_t(shape.slot[i]) * CallShape::slotBytes);
    args.push_back(b.CreateAlignedLoad(paramType, slot, Align(8)));
  }
  if (shape.resultsArgument)
    for (size_t i = 0; i < type.results.size(); ++i) {
      types.push_back(part.ptr);
      args.push_back(b.CreateConstInBoundsGEP1_64(
          part.i8, thunk->getArg(shape.resultsArgument),
          i * CallShape::slotBytes));
    }
  CallInst *call = b.CreateCall(
      llvm::FunctionType::get(shape.type->getReturnType(), types, false),
      target, args);
  part.addExtensionAttributes(call);
  if (call->getType()->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(call);
  return thunk;
}
