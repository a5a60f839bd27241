//===- LowerVariables.cpp - drop, select, local.*, global.* ---------------===//
//
// Specification: Execution, "Parametric Instructions" and "Variable
// Instructions". Globals are 16-byte cells: a module's own are in its
// instance, imported ones behind a pointer.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

void FunctionLowering::lowerDrop() { pop(); }

void FunctionLowering::lowerSelect() {
  Value *condition = popBool();
  Value *second = pop();
  Value *first = pop();
  push(b.CreateSelect(condition, first, second));
}

void FunctionLowering::lowerLocalGet(const Instr &instr) {
  push(b.CreateLoad(localTypes[instr.index], locals[instr.index]));
}

void FunctionLowering::lowerLocalSet(const Instr &instr) {
  b.CreateStore(hideIdentities(pop()), locals[instr.index]);
}

void FunctionLowering::lowerLocalTee(const Instr &instr) {
  b.CreateStore(hideIdentities(stack.back()), locals[instr.index]);
}

Value *FunctionLowering::globalAddress(uint32_t index) {
  if (index >= module.numImportedGlobals)
    return vmField(ctx.layout.globalCell(index - module.numImportedGlobals));
  return loadVm(part.ptr, ctx.layout.globalSlot(index), Tbaa::Header,
                /*invariant=*/true);
}

void FunctionLowering::lowerGlobalGet(const Instr &instr) {
  const Global &global = module.globals[instr.index];
  // An immutable global with a plain constant is that constant.
  if (!global.isImport && !global.type.isMutable &&
      global.init.instrs.size() == 1 && !global.type.type.isRef()) {
    const Instr &init = global.init.instrs[0];
    if (init.op != Op::GlobalGet) {
      lowerConst(init);
      return;
    }
  }
  LoadInst *load = b.CreateLoad(part.lowerValType(global.type.type),
                                globalAddress(instr.index));
  part.annotate(load, Tbaa::Global);
  // Cells are written before any function of the module runs.
  if (!global.type.isMutable)
    part.markInvariant(load);
  push(load);
}

void FunctionLowering::lowerGlobalSet(const Instr &instr) {
  StoreInst *store = b.CreateStore(pop(), globalAddress(instr.index));
  part.annotate(store, Tbaa::Global);
}
