//===- LowerMemory.cpp - Loads, stores, memory.*, data.drop ---------------===//
//
// Specification: Execution, "Memory Instructions". Bulk operations are calls
// of builtins, which check bounds before they touch anything.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

static uint64_t storeBytes(Type *type) {
  return type->getPrimitiveSizeInBits().getFixedValue() / 8;
}

void FunctionLowering::lowerLoad(const Instr &instr, Type *type) {
  push(guestLoad(type, effectiveAddress(instr.mem, pop(), storeBytes(type)),
                 instr.mem));
}

void FunctionLowering::lowerLoadExtend(const Instr &instr, Type *memType,
                                       Type *type, bool isSigned) {
  Value *value = guestLoad(
      memType, effectiveAddress(instr.mem, pop(), storeBytes(memType)),
      instr.mem);
  push(isSigned ? b.CreateSExt(value, type) : b.CreateZExt(value, type));
}

void FunctionLowering::lowerStore(const Instr &instr) {
  Value *value = pop();
  guestStore(value,
             effectiveAddress(instr.mem, pop(), storeBytes(value->getType())),
             instr.mem);
}

void FunctionLowering::lowerStoreTrunc(const Instr &instr, Type *memType) {
  Value *value = b.CreateTrunc(pop(), memType);
  guestStore(value, effectiveAddress(instr.mem, pop(), storeBytes(memType)),
             instr.mem);
}

Value *FunctionLowering::fromPages(uint32_t memory, Value *pages) {
  return module.memories[memory].type.limits.is64
             ? pages
             : b.CreateTrunc(pages, part.i32);
}

void FunctionLowering::lowerMemorySize(const Instr &instr) {
  Value *pages = memoryLength(instr.index);
  if (uint32_t log2 = module.memories[instr.index].type.pageSizeLog2)
    pages = b.CreateLShr(pages, log2);
  push(fromPages(instr.index, pages));
}

void FunctionLowering::lowerMemoryGrow(const Instr &instr) {
  Value *delta = toIndex64(pop());
  Value *before = b.CreateCall(part.builtin(Builtin::grow_memory),
                               {vm, b.getInt32(instr.index), delta});
  push(fromPages(instr.index, before));
}

void FunctionLowering::lowerMemoryFill(const Instr &instr) {
  Value *n = toIndex64(pop());
  Value *value = pop();
  Value *dst = toIndex64(pop());
  part.addExtensionAttributes(
      b.CreateCall(part.builtin(Builtin::memory_fill),
                   {vm, b.getInt32(instr.index), dst, value, n}));
}

void FunctionLowering::lowerMemoryCopy(const Instr &instr) {
  // Between memories of two address types the length has the smaller one.
  Value *n = toIndex64(pop());
  Value *src = toIndex64(pop());
  Value *dst = toIndex64(pop());
  part.addExtensionAttributes(b.CreateCall(
      part.builtin(Builtin::memory_copy),
      {vm, b.getInt32(instr.index), b.getInt32(instr.index2), dst, src, n}));
}

void FunctionLowering::lowerMemoryInit(const Instr &instr) {
  Value *n = pop();
  Value *src = pop();
  Value *dst = toIndex64(pop());
  part.addExtensionAttributes(b.CreateCall(
      part.builtin(Builtin::memory_init),
      {vm, b.getInt32(instr.index2), b.getInt32(instr.index), dst, src, n}));
}

void FunctionLowering::lowerDataDrop(const Instr &instr) {
  part.addExtensionAttributes(
      b.CreateCall(part.builtin(Builtin::data_drop),
                   {vm, b.getInt32(instr.index)}));
}
