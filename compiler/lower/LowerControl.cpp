//===- LowerControl.cpp - block, loop, if, br*, return, unreachable -------===//
//
// Specification: Execution, "Control Instructions". A label is a basic block
// whose phis are the label's values. Labels that nothing branches to come out
// of lowering as blocks without predecessors, which LLVM removes.
//
//===----------------------------------------------------------------------===//

#include "lower/FunctionLowering.h"
#include "llvm/IR/MDBuilder.h"

using namespace w2o;
using namespace llvm;

void FunctionLowering::blockTypes(const BlockType &block,
                                  SmallVectorImpl<Type *> &params,
                                  SmallVectorImpl<Type *> &results) {
  switch (block.kind) {
  case BlockType::Empty:
    return;
  case BlockType::Value:
    results.push_back(part.lowerValType(block.value));
    return;
  case BlockType::TypeIndex:
    for (ValType t : module.types.func(block.typeIndex).params)
      params.push_back(part.lowerValType(t));
    for (ValType t : module.types.func(block.typeIndex).results)
      results.push_back(part.lowerValType(t));
    return;
  }
}

SmallVector<PHINode *, 2>
FunctionLowering::createPhis(BasicBlock *block, ArrayRef<Type *> types) {
  SmallVector<PHINode *, 2> phis;
  for (Type *type : types)
    phis.push_back(PHINode::Create(type, 2, "", block));
  return phis;
}

/// The values of a label are on top of the stack; they stay there.
void FunctionLowering::addIncoming(ArrayRef<PHINode *> phis, BasicBlock *from) {
  for (size_t i = 0; i < phis.size(); ++i)
    phis[i]->addIncoming(stack[stack.size() - phis.size() + i], from);
}

void FunctionLowering::enterBlock(BasicBlock *block) {
  if (!block->getParent())
    block->insertInto(function);
  b.SetInsertPoint(block);
}

/// Weights of a branch whose first successor is where a true condition goes;
/// null without a hint.
MDNode *FunctionLowering::branchWeights(const Instr &instr) {
  const BranchHint *hint = module.branchHint(instr.offset);
  if (!hint)
    return nullptr;
  MDBuilder metadata(part.llvm);
  return hint->isTaken ? metadata.createLikelyBranchWeights()
                       : metadata.createUnlikelyBranchWeights();
}

void FunctionLowering::lowerUnreachable() { trap(Trap::unreachable); }

void FunctionLowering::lowerBlock(const Instr &instr) {
  SmallVector<Type *, 4> params, results;
  blockTypes(instr.block, params, results);
  BasicBlock *end = BasicBlock::Create(part.llvm, "end");
  SmallVector<PHINode *, 2> phis = createPhis(end, results);
  control.push_back({ControlFrame::Block, end, end, nullptr, phis, phis, {},
                     uint32_t(stack.size() - params.size())});
}

void FunctionLowering::lowerLoop(const Instr &instr) {
  SmallVector<Type *, 4> params, results;
  blockTypes(instr.block, params, results);
  BasicBlock *header = newBlock("loop");
  BasicBlock *end = BasicBlock::Create(part.llvm, "end");
  SmallVector<PHINode *, 2> headerPhis = createPhis(header, params);
  SmallVector<PHINode *, 2> endPhis = createPhis(end, results);
  addIncoming(headerPhis, b.GetInsertBlock());
  b.CreateBr(header);
  b.SetInsertPoint(header);
  stack.truncate(stack.size() - params.size());
  control.push_back({ControlFrame::Loop, header, end, nullptr, headerPhis,
                     endPhis, {}, uint32_t(stack.size())});
  stack.append(headerPhis.begin(), headerPhis.end());
}

void FunctionLowering::lowerIf(const Instr &instr) {
  SmallVector<Type *, 4> params, results;
  blockTypes(instr.block, params, results);
  Value *condition = popBool();
  BasicBlock *then = newBlock("then");
  BasicBlock *otherwise = BasicBlock::Create(part.llvm, "else");
  BasicBlock *end = BasicBlock::Create(part.llvm, "end");
  SmallVector<PHINode *, 2> phis = createPhis(end, results);
  b.CreateCondBr(condition, then, otherwise, branchWeights(instr));
  b.SetInsertPoint(then);
  uint32_t height = uint32_t(stack.size() - params.size());
  control.push_back({ControlFrame::If, end, end, otherwise, phis, phis,
                     SmallVector<Value *, 2>(stack.begin() + height,
                                             stack.end()),
                     height});
}

void FunctionLowering::lowerElse(bool live) {
  ControlFrame &frame = control.back();
  if (live) {
    addIncoming(frame.endPhis, b.GetInsertBlock());
    b.CreateBr(frame.end);
  }
  stack.truncate(frame.height);
  stack.append(frame.params.begin(), frame.params.end());
  frame.kind = ControlFrame::Else;
  enterBlock(frame.elseBlock);
}

void FunctionLowering::lowerEnd(bool live) {
  ControlFrame frame = control.pop_back_val();
  if (live) {
    addIncoming(frame.endPhis, b.GetInsertBlock());
    b.CreateBr(frame.end);
  }
  if (frame.kind == ControlFrame::If) {
    // Without `else` the parameters are the results.
    stack.truncate(frame.height);
    stack.append(frame.params.begin(), frame.params.end());
    enterBlock(frame.elseBlock);
    addIncoming(frame.endPhis, b.GetInsertBlock());
    b.CreateBr(frame.end);
  } else if (frame.kind == ControlFrame::TryTable) {
    finishTryTable();
  } else if (frame.kind == ControlFrame::Try ||
             frame.kind == ControlFrame::Catch) {
    finishTry(frame);
  }
  continueAfter(frame);
}

void FunctionLowering::continueAfter(const ControlFrame &frame) {
  stack.truncate(frame.height);
  // A block that is left at its end only goes on as the same code.
  if (frame.end->getSinglePredecessor() != b.GetInsertBlock())
    closeSegment();
  enterBlock(frame.end);
  bool reached = !pred_empty(frame.end);
  for (PHINode *phi : frame.endPhis) {
    if (reached) {
      stack.push_back(phi);
    } else {
      stack.push_back(PoisonValue::get(phi->getType()));
      phi->eraseFromParent();
    }
  }
  if (frame.kind == ControlFrame::Body) {
    if (reached)
      emitReturn(stack);
    else
      b.CreateUnreachable();
    stack.clear();
  }
}

void FunctionLowering::lowerBr(const Instr &instr) {
  ControlFrame &frame = label(instr.index);
  addIncoming(frame.targetPhis, b.GetInsertBlock());
  stack.truncate(stack.size() - frame.targetPhis.size());
  b.CreateBr(frame.target);
}

void FunctionLowering::lowerBrIf(const Instr &instr) {
  Value *condition = popBool();
  ControlFrame &frame = label(instr.index);
  BasicBlock *next = newBlock("next");
  addIncoming(frame.targetPhis, b.GetInsertBlock());
  b.CreateCondBr(condition, frame.target, next, branchWeights(instr));
  b.SetInsertPoint(next);
}

void FunctionLowering::lowerBrTable(const Instr &instr) {
  Value *index = pop();
  ArrayRef<uint32_t> cases = instr.labels.drop_back();
  ControlFrame &fallback = label(instr.labels.back());
  SwitchInst *branch =
      b.CreateSwitch(index, fallback.target, unsigned(cases.size()));
  addIncoming(fallback.targetPhis, b.GetInsertBlock());
  size_t arity = fallback.targetPhis.size();
  for (size_t i = 0; i < cases.size(); ++i) {
    ControlFrame &frame = label(cases[i]);
    // One phi entry for each edge, also where edges share the target.
    addIncoming(frame.targetPhis, b.GetInsertBlock());
    branch->addCase(b.getInt32(uint32_t(i)), frame.target);
  }
  stack.truncate(stack.size() - arity);
}

void FunctionLowering::lowerReturn() {
  size_t count = module.funcType(functionIndex).results.size();
  SmallVector<Value *, 4> results(stack.end() - count, stack.end());
  stack.truncate(stack.size() - count);
  emitReturn(results);
}

void FunctionLowering::emitReturn(ArrayRef<Value *> results) {
  if (results.size() == 1) {
    b.CreateRet(results[0]);
    return;
  }
  for (size_t i = 0; i < results.size(); ++i)
    b.CreateAlignedStore(results[i],
                         b.CreateConstInBoundsGEP1_64(
                             part.i8, resultsPointer, i * CallShape::slotBytes),
                         Align(8));
  b.CreateRetVoid();
}
