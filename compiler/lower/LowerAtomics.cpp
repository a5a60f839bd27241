//===- LowerAtomics.cpp - Atomic accesses, fence, wait and notify ---------===//
//
// Specification: threads proposal, "Atomic Memory Instructions". All accesses
// are sequentially consistent, and an address that is not a multiple of the
// width traps before the access is made. Atomics may be used on memories that
// are not shared.
//
// Bounds are those of every other access (MemoryAccess.cpp): a fault. So the
// access has to be made even if its result is unused and it changes nothing,
// as `or` with 0 does: LLVM would make a fence of that. Therefore they are
// volatile, which costs nothing else here.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

static constexpr AtomicOrdering seqCst =
    AtomicOrdering::SequentiallyConsistent;

static uint64_t bytesOf(Type *type) {
  return type->getIntegerBitWidth() / 8;
}

Value *FunctionLowering::atomicAddress(const MemArg &mem, Value *address,
                                       uint64_t bytes) {
  if (bytes > 1) {
    // The base is aligned to pages, and carries do not reach low bits, so
    // this is exact even where index plus offset does not fit 64 bits.
    Value *low = address;
    if (uint64_t offset = mem.offset & (bytes - 1))
      low = b.CreateAdd(low, ConstantInt::get(low->getType(), offset));
    low = b.CreateAnd(low, ConstantInt::get(low->getType(), bytes - 1));
    trapIf(b.CreateIsNotNull(low), Trap::unaligned_atomic);
  }
  return effectiveAddress(mem, address, bytes);
}

void FunctionLowering::lowerAtomicLoad(const Instr &instr, Type *memType,
                                       Type *type) {
  uint64_t bytes = bytesOf(memType);
  LoadInst *load = b.CreateAlignedLoad(
      memType, atomicAddress(instr.mem, pop(), bytes), Align(bytes),
      /*isVolatile=*/true);
  load->setAtomic(seqCst);
  push(b.CreateZExt(load, type));
}

void FunctionLowering::lowerAtomicStore(const Instr &instr, Type *memType) {
  uint64_t bytes = bytesOf(memType);
  Value *value = b.CreateTrunc(pop(), memType);
  StoreInst *store = b.CreateAlignedStore(
      value, atomicAddress(instr.mem, pop(), bytes), Align(bytes),
      /*isVolatile=*/true);
  store->setAtomic(seqCst);
}

void FunctionLowering::lowerAtomicRmw(const Instr &instr,
                                      AtomicRMWInst::BinOp op, Type *memType,
                                      Type *type) {
  uint64_t bytes = bytesOf(memType);
  Value *value = b.CreateTrunc(pop(), memType);
  AtomicRMWInst *rmw =
      b.CreateAtomicRMW(op, atomicAddress(instr.mem, pop(), bytes), value,
                        Align(bytes), seqCst);
  rmw->setVolatile(true);
  push(b.CreateZExt(rmw, type));
}

void FunctionLowering::lowerAtomicCmpxchg(const Instr &instr, Type *memType,
                                          Type *type) {
  uint64_t bytes = bytesOf(memType);
  // Both operands are wrapped; bits above the width do not take part.
  Value *replacement = b.CreateTrunc(pop(), memType);
  Value *expected = b.CreateTrunc(pop(), memType);
  AtomicCmpXchgInst *exchange = b.CreateAtomicCmpXchg(
      atomicAddress(instr.mem, pop(), bytes), expected, replacement,
      Align(bytes), seqCst, seqCst);
  exchange->setVolatile(true);
  push(b.CreateZExt(b.CreateExtractValue(exchange, 0), type));
}

void FunctionLowering::lowerAtomicFence() { b.CreateFence(seqCst); }

void FunctionLowering::lowerAtomicWait(const Instr &instr, Builtin builtin) {
  Value *timeout = pop();
  Value *expected = pop();
  Value *address = toIndex64(pop());
  CallInst *call = b.CreateCall(part.builtin(builtin),
                                {vm, b.getInt32(instr.mem.memory), address,
                                 b.getInt64(instr.mem.offset), expected,
                                 timeout});
  part.addExtensionAttributes(call);
  push(call);
}

void FunctionLowering::lowerAtomicNotify(const Instr &instr) {
  Value *count = pop();
  Value *address = toIndex64(pop());
  CallInst *call = b.CreateCall(part.builtin(Builtin::atomic_notify),
                                {vm, b.getInt32(instr.mem.memory), address,
                                 b.getInt64(instr.mem.offset), count});
  part.addExtensionAttributes(call);
  push(call);
}
