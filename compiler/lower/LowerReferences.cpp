//===- LowerReferences.cpp - ref.*, i31.*, conversions, br_on_null --------===//
//
// Specification: Execution, "Reference Instructions". A funcref is the address
// of a function record of its instance, so ref.func is an addition; an i31 is
// its value with a tag (abi/HeapLayout.h). Casts are in LowerCasts.cpp.
//
//===----------------------------------------------------------------------===//

#include "abi/HeapLayout.h"
#include "lower/FunctionLowering.h"
#include "lower/ObjectBuilder.h"

using namespace w2o;
using namespace llvm;

void FunctionLowering::lowerRefNull() {
  push(ConstantPointerNull::get(part.ptr));
}

void FunctionLowering::lowerRefIsNull() { pushBool(b.CreateIsNull(pop())); }

void FunctionLowering::lowerRefFunc(const Instr &instr) {
  push(vmField(ctx.layout.funcRecord(ctx.layout.recordOf(instr.index))));
}

void FunctionLowering::lowerRefAsNonNull() {
  checkNull(stack.back(), popped[0], Trap::null_reference);
}

void FunctionLowering::lowerBrOnNull(const Instr &instr) {
  // The label does not get the null; the other path keeps the reference.
  Value *reference = pop();
  ControlFrame &frame = label(instr.index);
  BasicBlock *next = newBlock("next");
  addIncoming(frame.targetPhis, b.GetInsertBlock());
  b.CreateCondBr(b.CreateIsNull(reference), frame.target, next);
  b.SetInsertPoint(next);
  push(reference);
}

void FunctionLowering::lowerBrOnNonNull(const Instr &instr) {
  // The label gets the reference last; the other path drops it.
  ControlFrame &frame = label(instr.index);
  BasicBlock *next = newBlock("next");
  addIncoming(frame.targetPhis, b.GetInsertBlock());
  b.CreateCondBr(b.CreateIsNotNull(stack.back()), frame.target, next);
  b.SetInsertPoint(next);
  pop();
}

void FunctionLowering::lowerRefEq() {
  Value *second = pop();
  pushBool(b.CreateICmpEQ(pop(), second));
}

void FunctionLowering::lowerRefI31() { push(objects().makeI31(pop())); }

void FunctionLowering::lowerI31Get(bool isSigned) {
  Value *reference = pop();
  checkNull(reference, popped[0], Trap::null_i31_reference);
  Value *bits = b.CreateTrunc(b.CreatePtrToInt(reference, part.i64), part.i32);
  push(isSigned ? b.CreateAShr(bits, 1) : b.CreateLShr(bits, 1));
}

void FunctionLowering::lowerAnyConvertExtern() {
  push(objects().call(Builtin::extern_to_any, {vm, pop()}));
}

void FunctionLowering::lowerExternConvertAny() {
  push(objects().call(Builtin::any_to_extern, {pop()}));
}
