//===- LowerAggregates.cpp - struct.*, array.* ----------------------------===//
//
// Specification: Execution, "Aggregate Instructions". Accesses are inline,
// allocation is where the size is known and small, the bulk forms are
// builtins. A check for null is a branch here, which LLVM removes where it
// knows more; codegen/FoldNullChecks turns most of what is left into faults.
//
// Elements and fields are written only after the checks, and an object is
// complete before anything can see it: the collector runs inside of builtins
// only.
//
//===----------------------------------------------------------------------===//

#include "abi/HeapLayout.h"
#include "lower/FunctionLowering.h"
#include "lower/ObjectBuilder.h"
#include "llvm/Support/MathExtras.h"

using namespace w2o;
using namespace llvm;

ObjectBuilder FunctionLowering::objects() { return {part, b, vm}; }

void FunctionLowering::checkNull(Value *reference, ValType type, Trap trap) {
  if (type.isNullable())
    trapIf(b.CreateIsNull(reference), trap);
}

//===----------------------------------------------------------------------===//
// Allocation
//===----------------------------------------------------------------------===//

/// A cell of the size from the allocation front, or null from the slow path:
/// `complete` writes the header of the first, `slow` makes the whole object.
Value *FunctionLowering::allocateInline(uint64_t header, uint64_t bytes,
                                        function_ref<void(Value *)> complete,
                                        function_ref<Value *()> slow) {
  uint64_t cell = alignTo(header + bytes, W2O_CELL_GRANULE);
  if (cell > W2O_INLINE_CELL)
    return slow();
  // Set once, before any function of the module runs.
  Value *front = loadVm(part.ptr, W2O_VM_OFFSET(heap), Tbaa::Header,
                        /*invariant=*/true);
  uint64_t at =
      (cell / W2O_CELL_GRANULE - 1) * sizeof(w2o_heap_front::free[0]);
  Value *nextAt = b.CreateConstInBoundsGEP1_64(part.i8, front, at);
  Value *endAt =
      b.CreateConstInBoundsGEP1_64(part.i8, front, at + sizeof(void *));
  LoadInst *next = b.CreateLoad(part.ptr, nextAt);
  part.annotate(next, Tbaa::HeapFront);
  LoadInst *end = b.CreateLoad(part.ptr, endAt);
  part.annotate(end, Tbaa::HeapFront);
  Value *after = b.CreateConstGEP1_64(part.i8, next, cell);

  BasicBlock *full = newBlock("full"), *fits = newBlock("fits"),
             *done = newBlock("allocated");
  b.CreateCondBr(b.CreateICmpUGT(after, end), full, fits, part.unlikely);
  b.SetInsertPoint(full);
  Value *made = slow();
  BasicBlock *madeIn = b.GetInsertBlock();
  b.CreateBr(done);
  b.SetInsertPoint(fits);
  part.annotate(b.CreateStore(after, nextAt), Tbaa::HeapFront);
  Value *object = b.CreateConstGEP1_64(part.i8, next, header);
  complete(object);
  b.CreateBr(done);
  b.SetInsertPoint(done);
  PHINode *phi = b.CreatePHI(part.ptr, 2);
  phi->addIncoming(object, fits);
  phi->addIncoming(made, madeIn);
  return phi;
}

Value *FunctionLowering::newStruct(uint32_t typeIndex) {
  return allocateInline(
      W2O_STRUCT_HEADER, ctx.objects.size(typeIndex),
      [&](Value *object) {
        part.annotate(
            b.CreateStore(objects().typeInfo(typeIndex),
                          b.CreateConstGEP1_64(part.i8, object,
                                               uint64_t(W2O_OBJECT_TYPE))),
            Tbaa::ObjectType);
      },
      [&] { return objects().newStruct(typeIndex); });
}

/// An array of zeros with a length that is known.
Value *FunctionLowering::newArray(uint32_t typeIndex, uint32_t length) {
  return allocateInline(
      W2O_ARRAY_HEADER, uint64_t(length) * ctx.objects.size(typeIndex),
      [&](Value *array) {
        // Length and mark are one word.
        static_assert(W2O_ARRAY_MARK == W2O_ARRAY_LENGTH + 4);
        uint64_t word = uint64_t(W2O_ARRAY_MARK_VALUE) << 32 | length;
        part.annotate(
            b.CreateStore(b.getInt64(word),
                          b.CreateConstGEP1_64(part.i8, array,
                                               uint64_t(W2O_ARRAY_LENGTH))),
            Tbaa::ArrayLength);
        part.annotate(
            b.CreateStore(objects().typeInfo(typeIndex),
                          b.CreateConstGEP1_64(part.i8, array,
                                               uint64_t(W2O_OBJECT_TYPE))),
            Tbaa::ObjectType);
      },
      [&] { return objects().newArray(typeIndex, b.getInt32(length)); });
}

/// Whether storing the value to new memory changes nothing.
static bool isZero(Value *value) {
  auto *constant = dyn_cast<Constant>(value);
  return constant && constant->isNullValue();
}

//===----------------------------------------------------------------------===//
// Structures
//===----------------------------------------------------------------------===//

void FunctionLowering::lowerStructNew(const Instr &instr) {
  uint32_t count = uint32_t(module.types[instr.index].fields.size());
  SmallVector<Value *, 8> values(stack.end() - count, stack.end());
  stack.truncate(stack.size() - count);
  Value *object = newStruct(instr.index);
  ObjectBuilder objects = this->objects();
  for (uint32_t i = 0; i < count; ++i)
    if (!isZero(values[i]))
      objects.store(values[i], objects.fieldAddress(object, instr.index, i),
                    instr.index, i);
  push(object);
}

void FunctionLowering::lowerStructNewDefault(const Instr &instr) {
  push(newStruct(instr.index));
}

void FunctionLowering::lowerStructGet(const Instr &instr, bool isSigned) {
  Value *object = pop();
  checkNull(object, popped[0], Trap::null_structure_reference);
  ObjectBuilder objects = this->objects();
  push(objects.load(objects.fieldAddress(object, instr.index, instr.index2),
                    instr.index, instr.index2, isSigned));
}

void FunctionLowering::lowerStructSet(const Instr &instr) {
  Value *value = pop();
  Value *object = pop();
  checkNull(object, popped[0], Trap::null_structure_reference);
  ObjectBuilder objects = this->objects();
  objects.store(value,
                objects.fieldAddress(object, instr.index, instr.index2),
                instr.index, instr.index2);
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

Value *FunctionLowering::arrayLength(Value *array, ValType type) {
  checkNull(array, type, Trap::null_array_reference);
  return objects().arrayLength(array);
}

/// The address of element `index`, which is checked.
Value *FunctionLowering::arrayElement(Value *array, ValType type,
                                      uint32_t typeIndex, Value *index) {
  trapIf(b.CreateICmpUGE(index, arrayLength(array, type)),
         Trap::array_out_of_bounds);
  return objects().elementAddress(array, typeIndex, toIndex64(index));
}

/// The address of `n` elements from `index` on, which are checked.
Value *FunctionLowering::arrayRange(Value *array, uint32_t typeIndex,
                                    Value *length, Value *index, Value *n) {
  // In 64 bits, where the sum of two lengths cannot wrap.
  Value *end = b.CreateNUWAdd(toIndex64(index), toIndex64(n));
  trapIf(b.CreateICmpUGT(end, toIndex64(length)), Trap::array_out_of_bounds);
  return objects().elementAddress(array, typeIndex, toIndex64(index));
}

void FunctionLowering::lowerArrayNew(const Instr &instr) {
  Value *length = pop();
  Value *value = pop();
  Value *array = objects().newArray(instr.index, length);
  if (!isZero(value))
    objects().fill(array, value, toIndex64(length), instr.index);
  push(array);
}

void FunctionLowering::lowerArrayNewDefault(const Instr &instr) {
  push(objects().newArray(instr.index, pop()));
}

void FunctionLowering::lowerArrayNewFixed(const Instr &instr) {
  uint32_t count = instr.index2;
  SmallVector<Value *, 8> values(stack.end() - count, stack.end());
  stack.truncate(stack.size() - count);
  Value *array = newArray(instr.index, count);
  ObjectBuilder objects = this->objects();
  for (uint32_t i = 0; i < count; ++i)
    if (!isZero(values[i]))
      objects.store(values[i],
                    objects.elementAddress(array, instr.index, b.getInt64(i)),
                    instr.index, 0);
  push(array);
}

void FunctionLowering::lowerArrayNewSegment(const Instr &instr,
                                            Builtin builtin) {
  Value *n = pop();
  Value *src = pop();
  ObjectBuilder objects = this->objects();
  push(objects.call(builtin, {vm, objects.typeInfo(instr.index),
                              b.getInt32(instr.index2), src, n}));
}

void FunctionLowering::lowerArrayGet(const Instr &instr, bool isSigned) {
  Value *index = pop();
  Value *array = pop();
  Value *address = arrayElement(array, popped[0], instr.index, index);
  push(objects().load(address, instr.index, 0, isSigned));
}

void FunctionLowering::lowerArraySet(const Instr &instr) {
  Value *value = pop();
  Value *index = pop();
  Value *array = pop();
  Value *address = arrayElement(array, popped[0], instr.index, index);
  objects().store(value, address, instr.index, 0);
}

void FunctionLowering::lowerArrayLen() {
  Value *array = pop();
  push(arrayLength(array, popped[0]));
}

void FunctionLowering::lowerArrayFill(const Instr &instr) {
  Value *n = pop();
  Value *value = pop();
  Value *index = pop();
  Value *array = pop();
  Value *length = arrayLength(array, popped[0]);
  Value *address = arrayRange(array, instr.index, length, index, n);
  objects().fill(address, value, toIndex64(n), instr.index);
}

void FunctionLowering::lowerArrayCopy(const Instr &instr) {
  Value *n = pop();
  Value *from = pop();
  Value *source = pop();
  Value *to = pop();
  Value *target = pop();
  // Both nulls come before both bounds.
  Value *targetLength = arrayLength(target, popped[0]);
  Value *sourceLength = arrayLength(source, popped[2]);
  Value *targetAt = arrayRange(target, instr.index, targetLength, to, n);
  Value *sourceAt = arrayRange(source, instr.index2, sourceLength, from, n);
  Value *bytes = b.CreateNUWMul(
      toIndex64(n), b.getInt64(ctx.objects.size(instr.index)));
  objects().call(Builtin::move_bytes, {targetAt, sourceAt, bytes});
}

void FunctionLowering::lowerArrayInit(const Instr &instr, Builtin builtin) {
  Value *n = pop();
  Value *src = pop();
  Value *index = pop();
  Value *array = pop();
  Value *length = arrayLength(array, popped[0]);
  Value *address = arrayRange(array, instr.index, length, index, n);
  SmallVector<Value *, 6> args = {vm, b.getInt32(instr.index2), address, src,
                                  n};
  if (builtin == Builtin::array_init_data)
    args.push_back(b.getInt32(ctx.objects.size(instr.index)));
  objects().call(builtin, args);
}
