//===- LowerSimdCompare.cpp - Vector comparisons and tests ----------------===//
//
// Specification: Execution, "Vector Instructions": relational operations give
// lanes of all ones or zeros; the tests reduce a vector to one i32. A vector
// of i1 cast to an integer is what instruction selection recognises as a
// bit mask (movmsk) or as a test of all lanes (ptest, reductions).
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

void FunctionLowering::lowerVecIntCompare(Vec *type,
                                          CmpInst::Predicate predicate) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(b.CreateSExt(b.CreateICmp(predicate, l, r), type));
}

void FunctionLowering::lowerVecFloatCompare(Vec *type,
                                            CmpInst::Predicate predicate) {
  Value *r = popVec(type);
  Value *l = popVec(type);
  pushVec(b.CreateSExt(b.CreateFCmp(predicate, l, r),
                       VectorType::getInteger(type)));
}

void FunctionLowering::lowerVecAnyTrue() {
  Value *bits = b.CreateBitCast(pop(), b.getInt128Ty());
  pushBool(b.CreateICmpNE(bits, Constant::getNullValue(bits->getType())));
}

void FunctionLowering::lowerVecAllTrue(Vec *type) {
  Value *isZero =
      b.CreateICmpEQ(popVec(type), Constant::getNullValue(type));
  Value *bits =
      b.CreateBitCast(isZero, b.getIntNTy(type->getNumElements()));
  pushBool(b.CreateICmpEQ(bits, Constant::getNullValue(bits->getType())));
}

/// The sign bits, lane 0 first.
void FunctionLowering::lowerVecBitmask(Vec *type) {
  Value *isNegative =
      b.CreateICmpSLT(popVec(type), Constant::getNullValue(type));
  Value *bits =
      b.CreateBitCast(isNegative, b.getIntNTy(type->getNumElements()));
  push(b.CreateZExt(bits, part.i32));
}
