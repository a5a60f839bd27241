//===- LowerExceptions.cpp - throw, try_table, and the legacy form --------===//
//
// Specification: Execution, "Control Instructions"; docs/Heap.md,
// "Exceptions". A block that catches has a handler, which is on the stack
// `handlers` while its body is lowered:
//
//   calls in the body   invoke, unwinding to the handler's landing pad
//   landing pad         takes the exception from the unwinder
//   throws in the body  branch, since the exception is at hand
//                          |
//   dispatch            compares the tag with those of the clauses, in order;
//                       if none is it, goes on to the next handler outside,
//                       or, where this function has none, throws again
//
// The unwinder knows nothing about tags: their identity is known only to an
// instance. It stops at each frame with a landing pad around the call.
//
// Tail calls leave the frame first and are never invokes.
//
//===----------------------------------------------------------------------===//

#include "abi/HeapLayout.h"
#include "lower/FunctionLowering.h"

using namespace w2o;
using namespace llvm;

void FunctionLowering::pushHandler(ArrayRef<CatchClause> clauses) {
  Handler handler;
  handler.frame = uint32_t(control.size());
  for (const CatchClause &clause : clauses) {
    // A label counts from outside of the block, which is not there yet.
    uint32_t target = uint32_t(control.size() - 1 - clause.label);
    handler.clauses.push_back({clause.kind, clause.tag, target});
  }
  handlers.push_back(std::move(handler));
}

/// The block that takes over an exception, which is the value of its phi.
BasicBlock *FunctionLowering::dispatchOf(Handler &handler) {
  if (!handler.dispatch) {
    handler.dispatch = BasicBlock::Create(part.llvm, "dispatch");
    handler.exception = createPhis(handler.dispatch, {part.ptr}).front();
  }
  return handler.dispatch;
}

/// Goes on with an exception at the innermost of some handlers; without one it
/// leaves the function. No block is open after.
void FunctionLowering::propagate(Value *exception,
                                 MutableArrayRef<Handler> around) {
  if (!around.empty()) {
    BasicBlock *dispatch = dispatchOf(around.back());
    around.back().exception->addIncoming(exception, b.GetInsertBlock());
    b.CreateBr(dispatch);
    return;
  }
  CallInst *call =
      b.CreateCall(part.builtin(Builtin::throw_exn), {vm, exception});
  // The return address is the location, as of traps.
  call->addFnAttr(Attribute::NoMerge);
  b.CreateUnreachable();
}

/// Where calls of the innermost handler's body unwind to.
BasicBlock *FunctionLowering::landingPad() {
  Handler &handler = handlers.back();
  if (handler.landingPad)
    return handler.landingPad;
  function->setPersonalityFn(part.personality());
  handler.landingPad = newBlock("landing");
  IRBuilder<>::InsertPointGuard guard(b);
  b.SetInsertPoint(handler.landingPad);
  // A cleanup, so that the table of call sites needs no types and with them
  // no relocations.
  LandingPadInst *pad =
      b.CreateLandingPad(StructType::get(part.ptr, part.i32), 0);
  pad->setCleanup(true);
  propagate(b.CreateExtractValue(pad, 0), handlers);
  return handler.landingPad;
}

CallBase *FunctionLowering::createCall(llvm::FunctionType *type, Value *callee,
                                       ArrayRef<Value *> args,
                                       bool keepsInstance) {
  CallBase *call;
  // The code generator knows what kind of callee it is by this number.
  SmallVector<OperandBundleDef, 1> bundles;
  if (keepsInstance)
    bundles.emplace_back("kcfi", b.getInt32(1));
  if (handlers.empty()) {
    call = b.CreateCall(type, callee, args, bundles);
  } else {
    BasicBlock *next = newBlock("next");
    call = b.CreateInvoke(type, callee, next, landingPad(), args,
                          bundles);
    b.SetInsertPoint(next);
  }
  part.addExtensionAttributes(call);
  return call;
}

Value *FunctionLowering::exceptionValue(Value *exception, size_t index) {
  return b.CreateConstInBoundsGEP1_64(
      part.i8, exception,
      offsetof(w2o_exception, values) + index * sizeof(w2o_global_cell));
}

/// Branches on whether an exception has the tag; the values of one that has
/// it are pushed, and lowering goes on there. Returns the block for others.
BasicBlock *FunctionLowering::catchTag(Value *exception, uint32_t tag) {
  Value *found = b.CreateLoad(part.ptr, exception);
  Value *expected = loadVm(part.ptr, ctx.layout.tagSlot(tag), Tbaa::Header,
                           /*invariant=*/true);
  BasicBlock *caught = newBlock("caught");
  BasicBlock *next = newBlock("next");
  b.CreateCondBr(b.CreateICmpEQ(found, expected), caught, next);
  b.SetInsertPoint(caught);
  ArrayRef<ValType> types =
      module.types.func(module.tags[tag].typeIndex).params;
  for (size_t i = 0; i < types.size(); ++i)
    push(b.CreateAlignedLoad(part.lowerValType(types[i]),
                             exceptionValue(exception, i), Align(8)));
  return next;
}

void FunctionLowering::lowerThrow(const Instr &instr) {
  Value *tag = loadVm(part.ptr, ctx.layout.tagSlot(instr.index), Tbaa::Header,
                      /*invariant=*/true);
  Value *exception = b.CreateCall(part.builtin(Builtin::exn_new), {vm, tag});
  size_t count =
      module.types.func(module.tags[instr.index].typeIndex).params.size();
  for (size_t i = 0; i < count; ++i)
    b.CreateAlignedStore(stack[stack.size() - count + i],
                         exceptionValue(exception, i), Align(8));
  stack.truncate(stack.size() - count);
  propagate(exception, handlers);
}

void FunctionLowering::lowerThrowRef() {
  Value *exception = pop();
  trapIf(b.CreateIsNull(exception), Trap::null_exception_reference);
  propagate(exception, handlers);
}

void FunctionLowering::lowerTryTable(const Instr &instr) {
  if (!instr.catches.empty())
    pushHandler(instr.catches);
  lowerBlock(instr);
  if (!instr.catches.empty())
    control.back().kind = ControlFrame::TryTable;
}

/// The dispatch of a try_table, whose frame is no longer there.
void FunctionLowering::finishTryTable() {
  Handler handler = handlers.pop_back_val();
  if (!handler.dispatch)
    return; // Nothing in it throws.
  enterBlock(handler.dispatch);
  Value *exception = handler.exception;
  for (const Handler::Clause &clause : handler.clauses) {
    BasicBlock *next = nullptr;
    size_t height = stack.size();
    if (clause.kind == CatchClause::Catch ||
        clause.kind == CatchClause::CatchRef)
      next = catchTag(exception, clause.tag);
    if (clause.kind == CatchClause::CatchRef ||
        clause.kind == CatchClause::CatchAllRef)
      push(exception);
    ControlFrame &target = control[clause.target];
    addIncoming(target.targetPhis, b.GetInsertBlock());
    b.CreateBr(target.target);
    stack.truncate(height);
    if (!next)
      return; // It catches everything.
    b.SetInsertPoint(next);
  }
  propagate(exception, handlers);
}

//===----------------------------------------------------------------------===//
// The legacy form
//===----------------------------------------------------------------------===//

void FunctionLowering::lowerTry(const Instr &instr) {
  pushHandler({});
  lowerBlock(instr);
  control.back().kind = ControlFrame::Try;
}

/// Legacy catch and catch_all: ends the body, or the clause before.
void FunctionLowering::lowerCatch(const Instr &instr, bool live) {
  ControlFrame &frame = control.back();
  if (live) {
    addIncoming(frame.endPhis, b.GetInsertBlock());
    b.CreateBr(frame.end);
  }
  stack.truncate(frame.height);
  if (frame.kind == ControlFrame::Try) {
    // From here on only handlers outside catch.
    Handler handler = handlers.pop_back_val();
    enterBlock(dispatchOf(handler));
    frame.kind = ControlFrame::Catch;
    frame.caught = handler.exception;
    if (handler.exception->getNumIncomingValues() == 0) {
      // Nothing in the body throws, so that the block is not reached.
      frame.caught = ConstantPointerNull::get(part.ptr);
      handler.exception->eraseFromParent();
    }
  } else {
    b.SetInsertPoint(frame.uncaught);
  }
  frame.uncaught =
      instr.op == Op::Catch ? catchTag(frame.caught, instr.index) : nullptr;
}

void FunctionLowering::lowerRethrow(const Instr &instr) {
  propagate(label(instr.index).caught, handlers);
}

/// Legacy delegate: ends a try; what is thrown in it goes to the handlers
/// around a label.
void FunctionLowering::lowerDelegate(const Instr &instr, bool live) {
  ControlFrame frame = control.pop_back_val();
  if (live) {
    addIncoming(frame.endPhis, b.GetInsertBlock());
    b.CreateBr(frame.end);
  }
  Handler handler = handlers.pop_back_val();
  if (handler.dispatch) {
    // The label's own handler is one of them, unless it is at its clauses.
    size_t target = control.size() - 1 - instr.index, count = 0;
    while (count < handlers.size() && handlers[count].frame <= target)
      ++count;
    enterBlock(handler.dispatch);
    propagate(handler.exception,
              MutableArrayRef<Handler>(handlers).take_front(count));
  }
  continueAfter(frame);
}

/// At the end of a legacy try: what no clause caught goes on.
void FunctionLowering::finishTry(const ControlFrame &frame) {
  if (frame.kind == ControlFrame::Try) {
    Handler handler = handlers.pop_back_val();
    if (!handler.dispatch)
      return;
    enterBlock(handler.dispatch);
    propagate(handler.exception, handlers);
  } else if (frame.uncaught) {
    b.SetInsertPoint(frame.uncaught);
    propagate(frame.caught, handlers);
  }
}
