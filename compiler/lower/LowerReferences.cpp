//===- LowerReferences.cpp - ref.null, ref.is_null, ref.func --------------===//
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
