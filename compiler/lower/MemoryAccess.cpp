//===- MemoryAccess.cpp - Effective addresses and guest accesses ----------===//
//
// The only place that knows about guard pages. A 32-bit address is
// zero-extended and added to the base; the static offset is added after, so
// that base, index and offset become one addressing mode. Everything that
// index and offset can name is reserved (abi/VmLayout.h), so an access out of
// bounds is a fault, which the runtime turns into a trap. Offsets beyond the
// reservation are compared with the length in code.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

Value *FunctionLowering::memoryBase(uint32_t memory) {
  if (memory == 0 && ctx.layout.memory0AtVm())
    return vm;
  // Memories never move.
  return loadVm(part.ptr,
                ctx.layout.memorySlot(memory) +
                    int64_t(offsetof(w2o_memory_slot, base)),
                Tbaa::Header, /*invariant=*/true);
}

Value *FunctionLowering::memoryDefAddress(uint32_t memory) {
  // The definition of a shared memory is not in any instance's header.
  if (memory >= module.numImportedMemories && !isShared(memory))
    return vmField(
        ctx.layout.memoryDef(memory - module.numImportedMemories));
  return loadVm(part.ptr,
                ctx.layout.memorySlot(memory) +
                    int64_t(offsetof(w2o_memory_slot, def)),
                Tbaa::Header, /*invariant=*/true);
}

LoadInst *FunctionLowering::memoryLength(uint32_t memory) {
  Value *field = b.CreateConstInBoundsGEP1_64(
      part.i8, memoryDefAddress(memory), offsetof(w2o_memory_def, length));
  LoadInst *length = b.CreateAlignedLoad(part.i64, field, Align(8));
  part.annotate(length, Tbaa::Header);
  // Another thread may grow the memory.
  if (isShared(memory))
    length->setAtomic(AtomicOrdering::SequentiallyConsistent);
  return length;
}

Value *FunctionLowering::effectiveAddress(const MemArg &mem, Value *address,
                                          uint64_t bytes) {
  Value *index = toIndex64(address);
  if (mem.offset >= W2O_OFFSET_GUARD) {
    Value *length = memoryLength(mem.memory);
    // Both terms are below 2^33, so the sum cannot wrap.
    Value *last = b.CreateAdd(index, b.getInt64(mem.offset + bytes));
    trapIf(b.CreateICmpUGT(last, length), Trap::memory_out_of_bounds);
  }
  Value *pointer = b.CreateGEP(part.i8, memoryBase(mem.memory), index);
  if (mem.offset)
    pointer = b.CreateConstGEP1_64(part.i8, pointer, mem.offset);
  return pointer;
}

Value *FunctionLowering::guestLoad(Type *type, Value *pointer,
                                   const MemArg &mem) {
  LoadInst *load = b.CreateAlignedLoad(type, pointer, Align(1));
  part.annotate(load, Tbaa::Guest);
  // Loads may trap: codegen/AnchorLoads keeps them.
  load->setMetadata(part.guestLoadKind, MDNode::get(part.llvm, {}));
  // A load that races with a store of another thread is undefined to LLVM: it
  // could load twice and check one value but use the other. Frozen, it is some
  // value, and the same one for every use, as the specification wants.
  return isShared(mem.memory) ? b.CreateFreeze(load) : load;
}

void FunctionLowering::guestStore(Value *value, Value *pointer) {
  StoreInst *store = b.CreateAlignedStore(value, pointer, Align(1));
  part.annotate(store, Tbaa::Guest);
}
