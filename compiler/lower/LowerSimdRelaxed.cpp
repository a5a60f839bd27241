//===- LowerSimdRelaxed.cpp - Relaxed vector instructions -----------------===//
//
// Specification: Execution, "Relaxed Operations". Each instruction has one
// meaning per target and CPU, chosen among those that the specification
// allows so that it is the fewest instructions; docs/RelaxedSimd.md lists the
// choices. They depend on the target alone, never on operands or on the
// optimisation level, so that all code of a module agrees.
//
//===----------------------------------------------------------------------===//

#include "lower/CpuFeature.h"
#include "lower/FunctionLowering.h"
#include "llvm/IR/IntrinsicsX86.h"

using namespace w2o;
using namespace llvm;

/// x86: pshufb, which takes an index modulo 16 unless its bit 7 is set.
void FunctionLowering::lowerRelaxedSwizzle() {
  if (!hasX86Feature(ctx.target(), X86Feature::SSSE3))
    return lowerSwizzle();
  Value *indices = popVec(part.v16i8);
  Value *v = popVec(part.v16i8);
  pushVec(callIntrinsic(Intrinsic::x86_ssse3_pshuf_b_128, {}, {v, indices}));
}

/// x86, signed: 0x80000000 for NaN and everything out of range. The unsigned
/// forms have no such shortcut and saturate.
void FunctionLowering::lowerRelaxedTruncF32x4(bool isSigned) {
  Value *v = popVec(part.v4f32);
  if (ctx.target().isX86 && isSigned)
    pushVec(callIntrinsic(Intrinsic::x86_sse2_cvttps2dq, {}, {v}));
  else
    pushVec(truncSatF32x4(v, isSigned));
}

void FunctionLowering::lowerRelaxedTruncF64x2Zero(bool isSigned) {
  Value *v = popVec(part.v2f64);
  if (ctx.target().isX86 && isSigned)
    pushVec(callIntrinsic(Intrinsic::x86_sse2_cvttpd2dq, {}, {v}));
  else
    pushVec(truncSatF64x2Zero(v, isSigned));
}

/// x * y + z, or -(x * y) + z: rounded once where the CPU has an instruction
/// for it, otherwise twice.
void FunctionLowering::lowerRelaxedMadd(Vec *type, bool isNegated) {
  Value *z = popVec(type);
  Value *y = popVec(type);
  Value *x = popVec(type);
  if (isNegated)
    x = b.CreateFNeg(x);
  if (!ctx.target().isX86 ||
      hasX86Feature(ctx.target(), X86Feature::FMA))
    pushVec(callIntrinsic(Intrinsic::fma, {type}, {x, y, z}));
  else
    pushVec(floatBinary(Instruction::FAdd,
                        floatBinary(Instruction::FMul, x, y), z));
}

/// With blends (SSE4.1) the top bit of each lane of the mask selects, else
/// every bit its own.
void FunctionLowering::lowerRelaxedLaneselect(Vec *type) {
  if (!hasX86Feature(ctx.target(), X86Feature::SSE4_1))
    return lowerVecBitselect();
  Value *mask = popVec(type);
  Value *second = popVec(type);
  Value *first = popVec(type);
  Value *isFirst = b.CreateICmpSLT(mask, Constant::getNullValue(type));
  pushVec(b.CreateSelect(isFirst, first, second));
}

/// AArch64 has the exact minimum as an instruction. Elsewhere: l < r ? l : r,
/// minps of x86.
void FunctionLowering::lowerRelaxedMin(Vec *type) {
  if (ctx.target().isAArch64)
    return lowerVecFloatMinMax(type, Intrinsic::minimum);
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(firstIfBetter(Intrinsic::minimum, l, r));
}

void FunctionLowering::lowerRelaxedMax(Vec *type) {
  if (ctx.target().isAArch64)
    return lowerVecFloatMinMax(type, Intrinsic::maximum);
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(firstIfBetter(Intrinsic::maximum, l, r));
}

void FunctionLowering::lowerRelaxedQ15mulr() {
  Value *r = popVec(part.v8i16);
  Value *l = popVec(part.v8i16);
  pushVec(q15mulr(l, r, /*saturates=*/false));
}

/// Sums of the products of neighbouring bytes. x86's pmaddubsw takes the
/// second operand, which should have 7 bits, as unsigned and saturates the
/// sum. Elsewhere both are signed and the sum wraps around.
Value *FunctionLowering::relaxedDot(Value *l, Value *r) {
  if (hasX86Feature(ctx.target(), X86Feature::SSSE3))
    return callIntrinsic(Intrinsic::x86_ssse3_pmadd_ub_sw_128, {}, {r, l});
  auto *wide = VectorType::getExtendedElementVectorType(part.v16i8);
  Value *products = b.CreateMul(b.CreateSExt(l, wide), b.CreateSExt(r, wide));
  return b.CreateAdd(
      b.CreateShuffleVector(products, {0, 2, 4, 6, 8, 10, 12, 14}),
      b.CreateShuffleVector(products, {1, 3, 5, 7, 9, 11, 13, 15}));
}

void FunctionLowering::lowerRelaxedDot() {
  Value *r = popVec(part.v16i8);
  Value *l = popVec(part.v16i8);
  pushVec(relaxedDot(l, r));
}

void FunctionLowering::lowerRelaxedDotAdd() {
  Value *sum = popVec(part.v4i32);
  Value *r = popVec(part.v16i8);
  Value *l = popVec(part.v16i8);
  Value *dot = extaddPairwise(relaxedDot(l, r), /*isSigned=*/true);
  pushVec(b.CreateAdd(dot, sum));
}
