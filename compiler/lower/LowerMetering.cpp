//===- LowerMetering.cpp - Code of --fuel and --interrupt=epoch -----------===//
//
// Fuel. Each instruction costs 1 but those that only give structure. What
// always runs together, a segment, is paid for at its start: the counter in the
// instance's header goes down by the number of its instructions, which is known
// and filled in when the segment ends, and when it goes below zero the runtime
// is called before anything of the segment has run. So how far a program comes
// with its fuel does not depend on the machine or the optimisation. Calls do
// not end a segment.
//
// Epoch. At the start of each function and of each iteration of a loop the
// epoch, which the host advances, is compared with the instance's deadline.
// Compilers keep the address of the epoch in a register, so it costs a load
// and a comparison with memory.
//
// A segment without a cost has no code: it is opened by its first instruction
// that has one.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

/// Whether an instruction is free: it becomes no code.
static bool isFree(Op op) {
  switch (op) {
  case Op::Nop:
  case Op::Block:
  case Op::Loop:
  case Op::Else:
  case Op::End:
  case Op::TryTable:
  case Op::Try:
  case Op::Catch:
  case Op::CatchAll:
  case Op::Delegate:
    return true;
  default:
    return false;
  }
}

/// Whether the code behind an instruction may run without it or more often, or
/// it without the code behind. `end` is lowerEnd()'s to know.
static bool endsSegment(Op op) {
  switch (op) {
  case Op::Loop:
  case Op::If:
  case Op::Else:
  case Op::Br:
  case Op::BrIf:
  case Op::BrTable:
  case Op::BrOnNull:
  case Op::BrOnNonNull:
  case Op::BrOnCast:
  case Op::BrOnCastFail:
  case Op::Return:
  case Op::ReturnCall:
  case Op::ReturnCallIndirect:
  case Op::ReturnCallRef:
  case Op::Unreachable:
  case Op::Throw:
  case Op::ThrowRef:
  case Op::Rethrow:
  case Op::TryTable:
  case Op::Try:
  case Op::Catch:
  case Op::CatchAll:
  case Op::Delegate:
    return true;
  default:
    return false;
  }
}

void FunctionLowering::meterBefore(const Instr &instr) {
  if (!ctx.options.fuel || isFree(instr.op))
    return;
  if (!segment.charge)
    openSegment();
  ++segment.cost;
}

void FunctionLowering::meterAfter(const Instr &instr) {
  if (endsSegment(instr.op))
    closeSegment();
  if (instr.op == Op::Loop)
    checkEpoch();
}

void FunctionLowering::openSegment() {
  LoadInst *before =
      loadVm(part.i64, W2O_VM_OFFSET(fuel), Tbaa::Fuel, /*invariant=*/false);
  // Not through the builder, which would fold a subtraction of zero.
  segment.charge = BinaryOperator::CreateSub(before, b.getInt64(0));
  b.Insert(segment.charge, "fuel");
  StoreInst *store =
      b.CreateStore(segment.charge, vmField(W2O_VM_OFFSET(fuel)));
  part.annotate(store, Tbaa::Fuel);
  BasicBlock *cold = newBlock("out_of_fuel");
  BasicBlock *next = newBlock("next");
  b.CreateCondBr(b.CreateICmpSLT(segment.charge, b.getInt64(0)), cold, next,
                 part.unlikely);
  b.SetInsertPoint(cold);
  segment.refill = callCold(Builtin::out_of_fuel, {vm, b.getInt64(0)});
  b.CreateBr(next);
  b.SetInsertPoint(next);
  segment.cost = 0;
}

void FunctionLowering::closeSegment() {
  if (!segment.charge)
    return;
  segment.charge->setOperand(1, b.getInt64(segment.cost));
  segment.refill->setArgOperand(1, b.getInt64(segment.cost));
  segment = {};
}

void FunctionLowering::checkEpoch() {
  if (ctx.options.interrupt != InterruptKind::Epoch)
    return;
  Value *epoch = loadVm(part.ptr, W2O_VM_OFFSET(epoch), Tbaa::Header,
                        /*invariant=*/true);
  // Atomic, since other threads write it; so no loop is without the load.
  LoadInst *now = b.CreateAlignedLoad(part.i64, epoch, Align(8));
  now->setAtomic(AtomicOrdering::Monotonic);
  LoadInst *limit = loadVm(part.i64, W2O_VM_OFFSET(epoch_limit), Tbaa::Header,
                           /*invariant=*/false);
  BasicBlock *cold = newBlock("deadline");
  BasicBlock *next = newBlock("next");
  b.CreateCondBr(b.CreateICmpUGE(now, limit), cold, next, part.unlikely);
  b.SetInsertPoint(cold);
  callCold(Builtin::epoch_deadline, {vm});
  b.CreateBr(next);
  b.SetInsertPoint(next);
}

CallInst *FunctionLowering::callCold(Builtin which, ArrayRef<Value *> args) {
  CallInst *call = b.CreateCall(part.builtin(which), args);
  call->addFnAttr(Attribute::Cold);
  // Each site has its own place in the module.
  call->addFnAttr(Attribute::NoMerge);
  part.addExtensionAttributes(call);
  return call;
}
