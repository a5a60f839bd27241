//===- LowerFunction.cpp - Prologue, dispatch and epilogue ----------------===//
//
// The frame of a lowered function: locals become allocas that mem2reg
// promotes, the prologue checks the stack, and emit() dispatches through
// OpLowering.def.
//
// Stack check (docs/Abi.md, "Stack"). The prologue of a function that calls
// guest code compares the stack pointer, which is already below the frame,
// with stack_limit. That is enough while the frame is small. A function whose
// frame turned out to be large is lowered again as two: an outer one that
// checks for the true size, and `<symbol>.body`.
//
//===----------------------------------------------------------------------===//

#include "abi/Symbols.h"
#include "lower/FunctionLowering.h"
#include "llvm/IR/MDBuilder.h"

using namespace w2o;
using namespace llvm;

FunctionLowering::FunctionLowering(PartitionState &part, uint32_t index,
                                   ArrayRef<ValType> declared,
                                   uint64_t frameBytes)
    : part(part), ctx(part.ctx), module(part.ctx.module), functionIndex(index),
      frameBytes(frameBytes), b(part.llvm) {
  const w2o::Function &wasm = module.functions[index];
  llvm::Function *outer = part.functionDecl(index);
  part.addFunctionAttributes(outer);
  // Link-time optimisation must not bring guest code into functions of the
  // host, where nobody would take a fault for one of the guest, nor make the
  // frame larger than the check of the stack knows.
  outer->addFnAttr(Attribute::NoInline);
  if (frameBytes) {
    function = llvm::Function::Create(
        outer->getFunctionType(), GlobalValue::ExternalLinkage,
        outer->getName() + ".body", *part.ir);
    function->setVisibility(GlobalValue::HiddenVisibility);
    function->setDSOLocal(true);
    function->addFnAttr(Attribute::NoInline);
    part.addFunctionAttributes(function);
    part.addExtensionAttributes(function);
    if (ctx.keepsInstance)
      function->addFnAttr(W2O_KEEPS_INSTANCE_ATTRIBUTE);
  } else {
    function = outer;
  }

  if (frameBytes) {
    part.debug.beginFunction(outer, wasm.name, wasm.bodyOffset);
    b.SetInsertPoint(BasicBlock::Create(part.llvm, "entry", outer));
    part.debug.setLocation(b, wasm.bodyOffset);
    vm = outer->getArg(0);
    llvm::Function *body = function;
    function = outer;
    emitStackCheck(frameBytes);
    SmallVector<Value *, 8> args;
    for (Argument &arg : outer->args())
      args.push_back(&arg);
    CallInst *call = b.CreateCall(body, args);
    call->setTailCallKind(CallInst::TCK_MustTail);
    part.addExtensionAttributes(call);
    if (call->getType()->isVoidTy())
      b.CreateRetVoid();
    else
      b.CreateRet(call);
    function = body;
  }

  if (!ctx.options.profileNames.empty())
    function->addFnAttr(W2O_PROFILE_NAME_ATTRIBUTE,
                        ctx.options.profileNames[index]);

  part.debug.beginFunction(function, wasm.name, wasm.bodyOffset);
  b.SetInsertPoint(BasicBlock::Create(part.llvm, "entry", function));
  part.debug.setLocation(b, wasm.bodyOffset);
  vm = function->getArg(0);
  vm->setName("vm");
  emitPrologue(declared);
  checkEpoch();
}

void FunctionLowering::emitPrologue(ArrayRef<ValType> declared) {
  const FuncType &type = module.funcType(functionIndex);
  const CallShape &shape =
      part.shape(module.functions[functionIndex].typeIndex);
  BasicBlock *body = newBlock("body");
  // The stack check, where one is needed, goes between the two (finish()).
  b.CreateBr(body);
  b.SetInsertPoint(body);

  auto addLocal = [this](ValType t) {
    localTypes.push_back(part.lowerValType(t));
    locals.push_back(entryAlloca(localTypes.back(), "local"));
  };
  for (size_t i = 0; i < type.params.size(); ++i) {
    addLocal(type.params[i]);
    Value *value;
    if (shape.argument[i] != CallShape::inMemory) {
      value = function->getArg(shape.argument[i]);
    } else {
      Value *area = function->getArg(shape.overflowArgument);
      Value *slot = b.CreateConstInBoundsGEP1_64(
          part.i8, area, uint64_t(shape.slot[i]) * CallShape::slotBytes);
      value = b.CreateAlignedLoad(localTypes.back(), slot, Align(8));
    }
    b.CreateStore(value, locals.back());
  }
  for (ValType t : declared) {
    addLocal(t);
    b.CreateStore(Constant::getNullValue(localTypes.back()), locals.back());
  }
  if (shape.resultsArgument)
    resultsPointer = function->getArg(shape.resultsArgument);

  ControlFrame frame{ControlFrame::Body, nullptr, nullptr, nullptr,
                     {}, {}, {}, 0};
  SmallVector<Type *, 2> results;
  for (ValType t : type.results)
    results.push_back(part.lowerValType(t));
  frame.end = frame.target = BasicBlock::Create(part.llvm, "return");
  frame.targetPhis = frame.endPhis = createPhis(frame.end, results);
  control.push_back(std::move(frame));
}

void FunctionLowering::emitStackCheck(uint64_t bytes) {
  const char *stackRegister = ctx.target().isX86 ? "rsp" : "sp";
  MDNode *name =
      MDNode::get(part.llvm, MDString::get(part.llvm, stackRegister));
  Value *sp =
      b.CreateIntrinsic(Intrinsic::read_register, {part.i64},
                        {MetadataAsValue::get(part.llvm, name)});
  Value *limit = loadVm(part.i64, W2O_VM_OFFSET(stack_limit), Tbaa::Header,
                        /*invariant=*/false);
  if (bytes)
    limit = b.CreateAdd(limit, b.getInt64(bytes));
  trapIf(b.CreateICmpULT(sp, limit), Trap::call_stack_exhausted);
}

void FunctionLowering::finish() {
  assert(control.empty() && "the final end closes the body");
  closeSegment();
  // A profile must fit whether the code that was profiled had such a frame or
  // not, so with profiles bodies check once more and keep their control flow.
  bool hasProfile = !ctx.options.profileNames.empty();
  if (!hasGuestCalls || (frameBytes && !hasProfile))
    return;
  BasicBlock &entry = function->getEntryBlock();
  Instruction *toBody = entry.getTerminator();
  BasicBlock *body = toBody->getSuccessor(0);
  toBody->eraseFromParent();
  b.SetInsertPoint(&entry);
  part.debug.setLocation(b, module.functions[functionIndex].bodyOffset);
  emitStackCheck(0);
  b.CreateBr(body);
}

BasicBlock *FunctionLowering::newBlock(const char *name) {
  return BasicBlock::Create(part.llvm, name, function);
}

AllocaInst *FunctionLowering::entryAlloca(Type *type, const char *name,
                                          unsigned count) {
  BasicBlock &entry = function->getEntryBlock();
  IRBuilder<> at(&entry, entry.begin());
  AllocaInst *result =
      at.CreateAlloca(count == 1 ? type : ArrayType::get(type, count), nullptr,
                      name);
  return result;
}

void FunctionLowering::trap(Trap which) {
  CallInst *call = b.CreateCall(part.trapFunction(which));
  call->setDoesNotReturn();
  // Each site keeps its own call: the return address is the location.
  call->addFnAttr(Attribute::NoMerge);
  call->addFnAttr(Attribute::Cold);
  b.CreateUnreachable();
}

void FunctionLowering::trapWith(Value *condition,
                                function_ref<void()> explain) {
  BasicBlock *cold = newBlock("trap");
  BasicBlock *next = newBlock("next");
  b.CreateCondBr(condition, cold, next, part.unlikely);
  b.SetInsertPoint(cold);
  explain();
  b.SetInsertPoint(next);
}

void FunctionLowering::trapIf(Value *condition, Trap which) {
  trapWith(condition, [&] { trap(which); });
}

Value *FunctionLowering::vmField(int64_t displacement) {
  return b.CreateConstGEP1_64(part.i8, vm, uint64_t(displacement));
}

LoadInst *FunctionLowering::loadVm(Type *type, int64_t displacement, Tbaa tbaa,
                                   bool invariant) {
  LoadInst *load = b.CreateLoad(type, vmField(displacement));
  part.annotate(load, tbaa);
  if (invariant)
    part.markInvariant(load);
  return load;
}

LoadInst *FunctionLowering::loadField(Value *object, Type *type,
                                      uint64_t offset) {
  LoadInst *load = b.CreateLoad(
      type, b.CreateConstInBoundsGEP1_64(part.i8, object, offset));
  part.annotate(load, Tbaa::Header);
  return load;
}

namespace {

/// Whether the address of an instruction's code can come up in a backtrace.
/// The others keep the location before them, which makes the line table
/// short.
bool needsLocation(Op op) {
  if (op == Op::Rethrow) // Its immediate is that of a branch.
    return true;
  switch (opImm(op)) {
  case ImmKind::I32:
  case ImmKind::I64:
  case ImmKind::F32:
  case ImmKind::F64:
  case ImmKind::V128:
  case ImmKind::Local:
  case ImmKind::Lane:
  case ImmKind::Shuffle:
  case ImmKind::SelectTypes:
  case ImmKind::Block:
  case ImmKind::Label:
  case ImmKind::LabelTable:
    return false;
  case ImmKind::None:
    switch (op) {
    case Op::Unreachable:
    case Op::ThrowRef:
    case Op::I32DivS:
    case Op::I32DivU:
    case Op::I32RemS:
    case Op::I32RemU:
    case Op::I64DivS:
    case Op::I64DivU:
    case Op::I64RemS:
    case Op::I64RemU:
    case Op::I32TruncF32S:
    case Op::I32TruncF32U:
    case Op::I32TruncF64S:
    case Op::I32TruncF64U:
    case Op::I64TruncF32S:
    case Op::I64TruncF32U:
    case Op::I64TruncF64S:
    case Op::I64TruncF64U:
    case Op::RefAsNonNull:
    case Op::I31GetS:
    case Op::I31GetU:
    case Op::ArrayLen:
    case Op::AnyConvertExtern:
    case Op::ExternConvertAny:
      return true;
    default: // Not a case list of its own: everything else cannot trap.
      return false;
    }
  default: // Calls, accesses, and whatever has an index.
    return true;
  }
}

} // namespace

void FunctionLowering::emit(const Instr &instr, ArrayRef<ValType> types) {
  popped = types;
  if (needsLocation(instr.op))
    part.debug.setLocation(b, instr.offset);
  meterBefore(instr);
  switch (instr.op) {
#define LOWER(Name, Call)                                                      \
  case Op::Name:                                                               \
    Call;                                                                      \
    break;
#define UNSUPPORTED(Name)                                                      \
  case Op::Name:                                                               \
    /* The driver refuses modules that use such a feature (Features.def). */   \
    llvm_unreachable("instruction of a feature that is not lowered");
#include "lower/OpLowering.def"
  }
  meterAfter(instr);
}

void FunctionLowering::skip(const Instr &instr) {
  // Only nesting matters in dead code; labels opened there are unreachable.
  switch (instr.op) {
  case Op::Block:
  case Op::Loop:
  case Op::If:
  case Op::TryTable:
  case Op::Try:
    ++skippedBlocks;
    break;
  case Op::Else:
    if (skippedBlocks == 0)
      lowerElse(/*live=*/false);
    break;
  case Op::End:
    if (skippedBlocks == 0)
      lowerEnd(/*live=*/false);
    else
      --skippedBlocks;
    break;
  case Op::Catch:
  case Op::CatchAll:
    if (skippedBlocks == 0)
      lowerCatch(instr, /*live=*/false);
    break;
  case Op::Delegate:
    if (skippedBlocks == 0)
      lowerDelegate(instr, /*live=*/false);
    else
      --skippedBlocks;
    break;
  default:
    break;
  }
}
