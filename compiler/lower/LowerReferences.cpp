//===- LowerReferences.cpp - ref.*, br_on_null, br_on_non_null ------------===//
//
// Specification: Execution, "Reference Instructions". A funcref is the address
// of a function record of its instance, so ref.func is an addition.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

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
  trapIf(b.CreateIsNull(stack.back()), Trap::null_reference);
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
