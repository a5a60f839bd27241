//===- LowerTables.cpp - table.*, elem.drop -------------------------------===//
//
// Specification: Execution, "Table Instructions". table.get and table.set are
// a compare and an access; the bulk forms are builtins.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

Value *FunctionLowering::tableDefAddress(uint32_t table) {
  if (table >= module.numImportedTables)
    return vmField(ctx.layout.tableDef(table - module.numImportedTables));
  return loadVm(part.ptr, ctx.layout.tableSlot(table), Tbaa::Header,
                /*invariant=*/true);
}

Value *FunctionLowering::tableElement(uint32_t table, Value *index64,
                                      Trap outOfBounds) {
  Value *def = tableDefAddress(table);
  Value *size = loadField(def, part.i64, offsetof(w2o_table_def, size));
  trapIf(b.CreateICmpUGE(index64, size), outOfBounds);
  Value *elements =
      loadField(def, part.ptr, offsetof(w2o_table_def, elements));
  return b.CreateInBoundsGEP(part.ptr, elements, index64);
}

Value *FunctionLowering::fromTableIndex(uint32_t table, Value *v) {
  return module.tables[table].type.limits.is64 ? v
                                               : b.CreateTrunc(v, part.i32);
}

void FunctionLowering::lowerTableGet(const Instr &instr) {
  Value *slot = tableElement(instr.index, toIndex64(pop()),
                             Trap::table_out_of_bounds);
  LoadInst *load = b.CreateLoad(part.ptr, slot);
  part.annotate(load, Tbaa::TableElement);
  push(load);
}

void FunctionLowering::lowerTableSet(const Instr &instr) {
  Value *value = pop();
  Value *slot = tableElement(instr.index, toIndex64(pop()),
                             Trap::table_out_of_bounds);
  part.annotate(b.CreateStore(value, slot), Tbaa::TableElement);
}

void FunctionLowering::lowerTableSize(const Instr &instr) {
  Value *size = loadField(tableDefAddress(instr.index), part.i64,
                          offsetof(w2o_table_def, size));
  push(fromTableIndex(instr.index, size));
}

void FunctionLowering::lowerTableGrow(const Instr &instr) {
  Value *delta = toIndex64(pop());
  Value *init = pop();
  Value *before = b.CreateCall(part.builtin(Builtin::grow_table),
                               {vm, b.getInt32(instr.index), init, delta});
  push(fromTableIndex(instr.index, before));
}

void FunctionLowering::lowerTableFill(const Instr &instr) {
  Value *n = toIndex64(pop());
  Value *value = pop();
  Value *dst = toIndex64(pop());
  part.addExtensionAttributes(
      b.CreateCall(part.builtin(Builtin::table_fill),
                   {vm, b.getInt32(instr.index), dst, value, n}));
}

void FunctionLowering::lowerTableCopy(const Instr &instr) {
  // The length has the smaller of the two address types.
  Value *n = toIndex64(pop());
  Value *src = toIndex64(pop());
  Value *dst = toIndex64(pop());
  part.addExtensionAttributes(b.CreateCall(
      part.builtin(Builtin::table_copy),
      {vm, b.getInt32(instr.index), b.getInt32(instr.index2), dst, src, n}));
}

void FunctionLowering::lowerTableInit(const Instr &instr) {
  Value *n = pop();
  Value *src = pop();
  Value *dst = toIndex64(pop());
  part.addExtensionAttributes(b.CreateCall(
      part.builtin(Builtin::table_init),
      {vm, b.getInt32(instr.index2), b.getInt32(instr.index), dst, src, n}));
}

void FunctionLowering::lowerElemDrop(const Instr &instr) {
  part.addExtensionAttributes(
      b.CreateCall(part.builtin(Builtin::elem_drop),
                   {vm, b.getInt32(instr.index)}));
}
