//===- LowerNumeric.cpp - Constants and arithmetic on numbers -------------===//
//
// Specification: Execution, "Numerics", and the numeric part of
// "Instructions". Most operations are one LLVM instruction. The others:
//
// Integers. LLVM leaves a division by zero, the one that overflows, and a
// shift by the width or more undefined; WebAssembly traps or takes the count
// modulo the width.
//
// NaNs. LLVM may return a NaN operand of an arithmetic instruction as it is,
// so it folds x * 1.0 to x; WebAssembly's arithmetic always returns a quiet
// NaN. Machine instructions do, so all that is needed is to keep LLVM from
// folding the instruction away. It does so for few constant operands, which
// hideFrom() hides behind llvm.arithmetic.fence; that costs no instruction.
// Constrained intrinsics would do it everywhere, but nothing vectorises them.
// What remains are constants that only the optimiser can find: such as come
// from memory, from merged branches or from its own calculations.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"
#include "llvm/Analysis/ConstantFolding.h"
#include "llvm/IR/IntrinsicsX86.h"
#include <limits>

using namespace w2o;
using namespace llvm;

//===--- Constants --------------------------------------------------------===//

void FunctionLowering::lowerConst(const Instr &instr) {
  // Floating-point constants are made from bits, so that NaNs keep theirs.
  switch (opImm(instr.op)) {
  case ImmKind::I32:
    return push(b.getInt32(uint32_t(instr.imm)));
  case ImmKind::I64:
    return push(b.getInt64(instr.imm));
  case ImmKind::F32:
    return push(ConstantFP::get(
        part.llvm, APFloat(APFloat::IEEEsingle(),
                           APInt(32, uint32_t(instr.imm)))));
  case ImmKind::F64:
    return push(ConstantFP::get(
        part.llvm, APFloat(APFloat::IEEEdouble(), APInt(64, instr.imm))));
  case ImmKind::V128: {
    uint64_t lanes[2] = {0, 0};
    for (unsigned i = 0; i < 16; ++i)
      lanes[i / 8] |= uint64_t(instr.bytes[i]) << (i % 8 * 8);
    return push(ConstantDataVector::get(part.llvm, lanes));
  }
  default:
    llvm_unreachable("a constant has an immediate that is its value");
  }
}

//===--- Integers ---------------------------------------------------------===//

void FunctionLowering::lowerIntEqz() {
  Value *v = pop();
  pushBool(b.CreateICmpEQ(v, Constant::getNullValue(v->getType())));
}

void FunctionLowering::lowerIntCompare(CmpInst::Predicate predicate) {
  Value *r = pop();
  Value *l = pop();
  pushBool(b.CreateICmp(predicate, l, r));
}

void FunctionLowering::lowerIntBinary(Instruction::BinaryOps op) {
  Value *r = pop();
  Value *l = pop();
  push(b.CreateBinOp(op, l, r));
}

void FunctionLowering::lowerIntDiv(Instruction::BinaryOps op) {
  Value *r = pop();
  Value *l = pop();
  auto *type = cast<IntegerType>(l->getType());
  unsigned bits = type->getBitWidth();
  bool isSigned = op == Instruction::SDiv || op == Instruction::SRem;
  Constant *minusOne = Constant::getAllOnesValue(type);
  // A constant divisor, the common case, needs no checks even at -O0.
  auto mayBe = [r](Constant *divisor) {
    return !isa<ConstantInt>(r) || r == divisor;
  };

  Constant *zero = ConstantInt::get(type, 0);
  if (mayBe(zero))
    trapIf(b.CreateICmpEQ(r, zero), Trap::integer_divide_by_zero);
  if (isSigned && mayBe(minusOne)) {
    Value *isMinusOne = b.CreateICmpEQ(r, minusOne);
    if (op == Instruction::SDiv) {
      Constant *least = ConstantInt::get(type, APInt::getSignedMinValue(bits));
      trapIf(b.CreateAnd(b.CreateICmpEQ(l, least), isMinusOne),
             Trap::integer_overflow);
    } else {
      // Every remainder by -1 is 0, as by 1, which cannot overflow.
      r = b.CreateSelect(isMinusOne, ConstantInt::get(type, 1), r);
    }
  }
  push(b.CreateBinOp(op, l, r));
}

void FunctionLowering::lowerShift(Instruction::BinaryOps op) {
  Value *count = pop();
  Value *v = pop();
  uint64_t mask = v->getType()->getIntegerBitWidth() - 1;
  push(b.CreateBinOp(op, v, b.CreateAnd(count, mask)));
}

void FunctionLowering::lowerRotate(Intrinsic::ID funnelShift) {
  Value *count = pop();
  Value *v = pop();
  push(callIntrinsic(funnelShift, {v->getType()}, {v, v, count}));
}

void FunctionLowering::lowerCountZeros(Intrinsic::ID id) {
  Value *v = pop();
  // false: the result for 0 is the width.
  push(callIntrinsic(id, {v->getType()}, {v, b.getFalse()}));
}

void FunctionLowering::lowerPopcnt() {
  Value *v = pop();
  push(callIntrinsic(Intrinsic::ctpop, {v->getType()}, {v}));
}

//===--- Floating point ---------------------------------------------------===//

namespace {

/// Whether a value is a constant with a lane that satisfies a predicate. A
/// vector constant may still be wrapped in casts between shapes, which need
/// the byte order to be resolved.
bool anyLane(const Value *v, const DataLayout &layout,
             function_ref<bool(const APFloat &)> predicate) {
  auto *constant = dyn_cast<Constant>(v);
  if (!constant)
    return false;
  auto matches = [&](const Constant *lane) {
    auto *number = dyn_cast_or_null<ConstantFP>(lane);
    return number && predicate(number->getValueAPF());
  };
  auto *vector = dyn_cast<FixedVectorType>(constant->getType());
  if (!vector)
    return matches(constant);
  constant = ConstantFoldConstant(constant, layout);
  for (unsigned i = 0; i < vector->getNumElements(); ++i)
    if (matches(constant->getAggregateElement(i)))
      return true;
  return false;
}

bool isOneOf(const APFloat &number, ArrayRef<double> values) {
  for (double value : values) {
    APFloat other(value);
    bool isInexact;
    other.convert(number.getSemantics(), APFloat::rmNearestTiesToEven,
                  &isInexact);
    if (number.bitwiseIsEqual(other))
      return true;
  }
  return false;
}

/// Whether all lanes are constants, neither zero nor NaN.
bool isNonZeroNumber(const Value *v, const DataLayout &layout) {
  return isa<Constant>(v) && !isa<UndefValue>(v) &&
         !anyLane(v, layout, [](const APFloat &number) {
           return number.isZero() || number.isNaN();
         });
}

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

Value *FunctionLowering::hide(Value *v) {
  return callIntrinsic(Intrinsic::arithmetic_fence, {v->getType()}, {v});
}

Value *FunctionLowering::hideFrom(Value *v, ArrayRef<double> values) {
  auto mustHide = [&](const Value *constant) {
    return anyLane(constant, part.ir->getDataLayout(),
                   [&](const APFloat &number) {
                     return isOneOf(number, values);
                   });
  };
  if (mustHide(v))
    return hide(v);
  // The optimiser distributes operations over a choice of constants.
  if (auto *select = dyn_cast<SelectInst>(v))
    if (mustHide(select->getTrueValue()) || mustHide(select->getFalseValue()))
      return hide(v);
  return v;
}

Value *FunctionLowering::hideIdentities(Value *v) {
  if (v->getType() != part.v128)
    return hideFrom(v, {0.0, -0.0, 1.0, -1.0});
  // Zero vectors stay visible: they are the start of most loops, and common
  // as integers.
  if (!isa<Constant>(v))
    return v;
  for (Type *type : {part.v4f32, part.v2f64}) {
    Value *lanes = b.CreateBitCast(v, type);
    if (Value *hidden = hideFrom(lanes, {1.0, -1.0}); hidden != lanes)
      return b.CreateBitCast(hidden, part.v128);
  }
  return v;
}

Value *FunctionLowering::floatBinary(Instruction::BinaryOps op, Value *l,
                                     Value *r) {
  switch (op) {
  case Instruction::FAdd:
  case Instruction::FSub: // x - 0 is x, and -0 - x is fneg x, for LLVM.
    l = hideFrom(l, {0.0, -0.0});
    r = hideFrom(r, {0.0, -0.0});
    break;
  case Instruction::FMul: // x * -1 is fneg x.
    l = hideFrom(l, {1.0, -1.0});
    r = hideFrom(r, {1.0, -1.0});
    break;
  case Instruction::FDiv:
    r = hideFrom(r, {1.0, -1.0});
    break;
  default:
    llvm_unreachable("wasm has four floating-point operators");
  }
  return b.CreateBinOp(op, l, r);
}

Value *FunctionLowering::firstIfBetter(Intrinsic::ID id, Value *l, Value *r) {
  bool isMin = id == Intrinsic::minimum;
  // The optimiser merges the select with casts of v128, and then selection
  // does not recognise it.
  if (ctx.target().isX86 && l->getType() == part.v2f64)
    return callIntrinsic(isMin ? Intrinsic::x86_sse2_min_pd
                               : Intrinsic::x86_sse2_max_pd,
                         {}, {l, r});
  Value *isFirst = isMin ? b.CreateFCmpOLT(l, r) : b.CreateFCmpOGT(l, r);
  return b.CreateSelect(isFirst, l, r);
}

/// min and max: NaN if an operand is NaN, and -0 is less than +0.
///
/// AArch64 has that as an instruction. x86's min(l, r) is "l < r ? l : r": it
/// returns r for unordered and for equal operands. So min(l, r) and
/// min(r, l) only differ for zeros of different sign, where the result is
/// their `or` (for max: their `and`), and for NaNs. The last select is what
/// returns a quiet NaN; for scalars it becomes a branch that is never taken.
/// LLVM's expansion of llvm.minimum is longer and returns signaling NaNs.
Value *FunctionLowering::floatMinMax(Intrinsic::ID id, Value *l, Value *r) {
  Type *type = l->getType();
  bool isMin = id == Intrinsic::minimum;
  if (!ctx.target().isX86) {
    // The minimum of x and infinity is x, for LLVM.
    double neutral = isMin ? infinity : -infinity;
    l = hideFrom(l, {neutral});
    r = hideFrom(r, {neutral});
    return callIntrinsic(id, {type}, {l, r});
  }

  Value *result;
  if (isNonZeroNumber(l, part.ir->getDataLayout())) {
    result = firstIfBetter(id, l, r);
  } else if (isNonZeroNumber(r, part.ir->getDataLayout())) {
    result = firstIfBetter(id, r, l);
  } else {
    Type *bits = type->getWithNewType(
        b.getIntNTy(type->getScalarSizeInBits()));
    Value *lr = b.CreateBitCast(firstIfBetter(id, l, r), bits);
    Value *rl = b.CreateBitCast(firstIfBetter(id, r, l), bits);
    result = b.CreateBitCast(
        isMin ? b.CreateOr(lr, rl) : b.CreateAnd(lr, rl), type);
  }
  Value *nan = b.CreateSelect(b.CreateFCmpUNO(l, r), ConstantFP::getNaN(type),
                              result);
  if (auto *select = dyn_cast<SelectInst>(nan))
    select->setMetadata(LLVMContext::MD_prof, part.unlikely);
  return nan;
}

/// Where the CPU has no rounding instruction, LLVM would call libm, so the
/// runtime's builtins are called instead, for vectors lane by lane.
Value *FunctionLowering::floatRound(Intrinsic::ID id, Value *v) {
  Type *type = v->getType();
  if (ctx.target().hasRound) {
    Value *result = callIntrinsic(id, {type}, {v});
    // RISC-V rounds through an integer and passes NaNs around that as they
    // are. Adding -0 changes nothing else.
    if (ctx.target().isRISCV)
      result = floatBinary(Instruction::FAdd, result,
                           ConstantFP::getNegativeZero(type));
    return result;
  }

  if (auto *vector = dyn_cast<FixedVectorType>(type)) {
    Value *result = PoisonValue::get(type);
    for (uint64_t i = 0; i < vector->getNumElements(); ++i)
      result = b.CreateInsertElement(
          result, floatRound(id, b.CreateExtractElement(v, i)), i);
    return result;
  }
  Builtin which;
  if (id == Intrinsic::ceil)
    which = type->isFloatTy() ? Builtin::f32_ceil : Builtin::f64_ceil;
  else if (id == Intrinsic::floor)
    which = type->isFloatTy() ? Builtin::f32_floor : Builtin::f64_floor;
  else if (id == Intrinsic::trunc)
    which = type->isFloatTy() ? Builtin::f32_trunc : Builtin::f64_trunc;
  else
    which = type->isFloatTy() ? Builtin::f32_nearest : Builtin::f64_nearest;
  return b.CreateCall(part.builtin(which), {v});
}

void FunctionLowering::lowerFloatCompare(CmpInst::Predicate predicate) {
  Value *r = pop();
  Value *l = pop();
  pushBool(b.CreateFCmp(predicate, l, r));
}

void FunctionLowering::lowerFloatBinary(Instruction::BinaryOps op) {
  Value *r = pop();
  Value *l = pop();
  push(floatBinary(op, l, r));
}

void FunctionLowering::lowerFloatMinMax(Intrinsic::ID id) {
  Value *r = pop();
  Value *l = pop();
  push(floatMinMax(id, l, r));
}

void FunctionLowering::lowerFloatUnary(Intrinsic::ID id) {
  Value *v = pop();
  push(callIntrinsic(id, {v->getType()}, {v}));
}

void FunctionLowering::lowerFloatNeg() { push(b.CreateFNeg(pop())); }

void FunctionLowering::lowerFloatRound(Intrinsic::ID id) {
  push(floatRound(id, pop()));
}

void FunctionLowering::lowerCopysign() {
  Value *sign = pop();
  Value *magnitude = pop();
  push(callIntrinsic(Intrinsic::copysign, {sign->getType()},
                     {magnitude, sign}));
}
