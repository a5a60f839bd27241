//===- LowerSimdArith.cpp - Vector arithmetic -----------------------------===//
//
// Specification: Execution, "Vector Instructions" and "Numerics". Operations
// are LLVM instructions and intrinsics as far as instruction selection finds
// the machine instruction in them; where it does not, or not reliably, the
// machine's intrinsic is used on that target.
//
//===----------------------------------------------------------------------===//

#include "lower/CpuFeature.h"
#include "lower/FunctionLowering.h"
#include "llvm/IR/IntrinsicsAArch64.h"
#include "llvm/IR/IntrinsicsX86.h"

using namespace w2o;
using namespace llvm;

//===--- Bits -------------------------------------------------------------===//

void FunctionLowering::lowerVecNot() { push(b.CreateNot(pop())); }

void FunctionLowering::lowerVecAndnot() {
  Value *r = pop();
  Value *l = pop();
  push(b.CreateAnd(l, b.CreateNot(r)));
}

void FunctionLowering::lowerVecBitselect() {
  Value *mask = pop();
  Value *second = pop();
  Value *first = pop();
  push(b.CreateOr(b.CreateAnd(first, mask),
                  b.CreateAnd(second, b.CreateNot(mask))));
}

//===--- Integers ---------------------------------------------------------===//

void FunctionLowering::lowerVecBinary(Vec *type, Instruction::BinaryOps op) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(b.CreateBinOp(op, l, r));
}

void FunctionLowering::lowerVecBinary(Vec *type, Intrinsic::ID id) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(callIntrinsic(id, {type}, {l, r}));
}

/// All lanes by the same count, modulo the width of a lane.
void FunctionLowering::lowerVecShift(Vec *type, Instruction::BinaryOps op) {
  Value *count = pop();
  Value *v = popVec(type);
  count = b.CreateAnd(count, type->getScalarSizeInBits() - 1);
  count = b.CreateZExtOrTrunc(count, type->getElementType());
  pushVec(b.CreateBinOp(
      op, v, b.CreateVectorSplat(type->getNumElements(), count)));
}

void FunctionLowering::lowerVecNeg(Vec *type) {
  pushVec(b.CreateNeg(popVec(type)));
}

void FunctionLowering::lowerVecAbs(Vec *type) {
  // false: the least integer stays what it is.
  pushVec(callIntrinsic(Intrinsic::abs, {type}, {popVec(type), b.getFalse()}));
}

void FunctionLowering::lowerVecPopcnt() {
  pushVec(callIntrinsic(Intrinsic::ctpop, {part.v16i8}, {popVec(part.v16i8)}));
}

/// (l + r + 1) / 2 in more bits, which is one instruction of x86 and AArch64.
void FunctionLowering::lowerVecAvgr(Vec *type) {
  auto *wide = VectorType::getExtendedElementVectorType(type);
  Value *r = b.CreateZExt(popVec(type), wide);
  Value *l = b.CreateZExt(popVec(type), wide);
  Value *sum = b.CreateAdd(b.CreateAdd(l, r), ConstantInt::get(wide, 1));
  pushVec(b.CreateTrunc(b.CreateLShr(sum, 1), type));
}

/// (l * r + 2^14) / 2^15. The only result that does not fit is that of two
/// least integers; x86 wraps it around to the least integer.
Value *FunctionLowering::q15mulr(Value *l, Value *r, bool saturates) {
  Vec *type = part.v8i16;
  if (hasX86Feature(ctx.target(), X86Feature::SSSE3)) {
    Value *product =
        callIntrinsic(Intrinsic::x86_ssse3_pmul_hr_sw_128, {}, {l, r});
    if (!saturates)
      return product;
    Value *wrapped = b.CreateICmpEQ(
        product, ConstantInt::get(type, APInt::getSignedMinValue(16)));
    return b.CreateXor(product, b.CreateSExt(wrapped, type));
  }
  if (ctx.target().isAArch64)
    return callIntrinsic(Intrinsic::aarch64_neon_sqrdmulh, {type}, {l, r});

  auto *wide = VectorType::getExtendedElementVectorType(type);
  Value *product = b.CreateMul(b.CreateSExt(l, wide), b.CreateSExt(r, wide));
  product = b.CreateAShr(
      b.CreateAdd(product, ConstantInt::get(wide, 1 << 14)), 15);
  Value *clamped = callIntrinsic(Intrinsic::smin, {wide},
                                 {product, ConstantInt::get(wide, INT16_MAX)});
  return b.CreateTrunc(clamped, type);
}

void FunctionLowering::lowerVecQ15mulrSat() {
  Value *r = popVec(part.v8i16);
  Value *l = popVec(part.v8i16);
  pushVec(q15mulr(l, r, /*saturates=*/true));
}

/// Sums of the products of neighbours; four least integers wrap around.
void FunctionLowering::lowerVecDot() {
  Value *r = popVec(part.v8i16);
  Value *l = popVec(part.v8i16);
  if (ctx.target().isX86) {
    pushVec(callIntrinsic(Intrinsic::x86_sse2_pmadd_wd, {}, {l, r}));
    return;
  }
  auto *wide = VectorType::getExtendedElementVectorType(part.v8i16);
  Value *products = b.CreateMul(b.CreateSExt(l, wide), b.CreateSExt(r, wide));
  pushVec(b.CreateAdd(b.CreateShuffleVector(products, {0, 2, 4, 6}),
                      b.CreateShuffleVector(products, {1, 3, 5, 7})));
}

void FunctionLowering::lowerVecExtmul(Vec *type, bool isHigh, bool isSigned) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  if (type == part.v8i16 && ctx.target().isX86) {
    // The low and the high parts of all products, interleaved: shorter than
    // the slow pmulld, and the two halves of an operation share the products.
    Intrinsic::ID mulHigh = isSigned ? Intrinsic::x86_sse2_pmulh_w
                                     : Intrinsic::x86_sse2_pmulhu_w;
    int i = isHigh ? 4 : 0;
    pushVec(b.CreateShuffleVector(
        b.CreateMul(l, r), callIntrinsic(mulHigh, {}, {l, r}),
        {i, i + 8, i + 1, i + 9, i + 2, i + 10, i + 3, i + 11}));
    return;
  }
  pushVec(b.CreateMul(extendHalf(l, isHigh, isSigned),
                      extendHalf(r, isHigh, isSigned)));
}

/// Sums of neighbours in lanes of twice the width.
Value *FunctionLowering::extaddPairwise(Value *v, bool isSigned) {
  auto *type = cast<Vec>(v->getType());
  bool isBytes = type->getScalarSizeInBits() == 8;
  Vec *wide = isBytes ? part.v8i16 : part.v4i32;
  // The multiply-and-add instructions of x86, by ones. The one for bytes
  // takes an unsigned and a signed operand; that for words only signed ones.
  if (isBytes && hasX86Feature(ctx.target(), X86Feature::SSSE3)) {
    Value *ones = ConstantInt::get(type, 1);
    Value *first = isSigned ? ones : v;
    Value *second = isSigned ? v : ones;
    return callIntrinsic(Intrinsic::x86_ssse3_pmadd_ub_sw_128, {},
                         {first, second});
  }
  if (!isBytes && isSigned && ctx.target().isX86)
    return callIntrinsic(Intrinsic::x86_sse2_pmadd_wd, {},
                         {v, ConstantInt::get(type, 1)});
  if (ctx.target().isAArch64)
    return callIntrinsic(isSigned ? Intrinsic::aarch64_neon_saddlp
                                  : Intrinsic::aarch64_neon_uaddlp,
                         {wide, type}, {v});

  uint64_t bits = type->getScalarSizeInBits();
  Value *pairs = b.CreateBitCast(v, wide);
  if (isSigned)
    return b.CreateAdd(b.CreateAShr(b.CreateShl(pairs, bits), bits),
                       b.CreateAShr(pairs, bits));
  Value *mask = ConstantInt::get(wide, APInt::getLowBitsSet(2 * bits, bits));
  return b.CreateAdd(b.CreateAnd(pairs, mask), b.CreateLShr(pairs, bits));
}

void FunctionLowering::lowerVecExtaddPairwise(Vec *type, bool isSigned) {
  pushVec(extaddPairwise(popVec(type), isSigned));
}

//===--- Floating point ---------------------------------------------------===//

void FunctionLowering::lowerVecFloatBinary(Vec *type,
                                           Instruction::BinaryOps op) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(floatBinary(op, l, r));
}

void FunctionLowering::lowerVecFloatUnary(Vec *type, Intrinsic::ID id) {
  pushVec(callIntrinsic(id, {type}, {popVec(type)}));
}

void FunctionLowering::lowerVecFloatNeg(Vec *type) {
  pushVec(b.CreateFNeg(popVec(type)));
}

void FunctionLowering::lowerVecFloatRound(Vec *type, Intrinsic::ID id) {
  pushVec(floatRound(id, popVec(type)));
}

void FunctionLowering::lowerVecFloatMinMax(Vec *type, Intrinsic::ID id) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(floatMinMax(id, l, r));
}

/// r < l ? r : l.
void FunctionLowering::lowerVecPseudoMin(Vec *type) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(firstIfBetter(Intrinsic::minimum, r, l));
}

/// r > l ? r : l.
void FunctionLowering::lowerVecPseudoMax(Vec *type) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(firstIfBetter(Intrinsic::maximum, r, l));
}
