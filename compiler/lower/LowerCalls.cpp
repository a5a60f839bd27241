//===- LowerCalls.cpp - call, call_indirect, call_ref, tail calls ---------===//
//
// Specification: Execution, "Call Instructions"; docs/Abi.md for the
// convention. All arguments of the wasm convention are in registers, so a
// call in tail position is a jump in LLVM's C convention; `musttail` says so
// where the prototypes agree, and elsewhere the code generator's sibling-call
// rule, which needs only that no argument is on the stack.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

/// One buffer per function for values that calls pass in memory, as large as
/// the largest call needs: callees read it before they call anything.
Value *FunctionLowering::callBuffer(AllocaInst *&buffer, size_t slots,
                                    const char *name) {
  size_t have =
      buffer ? cast<ArrayType>(buffer->getAllocatedType())->getNumElements()
             : 0;
  if (have >= slots)
    return buffer;
  BasicBlock &entry = function->getEntryBlock();
  IRBuilder<> at(&entry, entry.begin());
  AllocaInst *larger =
      at.CreateAlloca(ArrayType::get(part.v128, slots), nullptr, name);
  larger->setAlignment(Align(CallShape::slotBytes));
  if (buffer) {
    buffer->replaceAllUsesWith(larger);
    buffer->eraseFromParent();
  }
  buffer = larger;
  return buffer;
}

Value *FunctionLowering::bufferSlot(Value *buffer, size_t slot) {
  return b.CreateConstInBoundsGEP1_64(part.i8, buffer,
                                      slot * CallShape::slotBytes);
}

FunctionLowering::Callee FunctionLowering::directCallee(uint32_t index) {
  if (!module.functions[index].isImport)
    return {part.functionDecl(index), vm};
  int64_t record = ctx.layout.funcRecord(ctx.layout.recordOf(index));
  Value *code = loadVm(part.ptr, record + int64_t(offsetof(w2o_func, code)),
                       Tbaa::Header, /*invariant=*/true);
  Value *target = loadVm(part.ptr, record + int64_t(offsetof(w2o_func, vm)),
                         Tbaa::Header, /*invariant=*/true);
  return {code, target};
}

/// A field of a function record; records never change.
Value *FunctionLowering::recordField(Value *record, Type *type,
                                     uint64_t offset) {
  LoadInst *load = loadField(record, type, offset);
  part.markInvariant(load);
  return load;
}

FunctionLowering::Callee FunctionLowering::recordCallee(Value *record) {
  return {recordField(record, part.ptr, offsetof(w2o_func, code)),
          recordField(record, part.ptr, offsetof(w2o_func, vm))};
}

/// The callee in a table that never changes, and the checks of indirectCallee()
/// in their order.
FunctionLowering::Callee
FunctionLowering::staticCallee(uint32_t index, const StaticTable &table,
                               uint32_t typeIndex, Value *at) {
  uint64_t length = table.functions.size();
  auto outOfBounds = [&] {
    if (length < table.size) {
      trapIf(b.CreateICmpUGE(at, b.getInt64(table.size)),
             Trap::undefined_element);
      trap(Trap::uninitialized_element);
    } else {
      trap(Trap::undefined_element);
    }
  };
  GlobalVariable *elements = part.staticTable(index);
  uint32_t expected = module.types.canonicalId(typeIndex);
  auto field = [&](unsigned number) {
    return b.CreateLoad(part.i32,
                        b.CreateInBoundsGEP(elements->getValueType(), elements,
                                            {b.getInt64(0), at,
                                             b.getInt32(number)}));
  };
  auto wrongType = [&](Value *found) {
    trapIf(b.CreateICmpEQ(found, b.getInt32(StaticTable::null)),
           Trap::uninitialized_element);
    trap(Trap::indirect_call_type_mismatch);
  };

  auto known = table.byType.find(expected);
  if (known != table.byType.end() && known->second != StaticTable::several) {
    uint64_t only = known->second;
    trapWith(b.CreateICmpNE(at, b.getInt64(only)), [&] {
      trapWith(b.CreateICmpUGE(at, b.getInt64(length)), outOfBounds);
      wrongType(field(StaticTable::type));
    });
    return {part.functionDecl(table.functions[only]), vm};
  }
  trapWith(b.CreateICmpUGE(at, b.getInt64(length)), outOfBounds);
  Value *found = field(StaticTable::type);
  trapWith(b.CreateICmpNE(found, b.getInt32(expected)),
           [&] { wrongType(found); });
  Value *code = b.CreateGEP(
      part.i8, elements, b.CreateSExt(field(StaticTable::code), part.i64));
  return {code, vm, ctx.keepsInstance};
}

/// Checks of call_indirect: bounds, null, signature; each its own trap.
FunctionLowering::Callee
FunctionLowering::indirectCallee(const Instr &instr) {
  uint32_t table = instr.index2;
  if (const StaticTable *known = ctx.staticTables.find(table);
      known && module.types[instr.index].isFinal)
    return staticCallee(table, *known, instr.index, toIndex64(pop()));
  Value *slot =
      tableElement(table, toIndex64(pop()), Trap::undefined_element);
  LoadInst *record = b.CreateLoad(part.ptr, slot);
  part.annotate(record, Tbaa::TableElement);
  trapIf(b.CreateIsNull(record), Trap::uninitialized_element);

  Value *expected = loadVm(part.i32, ctx.layout.typeId(instr.index),
                           Tbaa::Header, /*invariant=*/true);
  Value *found = recordField(record, part.i32, offsetof(w2o_func, type_id));
  Value *mismatch = module.types[instr.index].isFinal
                        ? b.CreateICmpNE(found, expected)
                        : b.CreateNot(isSubType(found, expected));
  trapIf(mismatch, Trap::indirect_call_type_mismatch);
  return recordCallee(record);
}

/// The callee of call_ref; validation has checked the signature.
FunctionLowering::Callee FunctionLowering::referenceCallee() {
  Value *record = pop();
  checkNull(record, popped.back(), Trap::null_function_reference);
  return recordCallee(record);
}

/// Pops the operands of a call and places them; `overflow` makes the address
/// of the area for those in memory.
void FunctionLowering::placeArguments(const CallShape &shape,
                                      size_t numParams, Value *calleeVm,
                                      function_ref<Value *()> overflow,
                                      SmallVectorImpl<Value *> &args) {
  args.assign(shape.type->getNumParams(), nullptr);
  args[0] = calleeVm;
  Value *area = nullptr;
  if (shape.overflowArgument)
    args[shape.overflowArgument] = area = overflow();
  ArrayRef<Value *> operands(stack.end() - numParams, stack.end());
  for (size_t i = 0; i < numParams; ++i) {
    if (shape.argument[i] != CallShape::inMemory)
      args[shape.argument[i]] = operands[i];
    else
      b.CreateAlignedStore(operands[i], bufferSlot(area, shape.slot[i]),
                           Align(8));
  }
  stack.truncate(stack.size() - numParams);
}

void FunctionLowering::emitCall(const Callee &callee, uint32_t typeIndex) {
  hasGuestCalls = true;
  const FuncType &type = module.types.func(typeIndex);
  const CallShape &shape = part.shape(typeIndex);
  SmallVector<Value *, 8> args;
  placeArguments(
      shape, type.params.size(), callee.vm,
      [&] { return callBuffer(argumentBuffer, shape.numSlots, "args"); },
      args);
  size_t numResults = type.results.size();
  if (shape.resultsArgument)
    args[shape.resultsArgument] =
        callBuffer(resultBuffer, numResults, "results");
  pushResults(type, createCall(shape.type, callee.code, args,
                               callee.keepsInstance));
}

/// Pushes what a call returned or left in the results buffer.
void FunctionLowering::pushResults(const FuncType &type, CallBase *call) {
  size_t count = type.results.size();
  if (count == 1) {
    push(call);
    return;
  }
  for (size_t i = 0; i < count; ++i)
    push(b.CreateAlignedLoad(part.lowerValType(type.results[i]),
                             bufferSlot(resultBuffer, i), Align(8)));
}

void FunctionLowering::emitTailCall(const Callee &callee, uint32_t typeIndex) {
  hasGuestCalls = true;
  const FuncType &type = module.types.func(typeIndex);
  const CallShape &shape = part.shape(typeIndex);
  SmallVector<Value *, 8> args;
  // This frame is gone when the callee reads its arguments, so those in
  // memory go to the instance.
  placeArguments(
      shape, type.params.size(), callee.vm,
      [&] { return vmField(ctx.layout.tailArg(0)); }, args);
  if (shape.resultsArgument)
    args[shape.resultsArgument] = resultsPointer;
  CallInst *call = b.CreateCall(shape.type, callee.code, args);
  part.addExtensionAttributes(call);
  call->setTailCallKind(shape.type == function->getFunctionType()
                            ? CallInst::TCK_MustTail
                            : CallInst::TCK_Tail);
  if (call->getType()->isVoidTy())
    b.CreateRetVoid();
  else
    b.CreateRet(call);
}

/// A call of a link-time import with its C prototype.
void FunctionLowering::emitLinkedCall(uint32_t index, bool isTail) {
  hasGuestCalls = true;
  const FuncType &type = module.funcType(index);
  llvm::Function *callee = part.linkedDecl(index);
  size_t numParams = type.params.size(), numResults = type.results.size();
  SmallVector<Value *, 8> args = {vm};
  args.append(stack.end() - numParams, stack.end());
  stack.truncate(stack.size() - numParams);
  if (numResults >= 2) {
    Value *buffer = callBuffer(resultBuffer, numResults, "results");
    for (size_t i = 0; i < numResults; ++i)
      args.push_back(bufferSlot(buffer, i));
  }
  SmallVector<Type *, 8> types;
  for (Value *arg : args)
    types.push_back(arg->getType());
  auto *functionType = llvm::FunctionType::get(
      numResults == 1 ? part.lowerValType(type.results[0]) : part.voidTy,
      types, false);
  if (!isTail) {
    pushResults(type, createCall(functionType, callee, args));
    return;
  }
  CallInst *call = b.CreateCall(functionType, callee, args);
  part.addExtensionAttributes(call);
  if (numResults < 2)
    call->setTailCallKind(CallInst::TCK_Tail);
  pushResults(type, call);
}

void FunctionLowering::lowerCall(const Instr &instr) {
  uint32_t index = instr.index;
  if (ctx.isLinked(index))
    emitLinkedCall(index, /*isTail=*/false);
  else
    emitCall(directCallee(index), module.functions[index].typeIndex);
}

void FunctionLowering::lowerCallIndirect(const Instr &instr) {
  emitCall(indirectCallee(instr), instr.index);
}

void FunctionLowering::lowerReturnCall(const Instr &instr) {
  uint32_t index = instr.index;
  if (ctx.isLinked(index)) {
    emitLinkedCall(index, /*isTail=*/true);
    lowerReturn();
  } else {
    emitTailCall(directCallee(index), module.functions[index].typeIndex);
  }
}

void FunctionLowering::lowerReturnCallIndirect(const Instr &instr) {
  emitTailCall(indirectCallee(instr), instr.index);
}

void FunctionLowering::lowerCallRef(const Instr &instr) {
  emitCall(referenceCallee(), instr.index);
}

void FunctionLowering::lowerReturnCallRef(const Instr &instr) {
  emitTailCall(referenceCallee(), instr.index);
}
