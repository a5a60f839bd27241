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
  /// The trap code of a call, and its result where that is not in memory.
  struct Outcome {
    Value *status;
    Value *result = nullptr;
  };
  /// `args` are in the order of the wasm convention, vm of the callee first.
  Outcome enterInRegisters(Value *code, const CallShape &shape,
                           ArrayRef<Value *> args);
  /// The callee need not belong to the instance `vm` that is entered.
  Outcome enterByFrame(Value *vm, Value *code, const CallShape &shape,
                       ArrayRef<Value *> args);
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

/// From the C convention to that of wasm, which differ in what is in memory.
void ExportLowering::runDirect(const Export &exported) {
  uint32_t index = exported.index;
  const FuncType &type = ctx.module.funcType(index);
  const CallShape &shape = part.shape(ctx.module.functions[index].typeIndex);
  SmallVector<Type *, 8> params = {part.ptr};
  for (ValType t : type.params)
    params.push_back(part.lowerValType(t));
  if (shape.resultsArgument)
    params.append(type.results.size(), part.ptr);
  auto *function = llvm::Function::Create(
      llvm::FunctionType::get(shape.type->getReturnType(), params, false),
      GlobalValue::ExternalLinkage,
      directSymbol(ctx.options.prefix, exported.name), *part.ir);
  part.addFunctionAttributes(function);
  part.addExtensionAttributes(function);
  b.SetInsertPoint(BasicBlock::Create(part.llvm, "entry", function));
  auto [code, calleeVm] = callee(index, function->getArg(0));

  Value *overflow = slots(shape.numSlots, "overflow");
  Value *results =
      slots(shape.resultsArgument ? type.results.size() : 0, "results");
  SmallVector<Value *, 8> args(shape.type->getNumParams());
  args[0] = calleeVm;
  for (size_t i = 0; i < type.params.size(); ++i) {
    Value *value = function->getArg(unsigned(i + 1));
    if (shape.argument[i] == CallShape::inMemory)
      b.CreateAlignedStore(value, slot(overflow, shape.slot[i]), Align(8));
    else
      args[shape.argument[i]] = value;
  }
  if (overflow)
    args[shape.overflowArgument] = overflow;
  if (results)
    args[shape.resultsArgument] = results;
  CallInst *call = b.CreateCall(shape.type, code, args);
  part.addExtensionAttributes(call);
  if (!overflow && !results)
    call->setTailCallKind(CallInst::TCK_Tail);
  if (!call->getType()->isVoidTy()) {
    b.CreateRet(call);
    return;
  }
  for (size_t i = 0; results && i < type.results.size(); ++i)
    b.CreateStore(b.CreateAlignedLoad(part.lowerValType(type.results[i]),
                                      slot(results, i), Align(8)),
                  function->getArg(unsigned(1 + type.params.size() + i)));
  b.CreateRetVoid();
}

ExportLowering::Outcome
ExportLowering::enterInRegisters(Value *code, const CallShape &shape,
                                 ArrayRef<Value *> args) {
  Type *result = shape.type->getReturnType();
  bool isFP = result->isFloatingPointTy() || result->isVectorTy();
  SmallVector<Type *, 8> params = {part.ptr};
  for (Value *arg : args)
    params.push_back(arg->getType());
  SmallVector<Value *, 8> all = {code};
  all.append(args.begin(), args.end());
  auto *type = llvm::FunctionType::get(
      StructType::get(part.llvm,
                      {result->isVoidTy() ? part.i64 : result, part.i32}),
      params, false);
  // Declared without parameters, since each call has its own.
  FunctionCallee entry = part.ir->getOrInsertFunction(
      isFP ? W2O_SYMBOL_ENTER_FP : W2O_SYMBOL_ENTER_INT,
      llvm::FunctionType::get(part.voidTy, false));
  // The dynamic linker's lazy binding does not keep the `nest` register.
  cast<llvm::Function>(entry.getCallee())->addFnAttr(Attribute::NonLazyBind);
  CallInst *call = b.CreateCall(type, entry.getCallee(), all);
  call->addParamAttr(0, Attribute::Nest);
  return {b.CreateExtractValue(call, 1),
          result->isVoidTy() ? nullptr : b.CreateExtractValue(call, 0)};
}

ExportLowering::Outcome
ExportLowering::enterByFrame(Value *vm, Value *code, const CallShape &shape,
                             ArrayRef<Value *> args) {
  Value *frame = buffer(sizeof(w2o_register_frame), "frame");
  unsigned nextInt = 0, nextFP = 0;
  for (Value *arg : args) {
    if (arg->getType()->isFloatingPointTy() || arg->getType()->isVectorTy()) {
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
      b.CreateCall(part.builtin(Builtin::enter), {vm, code, frame});
  part.addExtensionAttributes(status);
  Type *result = shape.type->getReturnType();
  if (result->isVoidTy())
    return {status};
  bool isFP = result->isFloatingPointTy() || result->isVectorTy();
  uint64_t from = isFP ? offsetof(w2o_register_frame, fp_result)
                       : offsetof(w2o_register_frame, int_result);
  return {status, b.CreateAlignedLoad(result, at(frame, from), Align(8))};
}

void ExportLowering::run(const Export &exported) {
  uint32_t index = exported.index;
  const FuncType &type = ctx.module.funcType(index);
  const CallShape &shape = part.shape(ctx.module.functions[index].typeIndex);
  SmallVector<Type *, 8> params = {part.ptr};
  for (ValType t : type.params)
    params.push_back(part.lowerValType(t));
  params.append(type.results.size(), part.ptr);
  auto *function = llvm::Function::Create(
      llvm::FunctionType::get(part.i32, params, false),
      GlobalValue::ExternalLinkage,
      exportSymbol(ctx.options.prefix, exported.name), *part.ir);
  part.addFunctionAttributes(function);
  part.addExtensionAttributes(function);
  b.SetInsertPoint(BasicBlock::Create(part.llvm, "entry", function));

  Value *vm = function->getArg(0);
  auto [code, calleeVm] = callee(index, vm);
  Value *overflow = slots(shape.numSlots, "overflow");
  Value *results =
      slots(shape.resultsArgument ? type.results.size() : 0, "results");
  SmallVector<Value *, 8> args = {calleeVm};
  for (size_t i = 0; i < type.params.size(); ++i) {
    Value *value = function->getArg(unsigned(i + 1));
    if (shape.argument[i] == CallShape::inMemory)
      b.CreateAlignedStore(value, slot(overflow, shape.slot[i]), Align(8));
    else
      args.push_back(value);
  }
  if (overflow)
    args.push_back(overflow);
  if (results)
    args.push_back(results);

  const TargetFacts &target = ctx.target();
  Outcome outcome =
      target.isX86 && !target.isMachO && !ctx.module.functions[index].isImport
          ? enterInRegisters(code, shape, args)
          : enterByFrame(vm, code, shape, args);
  BasicBlock *done = BasicBlock::Create(part.llvm, "done", function);
  BasicBlock *ok = BasicBlock::Create(part.llvm, "ok", function);
  b.CreateCondBr(b.CreateICmpEQ(outcome.status, b.getInt32(0)), ok, done);
  b.SetInsertPoint(ok);
  for (size_t i = 0; i < type.results.size(); ++i) {
    Value *value = outcome.result;
    if (results)
      value = b.CreateAlignedLoad(part.lowerValType(type.results[i]),
                                  slot(results, i), Align(8));
    b.CreateStore(value,
                  function->getArg(unsigned(1 + type.params.size() + i)));
  }
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
