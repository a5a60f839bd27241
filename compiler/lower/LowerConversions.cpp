//===- LowerConversions.cpp - Between integer and floating-point types ----===//
//
// Specification: Execution, "Numerics", conversions. The interesting ones go
// from floating point to integers, where LLVM's plain instructions leave
// values out of range undefined.
//
// On x86 a conversion returns the "indefinite" integer, the least one, for
// NaN and for values out of range. So it comes first, unconditionally, and
// only when its result is suspicious the rare path has a closer look:
//
//   unsigned, 32 bits   64-bit conversion; suspicious above 2^32 - 1
//   unsigned, 64 bits   64-bit conversion; suspicious when negative
//   signed              suspicious when it is the least integer
//
// Elsewhere the operand is compared with the bounds first (trunc), or the
// machine's conversion saturates (trunc_sat).
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"
#include "llvm/IR/IntrinsicsX86.h"

using namespace w2o;
using namespace llvm;

namespace {

/// cvttss2si or cvttsd2si with a 32 or 64-bit result.
Value *x86Convert(IRBuilder<> &b, Value *v, Type *to) {
  bool isF32 = v->getType()->isFloatTy();
  Intrinsic::ID id;
  if (to->isIntegerTy(32))
    id = isF32 ? Intrinsic::x86_sse_cvttss2si : Intrinsic::x86_sse2_cvttsd2si;
  else
    id = isF32 ? Intrinsic::x86_sse_cvttss2si64
               : Intrinsic::x86_sse2_cvttsd2si64;
  auto *vector = FixedVectorType::get(v->getType(), isF32 ? 4 : 2);
  v = b.CreateInsertElement(PoisonValue::get(vector), v, uint64_t(0));
  return b.CreateIntrinsic(id, {}, {v});
}

/// Whether a floating-point value, not NaN, truncates to a value outside an
/// integer type. Also true for NaN.
Value *outOfRange(IRBuilder<> &b, Value *v, Type *to, bool isSigned) {
  Type *type = v->getType();
  const fltSemantics &semantics = type->getFltSemantics();
  unsigned bits = to->getIntegerBitWidth();
  auto exact = [&](const APInt &n, bool &isExact) {
    APFloat f(semantics);
    isExact = f.convertFromAPInt(n, /*IsSigned=*/true,
                                 APFloat::rmTowardZero) == APFloat::opOK;
    return ConstantFP::get(type, f);
  };
  // The bounds need up to 65 bits and a sign.
  bool isExact;
  APInt above = APInt::getOneBitSet(bits + 2, isSigned ? bits - 1 : bits);
  Value *tooHigh = b.CreateFCmpUGE(v, exact(above, isExact));
  // The greatest integer that is too low, unless the type has no value
  // between it and the least integer of the range.
  APInt least = isSigned ? -above : APInt::getZero(bits + 2);
  Constant *below = exact(least - 1, isExact);
  Value *tooLow = isExact ? b.CreateFCmpULE(v, below)
                          : b.CreateFCmpULT(v, exact(least, isExact));
  return b.CreateOr(tooLow, tooHigh);
}

} // namespace

void FunctionLowering::lowerWrap() { push(b.CreateTrunc(pop(), part.i32)); }

void FunctionLowering::lowerExtend(bool isSigned) {
  Value *v = pop();
  push(isSigned ? b.CreateSExt(v, part.i64) : b.CreateZExt(v, part.i64));
}

void FunctionLowering::lowerSignExtend(Type *from) {
  Value *v = pop();
  push(b.CreateSExt(b.CreateTrunc(v, from), v->getType()));
}

Value *FunctionLowering::x86TruncFast(
    Value *v, Type *to, bool isSigned, function_ref<Value *()> rarePath) {
  Value *fast, *result, *suspicious;
  if (isSigned) {
    result = fast = x86Convert(b, v, to);
    suspicious = b.CreateICmpEQ(
        fast, ConstantInt::get(
                  to, APInt::getSignedMinValue(to->getIntegerBitWidth())));
  } else {
    fast = x86Convert(b, v, part.i64);
    result = b.CreateTrunc(fast, to);
    suspicious = to->isIntegerTy(32)
                     ? b.CreateICmpUGT(fast, b.getInt64(UINT32_MAX))
                     : b.CreateICmpSLT(fast, b.getInt64(0));
  }
  BasicBlock *rare = newBlock("trunc.rare");
  BasicBlock *done = newBlock("trunc.done");
  BasicBlock *fastEnd = b.GetInsertBlock();
  b.CreateCondBr(suspicious, rare, done, part.unlikely);
  b.SetInsertPoint(rare);
  Value *closer = rarePath();
  BasicBlock *rareEnd = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(done);
  PHINode *phi = b.CreatePHI(to, 2);
  phi->addIncoming(result, fastEnd);
  phi->addIncoming(closer, rareEnd);
  return phi;
}

void FunctionLowering::lowerTrunc(Type *to, bool isSigned) {
  Value *v = pop();
  auto plain = [&] {
    return isSigned ? b.CreateFPToSI(v, to) : b.CreateFPToUI(v, to);
  };
  if (ctx.target().isX86) {
    push(x86TruncFast(v, to, isSigned, [&] {
      trapIf(b.CreateFCmpUNO(v, v), Trap::invalid_conversion);
      // No value in range is suspicious in the case of unsigned 32 bits.
      bool isOut = !isSigned && to->isIntegerTy(32);
      trapIf(isOut ? b.getTrue() : outOfRange(b, v, to, isSigned),
             Trap::integer_overflow);
      return plain();
    }));
    return;
  }
  // One branch on the way of valid values: NaN is out of every range.
  BasicBlock *bad = newBlock("trunc.bad");
  BasicBlock *good = newBlock("trunc.good");
  b.CreateCondBr(outOfRange(b, v, to, isSigned), bad, good, part.unlikely);
  b.SetInsertPoint(bad);
  trapIf(b.CreateFCmpUNO(v, v), Trap::invalid_conversion);
  trap(Trap::integer_overflow);
  b.SetInsertPoint(good);
  push(plain());
}

void FunctionLowering::lowerTruncSat(Type *to, bool isSigned) {
  Value *v = pop();
  auto saturate = [&]() -> Value * {
    return callIntrinsic(isSigned ? Intrinsic::fptosi_sat
                                  : Intrinsic::fptoui_sat,
                         {to, v->getType()}, {v});
  };
  push(ctx.target().isX86 ? x86TruncFast(v, to, isSigned, saturate)
                          : saturate());
}

void FunctionLowering::lowerConvert(Type *to, bool isSigned) {
  Value *v = pop();
  push(isSigned ? b.CreateSIToFP(v, to) : b.CreateUIToFP(v, to));
}

/// LLVM takes demote(promote(x)) for x, also through operations that only
/// touch the sign, which would not quiet a signaling NaN. An operand that is
/// the result of arithmetic is not affected, and hiding it would cost
/// vectorisation.
Value *FunctionLowering::floatDemote(Value *v, Type *to) {
  Value *source = v;
  while (auto *cast = dyn_cast<BitCastInst>(source))
    source = cast->getOperand(0);
  bool mayBePromoted =
      !isa<BinaryOperator, SIToFPInst, UIToFPInst, Constant>(source);
  if (auto *load = dyn_cast<LoadInst>(source))
    mayBePromoted = isa<AllocaInst>(load->getPointerOperand());
  return b.CreateFPTrunc(mayBePromoted ? hide(v) : v, to);
}

void FunctionLowering::lowerDemote() { push(floatDemote(pop(), part.f32)); }

void FunctionLowering::lowerPromote() {
  push(b.CreateFPExt(pop(), part.f64));
}

void FunctionLowering::lowerReinterpret(Type *to) {
  push(b.CreateBitCast(pop(), to));
}
