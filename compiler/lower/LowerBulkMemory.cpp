//===- LowerBulkMemory.cpp - memory.fill, copy, init; data.drop -----------===//
//
// Specification: Execution, "Memory Instructions". All bounds are checked
// before the first byte is written. What is copied is known to be inside then,
// so it cannot fault, and a library function may do it. Ranges of a small
// constant length, which is what structures and short strings of producers are,
// take a few loads and stores; all loads come first, as ranges may overlap.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"
#include "llvm/ADT/bit.h"

using namespace w2o;
using namespace llvm;

/// The longest range that is copied or filled in place, in bytes.
static constexpr uint64_t maxInlineBytes = 64;
static constexpr uint64_t vectorBytes = 16;

namespace {

/// A part of a range that one instruction accesses.
struct Piece {
  uint64_t at;
  uint64_t bytes;
};

} // namespace

/// Powers of two that cover `n` bytes; the last one may overlap the one before.
static SmallVector<Piece, 8> piecesOf(uint64_t n) {
  SmallVector<Piece, 8> pieces;
  for (uint64_t at = 0; at < n;) {
    uint64_t left = n - at;
    uint64_t bytes = left >= vectorBytes ? vectorBytes
                     : at                ? bit_ceil(left)
                                         : bit_floor(left);
    at = std::min(at, n - bytes);
    pieces.push_back({at, bytes});
    at += bytes;
  }
  return pieces;
}

/// The type of a piece, in lanes of 64 bits where it is a vector.
static Type *typeOf(const Piece &piece, IRBuilder<> &b) {
  if (piece.bytes == vectorBytes)
    return FixedVectorType::get(b.getInt64Ty(), 2);
  return b.getIntNTy(unsigned(piece.bytes) * 8);
}

/// The length of a range when it is so short that it is accessed in place.
std::optional<uint64_t> FunctionLowering::inlineLength(uint32_t memory,
                                                       Value *n) const {
  // To LLVM, loads that race with another thread's stores are of no value.
  auto *constant = dyn_cast<ConstantInt>(n);
  if (!ctx.options.passes.has(OptionalPass::InlineRanges) || !constant ||
      isShared(memory) || constant->getValue().ugt(maxInlineBytes))
    return std::nullopt;
  return constant->getZExtValue();
}

/// Whether not all of the `n` bytes from `address` on are inside of a memory.
/// Addresses and lengths have 64 bits here, `areShort` when they were extended
/// from 32 bits.
Value *FunctionLowering::isRangeOutOfBounds(uint32_t memory, Value *address,
                                            Value *n, bool areShort) {
  Value *length = memoryLength(memory);
  if (areShort)
    return b.CreateICmpUGT(b.CreateNUWAdd(address, n), length);
  return b.CreateOr(b.CreateICmpUGT(n, length),
                    b.CreateICmpUGT(address, b.CreateSub(length, n)));
}

/// A call of a builtin that touches nothing but these memories, of which one
/// may be the other.
void FunctionLowering::callOnBytes(Builtin builtin, ArrayRef<Value *> args,
                                   uint32_t memory, uint32_t other) {
  CallInst *call = b.CreateCall(part.builtin(builtin), args);
  part.addExtensionAttributes(call);
  call->setMemoryEffects(MemoryEffects::argMemOnly());
  call->addFnAttr(Attribute::WillReturn);
  if (guestAlias(memory) == guestAlias(other))
    part.annotate(call, guestAlias(memory));
}

void FunctionLowering::lowerMemoryFill(const Instr &instr) {
  uint32_t memory = instr.index;
  bool areShort = !module.memories[memory].type.limits.is64;
  Value *n = toIndex64(pop());
  Value *value = pop();
  Value *dst = toIndex64(pop());
  trapIf(isRangeOutOfBounds(memory, dst, n, areShort),
         Trap::memory_out_of_bounds);
  auto length = inlineLength(memory, n);
  if (!length) {
    callOnBytes(Builtin::fill_bytes, {bytePointer(memory, dst), value, n},
                memory, memory);
    return;
  }
  Value *word = b.CreateMul(
      b.CreateZExt(b.CreateTrunc(value, part.i8), part.i64),
      b.getInt64(UINT64_C(0x0101010101010101)));
  for (const Piece &piece : piecesOf(*length)) {
    Value *bytes = piece.bytes == vectorBytes
                       ? b.CreateVectorSplat(2, word)
                       : b.CreateTrunc(word, typeOf(piece, b));
    storePiece(bytes, memory, dst, piece.at);
  }
}

void FunctionLowering::storePiece(Value *value, uint32_t memory, Value *address,
                                  uint64_t displacement) {
  StoreInst *store = b.CreateAlignedStore(
      value, bytePointer(memory, address, displacement), Align(1));
  part.annotate(store, guestAlias(memory));
}

void FunctionLowering::lowerMemoryCopy(const Instr &instr) {
  uint32_t to = instr.index, from = instr.index2;
  bool toIsShort = !module.memories[to].type.limits.is64;
  bool fromIsShort = !module.memories[from].type.limits.is64;
  // Between memories of two address types the length has the smaller one.
  Value *n = toIndex64(pop());
  Value *src = toIndex64(pop());
  Value *dst = toIndex64(pop());
  if (to == from && toIsShort) {
    // One comparison, with the higher end.
    Value *higher = b.CreateBinaryIntrinsic(Intrinsic::umax, dst, src);
    trapIf(isRangeOutOfBounds(to, higher, n, true),
           Trap::memory_out_of_bounds);
  } else {
    trapIf(b.CreateOr(isRangeOutOfBounds(to, dst, n, toIsShort),
                      isRangeOutOfBounds(from, src, n, fromIsShort)),
           Trap::memory_out_of_bounds);
  }
  auto length = inlineLength(to, n);
  if (!length || isShared(from)) {
    callOnBytes(Builtin::move_bytes,
                {bytePointer(to, dst), bytePointer(from, src), n}, to, from);
    return;
  }
  SmallVector<Value *, 8> values;
  auto pieces = piecesOf(*length);
  for (const Piece &piece : pieces) {
    // It is inside, so it need not be kept for its trap.
    LoadInst *load = b.CreateAlignedLoad(
        typeOf(piece, b), bytePointer(from, src, piece.at), Align(1));
    part.annotate(load, guestAlias(from));
    values.push_back(load);
  }
  for (auto [piece, value] : zip_equal(pieces, values))
    storePiece(value, to, dst, piece.at);
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
