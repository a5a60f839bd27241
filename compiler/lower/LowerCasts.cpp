//===- LowerCasts.cpp - ref.test, ref.cast, br_on_cast, br_on_cast_fail ---===//
//
// Specification: Execution, "Reference Instructions". What the static type of
// the operand says is not tested again. Heap types form trees, so of two types
// where neither is above the other no value but null has both.
//
// An object's type is a pointer that is compared, directly when the target is
// final and has no subtypes, otherwise with the display of the object's type
// at the depth of the target. Types of functions are numbers, and ancestors of
// those are looked up by a builtin.
//
//===----------------------------------------------------------------------===//

#include "abi/HeapLayout.h"
#include "lower/FunctionLowering.h"
#include "lower/ObjectBuilder.h"

using namespace w2o;
using namespace llvm;

static bool isBottom(HeapType heap) {
  return heap == HeapKind::None || heap == HeapKind::NoFunc ||
         heap == HeapKind::NoExtern || heap == HeapKind::NoExn;
}

/// A field of a w2o_type_info, which never changes.
LoadInst *FunctionLowering::typeInfoField(Value *info, Type *type,
                                          uint64_t offset) {
  LoadInst *load = loadField(info, type, offset);
  part.markInvariant(load);
  return load;
}

void FunctionLowering::branchOnCast(Value *reference, ValType from, ValType to,
                                    BasicBlock *pass, BasicBlock *fail,
                                    MDNode *failWeights) {
  auto failIf = [&](Value *condition) {
    BasicBlock *next = newBlock("next");
    b.CreateCondBr(condition, fail, next, failWeights);
    b.SetInsertPoint(next);
  };
  if (from.isNullable()) {
    Value *isNull = b.CreateIsNull(reference);
    if (to.isNullable()) {
      BasicBlock *next = newBlock("next");
      b.CreateCondBr(isNull, pass, next);
      b.SetInsertPoint(next);
    } else {
      failIf(isNull);
    }
  }
  HeapType source = from.heap(), target = to.heap();
  if (module.types.matchesHeap(source, target)) {
    b.CreateBr(pass);
    return;
  }
  if (isBottom(target) || !module.types.matchesHeap(target, source)) {
    b.CreateBr(fail);
    return;
  }
  if (target.isConcrete() && module.types.isFunc(target.typeIndex())) {
    Value *found =
        recordField(reference, part.i32, offsetof(w2o_func, type_id));
    Value *expected = loadVm(part.i32, ctx.layout.typeId(target.typeIndex()),
                             Tbaa::Header, /*invariant=*/true);
    failIf(module.types[target.typeIndex()].isFinal
               ? b.CreateICmpNE(found, expected)
               : b.CreateNot(isSubType(found, expected)));
    b.CreateBr(pass);
    return;
  }
  if (source == HeapKind::Any || source == HeapKind::Eq) {
    Value *bits = b.CreatePtrToInt(reference, part.i64);
    Value *isI31 = b.CreateTrunc(bits, part.i1);
    static_assert(W2O_I31_TAG == 1, "the lowest bit tells");
    if (target == HeapKind::I31) {
      failIf(b.CreateNot(isI31));
      b.CreateBr(pass);
      return;
    }
    if (target == HeapKind::Eq) {
      BasicBlock *next = newBlock("next");
      b.CreateCondBr(isI31, pass, next);
      b.SetInsertPoint(next);
    } else {
      failIf(isI31);
    }
  }
  failIf(b.CreateNot(matchesObject(reference, target, fail, failWeights)));
  b.CreateBr(pass);
}

/// Whether an object is of the type, which is Eq, Struct, Array or concrete.
/// May branch to `fail` on the way.
Value *FunctionLowering::matchesObject(Value *object, HeapType target,
                                       BasicBlock *fail,
                                       MDNode *failWeights) {
  Value *type = objects().typeOf(object);
  if (!target.isConcrete()) {
    Value *kind =
        typeInfoField(type, part.i32, offsetof(w2o_type_info, kind));
    if (target == HeapKind::Struct)
      return b.CreateICmpEQ(kind, b.getInt32(W2O_OBJECT_STRUCT));
    if (target == HeapKind::Array)
      return b.CreateICmpEQ(kind, b.getInt32(W2O_OBJECT_ARRAY));
    // Eq: not the references of a host.
    static_assert(W2O_OBJECT_STRUCT == 1 && W2O_OBJECT_ARRAY == 2);
    return b.CreateICmpULE(kind, b.getInt32(W2O_OBJECT_ARRAY));
  }
  uint32_t index = target.typeIndex();
  Value *expected = objects().typeInfo(index);
  if (module.types[index].isFinal)
    return b.CreateICmpEQ(type, expected);
  uint32_t depth = 0;
  for (std::optional<uint32_t> super = module.types[index].superType; super;
       super = module.types[*super].superType)
    ++depth;
  if (depth >= W2O_TYPE_DISPLAY) {
    Value *actual =
        typeInfoField(type, part.i32, offsetof(w2o_type_info, depth));
    BasicBlock *next = newBlock("deep");
    b.CreateCondBr(b.CreateICmpULT(actual, b.getInt32(depth)), fail, next,
                   failWeights);
    b.SetInsertPoint(next);
  }
  Value *found = typeInfoField(type, part.ptr,
                               offsetof(w2o_type_info, display) +
                                   depth * sizeof(void *));
  return b.CreateICmpEQ(found, expected);
}

/// Whether one canonical type id is another or a subtype of it.
Value *FunctionLowering::isSubType(Value *found, Value *expected) {
  Value *isEqual = b.CreateICmpEQ(found, expected);
  BasicBlock *equal = b.GetInsertBlock(), *differs = newBlock("differs"),
             *done = newBlock("matched");
  b.CreateCondBr(isEqual, done, differs);
  b.SetInsertPoint(differs);
  CallInst *call = objects().call(Builtin::is_subtype, {found, expected});
  call->setMemoryEffects(MemoryEffects::none()); // Types never change.
  call->addFnAttr(Attribute::Cold);
  call->setDoesNotThrow();
  Value *isAncestor = b.CreateICmpNE(call, b.getInt32(0));
  b.CreateBr(done);
  b.SetInsertPoint(done);
  PHINode *phi = b.CreatePHI(part.i1, 2);
  phi->addIncoming(b.getTrue(), equal);
  phi->addIncoming(isAncestor, differs);
  return phi;
}

void FunctionLowering::lowerRefTest(const Instr &instr) {
  Value *reference = pop();
  BasicBlock *pass = newBlock("pass"), *fail = newBlock("fail"),
             *done = newBlock("tested");
  branchOnCast(reference, popped.back(), instr.ref, pass, fail, nullptr);
  b.SetInsertPoint(pass);
  b.CreateBr(done);
  b.SetInsertPoint(fail);
  b.CreateBr(done);
  b.SetInsertPoint(done);
  PHINode *phi = b.CreatePHI(part.i32, 2);
  phi->addIncoming(b.getInt32(1), pass);
  phi->addIncoming(b.getInt32(0), fail);
  push(phi);
}

void FunctionLowering::lowerRefCast(const Instr &instr) {
  BasicBlock *pass = newBlock("pass"), *fail = newBlock("trap");
  branchOnCast(stack.back(), popped.back(), instr.ref, pass, fail,
               part.unlikely);
  b.SetInsertPoint(fail);
  trap(Trap::cast_failure);
  b.SetInsertPoint(pass);
}

/// The reference stays on the stack either way.
void FunctionLowering::lowerBrOnCast(const Instr &instr, bool onFail) {
  BasicBlock *pass = newBlock("pass"), *fail = newBlock("fail");
  branchOnCast(stack.back(), popped.back(), instr.ref2, pass, fail, nullptr);
  ControlFrame &frame = label(instr.index);
  BasicBlock *taken = onFail ? fail : pass;
  b.SetInsertPoint(taken);
  addIncoming(frame.targetPhis, taken);
  b.CreateBr(frame.target);
  b.SetInsertPoint(onFail ? pass : fail);
}
