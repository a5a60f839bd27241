//===- LowerSimdConvert.cpp - Vector conversions --------------------------===//
//
// Specification: Execution, "Numerics", conversions, lane by lane. LLVM
// scalarises its saturating conversions on x86, so they are written out here
// on top of cvttps2dq and cvttpd2dq, which return 0x80000000 for NaN and for
// values out of the range of an i32.
//
//===----------------------------------------------------------------------===//

#include "lower/CpuFeature.h"
#include "lower/FunctionLowering.h"
#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"

using namespace w2o;
using namespace llvm;

static SmallVector<int, 16> laneRange(unsigned begin, unsigned count) {
  SmallVector<int, 16> lanes;
  for (unsigned i = 0; i < count; ++i)
    lanes.push_back(int(begin + i));
  return lanes;
}

Value *FunctionLowering::lowHalf(Value *v) {
  unsigned half = cast<Vec>(v->getType())->getNumElements() / 2;
  return b.CreateShuffleVector(v, laneRange(0, half));
}

Value *FunctionLowering::zeroAbove(Value *half) {
  unsigned lanes = cast<Vec>(half->getType())->getNumElements();
  return b.CreateShuffleVector(half, Constant::getNullValue(half->getType()),
                               laneRange(0, 2 * lanes));
}

//===--- Integers ---------------------------------------------------------===//

Value *FunctionLowering::extendHalf(Value *v, bool isHigh, bool isSigned) {
  unsigned half = cast<Vec>(v->getType())->getNumElements() / 2;
  Value *lanes = b.CreateShuffleVector(v, laneRange(isHigh ? half : 0, half));
  auto *wide = VectorType::getExtendedElementVectorType(
      cast<VectorType>(lanes->getType()));
  return isSigned ? b.CreateSExt(lanes, wide) : b.CreateZExt(lanes, wide);
}

void FunctionLowering::lowerVecExtend(Vec *type, bool isHigh, bool isSigned) {
  pushVec(extendHalf(popVec(type), isHigh, isSigned));
}

/// Lanes are signed; the results saturate as signed or as unsigned.
void FunctionLowering::lowerVecNarrow(Vec *type, bool isSigned) {
  Value *high = popVec(type);
  Value *low = popVec(type);
  bool toBytes = type->getScalarSizeInBits() == 16;
  Intrinsic::ID pack = Intrinsic::not_intrinsic;
  if (ctx.target().isX86) {
    if (isSigned)
      pack = toBytes ? Intrinsic::x86_sse2_packsswb_128
                     : Intrinsic::x86_sse2_packssdw_128;
    else if (toBytes)
      pack = Intrinsic::x86_sse2_packuswb_128;
    else if (hasX86Feature(ctx.target(), X86Feature::SSE4_1))
      pack = Intrinsic::x86_sse41_packusdw;
  }
  if (pack != Intrinsic::not_intrinsic) {
    pushVec(callIntrinsic(pack, {}, {low, high}));
    return;
  }

  auto concatenated = [&](Value *lowLanes, Value *highLanes) {
    return b.CreateShuffleVector(lowLanes, highLanes,
                                 laneRange(0, 2 * type->getNumElements()));
  };
  if (ctx.target().isAArch64) {
    Intrinsic::ID id = isSigned ? Intrinsic::aarch64_neon_sqxtn
                                : Intrinsic::aarch64_neon_sqxtun;
    Type *half = VectorType::getTruncatedElementVectorType(type);
    pushVec(concatenated(callIntrinsic(id, {half}, {low}),
                         callIntrinsic(id, {half}, {high})));
    return;
  }

  unsigned bits = type->getScalarSizeInBits();
  unsigned narrowBits = bits / 2;
  APInt least = isSigned ? APInt::getSignedMinValue(narrowBits).sext(bits)
                         : APInt::getZero(bits);
  APInt greatest = isSigned ? APInt::getSignedMaxValue(narrowBits).zext(bits)
                            : APInt::getMaxValue(narrowBits).zext(bits);
  auto narrowed = [&](Value *v) {
    v = callIntrinsic(Intrinsic::smax, {type},
                      {v, ConstantInt::get(type, least)});
    v = callIntrinsic(Intrinsic::smin, {type},
                      {v, ConstantInt::get(type, greatest)});
    return b.CreateTrunc(v, VectorType::getTruncatedElementVectorType(type));
  };
  pushVec(concatenated(narrowed(low), narrowed(high)));
}

//===--- Floating point to integers ---------------------------------------===//

Value *FunctionLowering::truncSatF32x4(Value *v, bool isSigned) {
  if (!ctx.target().isX86)
    return callIntrinsic(isSigned ? Intrinsic::fptosi_sat
                                  : Intrinsic::fptoui_sat,
                         {part.v4i32, part.v4f32}, {v});

  auto convert = [&](Value *x) {
    return callIntrinsic(Intrinsic::x86_sse2_cvttps2dq, {}, {x});
  };
  Value *zero = Constant::getNullValue(part.v4f32);
  Value *two31 = ConstantFP::get(part.v4f32, 0x1p31);
  if (isSigned) {
    // NaNs become zero; 0x80000000 is right for what is too low, and inverted
    // for what is too high.
    Value *number = b.CreateSelect(b.CreateFCmpORD(v, v), v, zero);
    Value *tooHigh = b.CreateFCmpOGE(number, two31);
    return b.CreateXor(convert(number), b.CreateSExt(tooHigh, part.v4i32));
  }
  // NaNs and what is too low become zero, in one maxps. Then the result is
  // the sum of the parts below and above 2^31; each is 0x80000000 when it is
  // too high, which is right for the lower and inverted for the upper one.
  Value *x = b.CreateSelect(b.CreateFCmpOGT(v, zero), v, zero);
  Value *rest = b.CreateFSub(x, two31);
  Value *tooHigh = b.CreateFCmpOGE(rest, two31);
  Value *upper = b.CreateXor(convert(rest),
                             b.CreateSExt(tooHigh, part.v4i32));
  upper = callIntrinsic(Intrinsic::smax, {part.v4i32},
                        {upper, Constant::getNullValue(part.v4i32)});
  return b.CreateAdd(convert(x), upper);
}

Value *FunctionLowering::truncSatF64x2Zero(Value *v, bool isSigned) {
  const TargetFacts &target = ctx.target();
  Value *zero = Constant::getNullValue(part.v2f64);
  if (target.isX86 && isSigned) {
    // minpd returns its second operand for NaN: zero there, otherwise the
    // greatest i32. What is too low becomes 0x80000000 by itself.
    Value *greatest = ConstantFP::get(part.v2f64, double(INT32_MAX));
    Value *bound = b.CreateSelect(b.CreateFCmpORD(v, v), greatest, zero);
    Value *x = b.CreateSelect(b.CreateFCmpOLT(v, bound), v, bound);
    return callIntrinsic(Intrinsic::x86_sse2_cvttpd2dq, {}, {x});
  }
  if (target.isX86 && target.hasRound) {
    // After clamping and truncation, adding 2^52 leaves the integer in the
    // low bits of the mantissa.
    Value *greatest = ConstantFP::get(part.v2f64, double(UINT32_MAX));
    Value *x = b.CreateSelect(b.CreateFCmpOGT(v, zero), v, zero);
    x = b.CreateSelect(b.CreateFCmpOLT(x, greatest), x, greatest);
    x = callIntrinsic(Intrinsic::trunc, {part.v2f64}, {x});
    x = b.CreateFAdd(x, ConstantFP::get(part.v2f64, 0x1p52));
    return b.CreateShuffleVector(b.CreateBitCast(x, part.v4i32),
                                 Constant::getNullValue(part.v4i32),
                                 {0, 2, 4, 5});
  }
  auto *half = FixedVectorType::getHalfElementsVectorType(part.v4i32);
  if (target.isAArch64) {
    // Saturates twice, to 64 and to 32 bits, with whole vectors.
    Value *wide = callIntrinsic(isSigned ? Intrinsic::fptosi_sat
                                         : Intrinsic::fptoui_sat,
                                {part.v2i64, part.v2f64}, {v});
    return zeroAbove(callIntrinsic(isSigned ? Intrinsic::aarch64_neon_sqxtn
                                            : Intrinsic::aarch64_neon_uqxtn,
                                   {half}, {wide}));
  }
  return zeroAbove(callIntrinsic(isSigned ? Intrinsic::fptosi_sat
                                          : Intrinsic::fptoui_sat,
                                 {half, part.v2f64}, {v}));
}

void FunctionLowering::lowerVecTruncSatF32x4(bool isSigned) {
  pushVec(truncSatF32x4(popVec(part.v4f32), isSigned));
}

void FunctionLowering::lowerVecTruncSatF64x2Zero(bool isSigned) {
  pushVec(truncSatF64x2Zero(popVec(part.v2f64), isSigned));
}

//===--- To floating point ------------------------------------------------===//

void FunctionLowering::lowerVecConvertI32x4(bool isSigned) {
  Value *v = popVec(part.v4i32);
  pushVec(isSigned ? b.CreateSIToFP(v, part.v4f32)
                   : b.CreateUIToFP(v, part.v4f32));
}

void FunctionLowering::lowerVecConvertLowI32x4(bool isSigned) {
  Value *low = lowHalf(popVec(part.v4i32));
  pushVec(isSigned ? b.CreateSIToFP(low, part.v2f64)
                   : b.CreateUIToFP(low, part.v2f64));
}

void FunctionLowering::lowerVecDemoteZero() {
  auto *half = FixedVectorType::getHalfElementsVectorType(part.v4f32);
  pushVec(zeroAbove(floatDemote(popVec(part.v2f64), half)));
}

void FunctionLowering::lowerVecPromoteLow() {
  pushVec(b.CreateFPExt(lowHalf(popVec(part.v4f32)), part.v2f64));
}
