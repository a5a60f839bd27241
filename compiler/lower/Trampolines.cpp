//===- Trampolines.cpp - Typed exports and wrappers of linked imports -----===//
//
// A typed export is host-facing C code: it fills the register frame that
// w2o_enter loads, enters guest mode and hands the results out. All of it is
// straight-line code; guest values never decide an address in it.
//
//===----------------------------------------------------------------------===//

#include "lower/Trampolines.h"
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

  Value *frame = buffer(sizeof(w2o_register_frame), "frame");
  Value *overflow = slots(shape.numSlots, "overflow");
  Value *results =
      slots(shape.resultsArgument ? type.results.size() : 0, "results");

  // Register arguments of the wasm convention, in order, to frame slots.
  unsigned nextInt = 0, nextFloat = 0;
  auto intSlot = [&] {
    return at(frame, offsetof(w2o_register_frame, ints) + 8 * nextInt++);
  };
  auto floatSlot = [&] {
    return at(frame, offsetof(w2o_register_frame, fps) + 16 * nextFloat++);
  };
  b.CreateStore(calleeVm, intSlot());
  for (size_t i = 0; i < type.params.size(); ++i) {
    Value *value = function->getArg(unsigned(i + 1));
    if (shape.argument[i] == CallShape::inMemory) {
      b.CreateAlignedStore(value, slot(overflow, shape.slot[i]), Align(8));
    } else if (isFloatClass(type.params[i])) {
      b.CreateAlignedStore(value, floatSlot(), Align(8));
    } else {
      if (value->getType() == part.i32)
        value = b.CreateSExt(value, part.i64);
      b.CreateStore(value, intSlot());
    }
  }
  if (overflow)
    b.CreateStore(overflow, intSlot());
  if (results)
    b.CreateStore(results, intSlot());

  CallInst *status =
      b.CreateCall(part.builtin(Builtin::enter), {vm, code, frame});
  part.addExtensionAttributes(status);
  BasicBlock *done = BasicBlock::Create(part.llvm, "done", function);
  BasicBlock *ok = BasicBlock::Create(part.llvm, "ok", function);
  b.CreateCondBr(b.CreateICmpEQ(status, b.getInt32(0)), ok, done);
  b.SetInsertPoint(ok);
  for (size_t i = 0; i < type.results.size(); ++i) {
    Type *resultType = part.lowerValType(type.results[i]);
    Value *from;
    if (results)
      from = slot(results, i);
    else if (isFloatClass(type.results[i]))
      from = at(frame, offsetof(w2o_register_frame, fp_result));
    else
      from = at(frame, offsetof(w2o_register_frame, int_result));
    Value *to = function->getArg(unsigned(1 + type.params.size() + i));
    b.CreateStore(b.CreateAlignedLoad(resultType, from, Align(8)), to);
  }
  b.CreateBr(done);
  b.SetInsertPoint(done);
  b.CreateRet(status);
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
