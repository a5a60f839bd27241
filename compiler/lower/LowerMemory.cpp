//===- LowerMemory.cpp - Loads, stores, memory.size, memory.grow ----------===//
//
// Specification: Execution, "Memory Instructions". The operations on ranges are
// in LowerBulkMemory.cpp.
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
