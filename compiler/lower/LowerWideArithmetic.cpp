//===- LowerWideArithmetic.cpp - 128-bit arithmetic on pairs of i64 -------===//
//
// Specification: wide-arithmetic proposal. A 128-bit number is two i64 on the
// stack, the low half below the high one. Instructions of LLVM on i128 become
// add with carry and the widening multiplication of every target that we
// have; only divisions would be calls.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

Value *FunctionLowering::popPair() {
  Type *wide = b.getInt128Ty();
  Value *high = b.CreateZExt(pop(), wide);
  Value *low = b.CreateZExt(pop(), wide);
  return b.CreateOr(b.CreateShl(high, 64), low);
}

void FunctionLowering::pushPair(Value *wide) {
  push(b.CreateTrunc(wide, part.i64));
  push(b.CreateTrunc(b.CreateLShr(wide, 64), part.i64));
}

void FunctionLowering::lowerWideBinary(Instruction::BinaryOps op) {
  Value *r = popPair();
  Value *l = popPair();
  pushPair(b.CreateBinOp(op, l, r));
}

void FunctionLowering::lowerMulWide(bool isSigned) {
  Type *wide = b.getInt128Ty();
  Value *r = pop();
  Value *l = pop();
  // Extended operands let code generation see that one multiplication of
  // 64 bits by 64 is all.
  pushPair(isSigned ? b.CreateMul(b.CreateSExt(l, wide), b.CreateSExt(r, wide))
                    : b.CreateMul(b.CreateZExt(l, wide),
                                  b.CreateZExt(r, wide)));
}
