//===- LowerSimdLanes.cpp - Splat, shuffle, swizzle and single lanes ------===//
//
// Specification: Execution, "Vector Instructions". Constant permutations are
// shufflevector, whose selection LLVM does best; a permutation by a variable
// has no IR instruction, so the CPU's is called by its intrinsic.
//
//===----------------------------------------------------------------------===//

#include "lower/CpuFeature.h"
#include "lower/FunctionLowering.h"
#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"

using namespace w2o;
using namespace llvm;

void FunctionLowering::lowerShuffle(const Instr &instr) {
  Value *high = popVec(part.v16i8);
  Value *low = popVec(part.v16i8);
  SmallVector<int, 16> lanes(instr.bytes.begin(), instr.bytes.end());
  pushVec(b.CreateShuffleVector(low, high, lanes));
}

/// Lane by lane, for CPUs without a byte permutation.
Value *FunctionLowering::swizzleGeneric(Value *v, Value *indices) {
  Value *result = Constant::getNullValue(part.v16i8);
  for (uint64_t i = 0; i < 16; ++i) {
    Value *index = b.CreateExtractElement(indices, i);
    // Masked, because extractelement out of range is undefined.
    Value *lane = b.CreateExtractElement(v, b.CreateAnd(index, 15));
    Value *inRange = b.CreateICmpULT(index, b.getInt8(16));
    result = b.CreateInsertElement(
        result, b.CreateSelect(inRange, lane, b.getInt8(0)), i);
  }
  return result;
}

/// An index of 16 or more selects zero.
void FunctionLowering::lowerSwizzle() {
  Value *indices = popVec(part.v16i8);
  Value *v = popVec(part.v16i8);
  if (hasX86Feature(ctx.target(), X86Feature::SSSE3)) {
    // pshufb selects zero when bit 7 of the index is set, which a saturating
    // addition of 0x70 does for all indices from 16.
    Value *saturated = callIntrinsic(
        Intrinsic::uadd_sat, {part.v16i8},
        {indices, b.CreateVectorSplat(16, b.getInt8(0x70))});
    pushVec(callIntrinsic(Intrinsic::x86_ssse3_pshuf_b_128, {},
                          {v, saturated}));
  } else if (ctx.target().isAArch64) {
    pushVec(callIntrinsic(Intrinsic::aarch64_neon_tbl1, {part.v16i8},
                          {v, indices}));
  } else {
    pushVec(swizzleGeneric(v, indices));
  }
}

void FunctionLowering::lowerSplat(Vec *type) {
  Value *v = pop();
  if (v->getType() != type->getElementType())
    v = b.CreateTrunc(v, type->getElementType());
  pushVec(b.CreateVectorSplat(type->getNumElements(), v));
}

void FunctionLowering::lowerExtractLane(const Instr &instr, Vec *type) {
  push(b.CreateExtractElement(popVec(type), uint64_t(instr.lane)));
}

void FunctionLowering::lowerExtractLaneExtend(const Instr &instr, Vec *type,
                                              bool isSigned) {
  Value *lane = b.CreateExtractElement(popVec(type), uint64_t(instr.lane));
  push(isSigned ? b.CreateSExt(lane, part.i32) : b.CreateZExt(lane, part.i32));
}

void FunctionLowering::lowerReplaceLane(const Instr &instr, Vec *type) {
  Value *lane = pop();
  Value *v = popVec(type);
  if (lane->getType() != type->getElementType())
    lane = b.CreateTrunc(lane, type->getElementType());
  pushVec(b.CreateInsertElement(v, lane, uint64_t(instr.lane)));
}
