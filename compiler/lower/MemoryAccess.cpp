//===- MemoryAccess.cpp - Effective addresses and guest accesses ----------===//
//
// The only place that knows about guard pages. A 32-bit address is
// zero-extended and added to the base; the static offset is added after, so
// that base, index and offset become one addressing mode. Everything that
// index and offset can name is reserved (abi/VmLayout.h), so an access out of
// bounds is a fault, which the runtime turns into a trap. Offsets beyond the
// reservation are compared with the length in code, and so is every access of
// a memory without guard pages: one with 64-bit addresses or with pages of
// another size. What passes such a check cannot fault.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"
#include "llvm/Support/MathExtras.h"

using namespace w2o;
using namespace llvm;

Value *FunctionLowering::memoryBase(uint32_t memory) {
  if (memory == 0 && ctx.layout.memory0AtVm())
    return vm;
  auto load = [&] { // Memories never move.
    return loadVm(part.ptr,
                  ctx.layout.memorySlot(memory) +
                      int64_t(offsetof(w2o_memory_slot, base)),
                  Tbaa::Header, /*invariant=*/true);
  };
  if (isGuarded(module.memories[memory].type))
    return load();
  // Once per function: behind a check in a loop, the load could not be hoisted,
  // because nothing says that it cannot fault.
  Value *&base = checkedBases[memory];
  if (!base) {
    IRBuilder<>::InsertPointGuard guard(b);
    b.SetInsertPoint(function->getEntryBlock().getTerminator());
    base = load();
  }
  return base;
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
  LoadInst *length = loadField(memoryDefAddress(memory), part.i64,
                               offsetof(w2o_memory_def, length));
  // Another thread may grow the memory.
  if (isShared(memory))
    length->setAtomic(AtomicOrdering::SequentiallyConsistent);
  return length;
}

/// Whether an access by a 64-bit index is out of bounds, that is, whether
/// index + offset + bytes > length in unbounded arithmetic. The constants are
/// taken from the length, so that a wrap at 2^64 cannot happen, and there is
/// one compare; in loops the difference is invariant.
Value *FunctionLowering::isOutOfBounds64(const MemArg &mem, Value *index,
                                         uint64_t bytes) {
  uint64_t last = mem.offset + (bytes - 1);
  if (last < mem.offset)
    return b.getTrue(); // No memory has 2^64 bytes.
  Value *end = memoryLength(mem.memory);
  const MemoryType &type = module.memories[mem.memory].type;
  // Memories never shrink below what their type declares.
  uint64_t leastLength = SaturatingMultiply(
      type.limits.min, uint64_t(1) << type.pageSizeLog2);
  if (last > leastLength)
    // 0, which no index is below, when the memory is too short.
    end = callIntrinsic(Intrinsic::usub_sat, {part.i64},
                        {end, b.getInt64(last)});
  else if (last)
    end = b.CreateNUWSub(end, b.getInt64(last));
  return b.CreateICmpUGE(index, end);
}

Value *FunctionLowering::bytePointer(uint32_t memory, Value *index,
                                     uint64_t displacement) {
  Value *pointer = b.CreateGEP(part.i8, memoryBase(memory), index);
  return displacement ? b.CreateConstGEP1_64(part.i8, pointer, displacement)
                      : pointer;
}

Value *FunctionLowering::effectiveAddress(const MemArg &mem, Value *address,
                                          uint64_t bytes) {
  Value *index = toIndex64(address);
  const MemoryType &type = module.memories[mem.memory].type;
  if (type.limits.is64) {
    trapIf(isOutOfBounds64(mem, index, bytes), Trap::memory_out_of_bounds);
  } else if (!isGuarded(type) || mem.offset >= W2O_OFFSET_GUARD) {
    Value *length = memoryLength(mem.memory);
    // Both terms are below 2^33, so the sum cannot wrap.
    Value *last = b.CreateAdd(index, b.getInt64(mem.offset + bytes));
    trapIf(b.CreateICmpUGT(last, length), Trap::memory_out_of_bounds);
  }
  return bytePointer(mem.memory, index, mem.offset);
}

Tbaa FunctionLowering::guestAlias(uint32_t memory) const {
  return isGuarded(module.memories[memory].type) ? Tbaa::Guest
                                                 : Tbaa::CheckedGuest;
}

Value *FunctionLowering::guestLoad(Type *type, Value *pointer,
                                   const MemArg &mem) {
  LoadInst *load = b.CreateAlignedLoad(type, pointer, Align(1));
  part.annotate(load, guestAlias(mem.memory));
  // Loads may trap: codegen/AnchorLoads keeps them.
  if (isGuarded(module.memories[mem.memory].type))
    load->setMetadata(part.guestLoadKind, MDNode::get(part.llvm, {}));
  // A load that races with a store of another thread is undefined to LLVM: it
  // could load twice and check one value but use the other. Frozen, it is some
  // value, and the same one for every use, as the specification wants.
  return isShared(mem.memory) ? b.CreateFreeze(load) : load;
}

void FunctionLowering::guestStore(Value *value, Value *pointer,
                                  const MemArg &mem) {
  StoreInst *store = b.CreateAlignedStore(value, pointer, Align(1));
  part.annotate(store, guestAlias(mem.memory));
}
