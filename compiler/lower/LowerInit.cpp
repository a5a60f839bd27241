//===- LowerInit.cpp - Constant expressions and the init function ---------===//
//
// Specification: Execution, "Instantiation", steps after allocation: globals,
// table initialisers, element segments, data segments. Active segments are
// defined there as the instructions i32.const 0, i32.const n, table.init (or
// memory.init) and elem.drop (data.drop), so that is what is emitted.
//
//===----------------------------------------------------------------------===//

#include "lower/LowerInit.h"
#include "lower/LowerProfile.h"
#include "lower/ObjectBuilder.h"

using namespace w2o;
using namespace llvm;

namespace {

class InitLowering {
public:
  explicit InitLowering(PartitionState &part)
      : part(part), ctx(part.ctx), module(part.ctx.module), b(part.llvm) {}

  llvm::Function *run();

private:
  using Operands = SmallVector<Value *, 4>;
  Value *evaluate(const ConstExpr &expr);
  Value *newStruct(uint32_t typeIndex, Operands &stack);
  Value *newArrayFixed(uint32_t typeIndex, uint32_t length, Operands &stack);
  Value *newArray(uint32_t typeIndex, Operands &stack);
  Value *field(int64_t displacement) {
    return b.CreateConstGEP1_64(part.i8, vm, uint64_t(displacement));
  }
  Value *funcRef(uint32_t index) {
    return field(ctx.layout.funcRecord(ctx.layout.recordOf(index)));
  }
  Value *globalAddress(uint32_t index);
  void call(Builtin which, ArrayRef<Value *> args) {
    part.addExtensionAttributes(b.CreateCall(part.builtin(which), args));
  }
  /// An offset, i32 or i64, as the 64 bits that builtins take.
  Value *toIndex64(Value *v) { return b.CreateZExt(v, part.i64); }
  void initGlobals();
  void initTables();
  void initElements();
  void initData();

  PartitionState &part;
  const ModuleContext &ctx;
  const w2o::Module &module;
  IRBuilder<> b;
  Value *vm = nullptr;
};

Value *InitLowering::globalAddress(uint32_t index) {
  if (index >= module.numImportedGlobals)
    return field(ctx.layout.globalCell(index - module.numImportedGlobals));
  return b.CreateLoad(part.ptr, field(ctx.layout.globalSlot(index)));
}

/// Specification: Validation, "Constant Expressions", lists the instructions.
Value *InitLowering::evaluate(const ConstExpr &expr) {
  Operands stack;
  ObjectBuilder objects(part, b, vm);
  auto binary = [&](Instruction::BinaryOps op) {
    Value *right = stack.pop_back_val();
    Value *left = stack.pop_back_val();
    stack.push_back(b.CreateBinOp(op, left, right));
  };
  for (const Instr &instr : expr.instrs) {
    switch (instr.op) {
    case Op::I32Const:
      stack.push_back(b.getInt32(uint32_t(instr.imm)));
      break;
    case Op::I64Const:
      stack.push_back(b.getInt64(instr.imm));
      break;
    case Op::F32Const:
      // As an integer: a constant of a float type could lose NaN bits.
      stack.push_back(b.CreateBitCast(b.getInt32(uint32_t(instr.imm)),
                                      part.f32));
      break;
    case Op::F64Const:
      stack.push_back(b.CreateBitCast(b.getInt64(instr.imm), part.f64));
      break;
    case Op::V128Const: {
      SmallVector<Constant *, 16> lanes;
      for (uint8_t byte : instr.bytes)
        lanes.push_back(b.getInt8(byte));
      stack.push_back(
          b.CreateBitCast(ConstantVector::get(lanes), part.v128));
      break;
    }
    case Op::I32Add:
    case Op::I64Add:
      binary(Instruction::Add);
      break;
    case Op::I32Sub:
    case Op::I64Sub:
      binary(Instruction::Sub);
      break;
    case Op::I32Mul:
    case Op::I64Mul:
      binary(Instruction::Mul);
      break;
    case Op::GlobalGet:
      stack.push_back(b.CreateLoad(
          part.lowerValType(module.globals[instr.index].type.type),
          globalAddress(instr.index)));
      break;
    case Op::RefNull:
      stack.push_back(ConstantPointerNull::get(part.ptr));
      break;
    case Op::RefFunc:
      stack.push_back(funcRef(instr.index));
      break;
    case Op::RefI31:
      stack.back() = objects.makeI31(stack.back());
      break;
    case Op::AnyConvertExtern:
      stack.back() =
          objects.call(Builtin::extern_to_any, {vm, stack.back()});
      break;
    case Op::ExternConvertAny:
      stack.back() = objects.call(Builtin::any_to_extern, {stack.back()});
      break;
    case Op::StructNew:
      stack.push_back(newStruct(instr.index, stack));
      break;
    case Op::StructNewDefault:
      stack.push_back(objects.newStruct(instr.index));
      break;
    case Op::ArrayNew:
      stack.push_back(newArray(instr.index, stack));
      break;
    case Op::ArrayNewDefault:
      stack.back() = objects.newArray(instr.index, stack.back());
      break;
    case Op::ArrayNewFixed:
      stack.push_back(newArrayFixed(instr.index, instr.index2, stack));
      break;
    default:
      // The rest is of features that are not lowered; the driver refuses them.
      llvm_unreachable("constant instruction of a feature that is not lowered");
    }
  }
  return stack.pop_back_val();
}

// Allocation is not inline here: this code runs once.

Value *InitLowering::newStruct(uint32_t typeIndex, Operands &stack) {
  ObjectBuilder objects(part, b, vm);
  Value *object = objects.newStruct(typeIndex);
  for (size_t i = module.types[typeIndex].fields.size(); i-- > 0;) {
    uint32_t field = uint32_t(i);
    objects.store(stack.pop_back_val(),
                  objects.fieldAddress(object, typeIndex, field), typeIndex,
                  field);
  }
  return object;
}

Value *InitLowering::newArrayFixed(uint32_t typeIndex, uint32_t length,
                                   Operands &stack) {
  ObjectBuilder objects(part, b, vm);
  Value *array = objects.newArray(typeIndex, b.getInt32(length));
  for (uint32_t i = length; i-- > 0;)
    objects.store(stack.pop_back_val(),
                  objects.elementAddress(array, typeIndex, b.getInt64(i)),
                  typeIndex, 0);
  return array;
}

Value *InitLowering::newArray(uint32_t typeIndex, Operands &stack) {
  ObjectBuilder objects(part, b, vm);
  Value *length = stack.pop_back_val();
  Value *array = objects.newArray(typeIndex, length);
  objects.fill(array, stack.pop_back_val(), toIndex64(length), typeIndex);
  return array;
}

void InitLowering::initGlobals() {
  for (uint32_t i = module.numImportedGlobals; i < module.globals.size(); ++i)
    b.CreateStore(evaluate(module.globals[i].init), globalAddress(i));
}

void InitLowering::initTables() {
  for (uint32_t i = module.numImportedTables; i < module.tables.size(); ++i) {
    const Table &table = module.tables[i];
    if (table.init && table.type.limits.min)
      call(Builtin::table_fill,
           {vm, b.getInt32(i), b.getInt64(0), evaluate(*table.init),
            b.getInt64(table.type.limits.min)});
  }
}

void InitLowering::initElements() {
  // Segments get their values before the first is run.
  for (uint32_t i = 0; i < module.elements.size(); ++i) {
    const ElementSegment &segment = module.elements[i];
    if (!segment.usesExprs || segment.mode == SegmentMode::Declarative)
      continue;
    for (uint32_t k = 0; k < segment.exprs.size(); ++k)
      b.CreateStore(evaluate(segment.exprs[k]),
                    field(ctx.layout.elemValue(i, k)));
  }
  for (uint32_t i = 0; i < module.elements.size(); ++i) {
    const ElementSegment &segment = module.elements[i];
    if (segment.mode == SegmentMode::Passive)
      continue;
    if (segment.mode == SegmentMode::Active) {
      Value *offset = toIndex64(evaluate(segment.offset));
      call(Builtin::table_init,
           {vm, b.getInt32(segment.table), b.getInt32(i), offset,
            b.getInt32(0), b.getInt32(uint32_t(segment.size()))});
    }
    call(Builtin::elem_drop, {vm, b.getInt32(i)});
  }
}

void InitLowering::initData() {
  for (uint32_t i = 0; i < module.data.size(); ++i) {
    const DataSegment &segment = module.data[i];
    // The runtime has done what is in the image.
    if (segment.mode != SegmentMode::Active || ctx.image.holds(module, i))
      continue;
    Value *offset = toIndex64(evaluate(segment.offset));
    call(Builtin::memory_init,
         {vm, b.getInt32(segment.memory), b.getInt32(i), offset, b.getInt32(0),
          b.getInt32(uint32_t(segment.bytes.size()))});
    call(Builtin::data_drop, {vm, b.getInt32(i)});
  }
}

llvm::Function *InitLowering::run() {
  auto *function = llvm::Function::Create(
      llvm::FunctionType::get(part.voidTy, {part.ptr}, false),
      GlobalValue::ExternalLinkage, ctx.internalSymbol("init"), *part.ir);
  function->setVisibility(GlobalValue::HiddenVisibility);
  function->setDSOLocal(true);
  part.addFunctionAttributes(function);
  vm = function->getArg(0);
  vm->setName("vm");
  b.SetInsertPoint(BasicBlock::Create(part.llvm, "entry", function));
  if (ctx.options.profilePath)
    lowerProfile(part, b);
  initGlobals();
  initTables();
  initElements();
  initData();
  b.CreateRetVoid();
  return function;
}

} // namespace

llvm::Function *w2o::lowerInit(PartitionState &part) {
  return InitLowering(part).run();
}
