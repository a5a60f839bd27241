//===- ObjectBuilder.cpp - Code for objects of the heap -------------------===//

#include "lower/ObjectBuilder.h"
#include "abi/HeapLayout.h"
#include <algorithm>

using namespace w2o;
using namespace llvm;

CallInst *ObjectBuilder::call(Builtin which, ArrayRef<Value *> args) {
  CallInst *call = b.CreateCall(part.builtin(which), args);
  part.addExtensionAttributes(call);
  return call;
}

Value *ObjectBuilder::typeInfo(uint32_t typeIndex) {
  LoadInst *load = b.CreateLoad(
      part.ptr,
      b.CreateConstGEP1_64(part.i8, vm,
                           uint64_t(part.ctx.layout.typeInfo(typeIndex))));
  part.annotate(load, Tbaa::Header);
  part.markInvariant(load);
  return load;
}

LoadInst *ObjectBuilder::typeOf(Value *object) {
  LoadInst *load =
      b.CreateLoad(part.ptr, displaced(object, W2O_OBJECT_TYPE));
  part.annotate(load, Tbaa::ObjectType);
  return load;
}

/// Not an invariant load, although no length ever changes: it must stay behind
/// the store of an array that was made in the same function.
LoadInst *ObjectBuilder::arrayLength(Value *array) {
  LoadInst *load =
      b.CreateLoad(part.i32, displaced(array, W2O_ARRAY_LENGTH));
  part.annotate(load, Tbaa::ArrayLength);
  return load;
}

Value *ObjectBuilder::makeI31(Value *value) {
  Value *tagged = b.CreateOr(b.CreateShl(value, 1), W2O_I31_TAG);
  return b.CreateIntToPtr(b.CreateZExt(tagged, part.i64), part.ptr);
}

Type *ObjectBuilder::memoryType(const StorageType &storage) const {
  switch (storage.packing) {
  case StorageType::I8:
    return part.i8;
  case StorageType::I16:
    return part.i16;
  case StorageType::None:
    break;
  }
  return part.lowerValType(storage.type);
}

Align ObjectBuilder::alignment(const StorageType &storage) const {
  return Align(std::min<uint64_t>(storageBytes(storage), W2O_CELL_GRANULE));
}

Value *ObjectBuilder::fieldAddress(Value *object, uint32_t typeIndex,
                                   uint32_t field) {
  return displaced(object, part.ctx.objects.fieldAt(typeIndex, field));
}

Value *ObjectBuilder::elementAddress(Value *array, uint32_t typeIndex,
                                     Value *index64) {
  return b.CreateInBoundsGEP(memoryType(storage(typeIndex, 0)), array,
                             index64);
}

Value *ObjectBuilder::load(Value *address, uint32_t typeIndex, uint32_t field,
                           bool isSigned) {
  const StorageType &from = storage(typeIndex, field);
  LoadInst *load =
      b.CreateAlignedLoad(memoryType(from), address, alignment(from));
  part.annotateField(load, typeIndex, field);
  if (from.packing == StorageType::None)
    return load;
  return isSigned ? b.CreateSExt(load, part.i32)
                  : b.CreateZExt(load, part.i32);
}

void ObjectBuilder::store(Value *value, Value *address, uint32_t typeIndex,
                          uint32_t field) {
  const StorageType &to = storage(typeIndex, field);
  if (to.packing != StorageType::None)
    value = b.CreateTrunc(value, memoryType(to));
  part.annotateField(b.CreateAlignedStore(value, address, alignment(to)),
                     typeIndex, field);
}

// The calls have the class of the allocation front: the collector neither
// moves nor changes what the guest can reach.

Value *ObjectBuilder::newStruct(uint32_t typeIndex) {
  CallInst *object = call(Builtin::new_struct, {vm, typeInfo(typeIndex)});
  part.annotate(object, Tbaa::HeapFront);
  return object;
}

Value *ObjectBuilder::newArray(uint32_t typeIndex, Value *length) {
  CallInst *array =
      call(Builtin::new_array, {vm, typeInfo(typeIndex), length});
  part.annotate(array, Tbaa::HeapFront);
  return array;
}

std::pair<Value *, Value *>
ObjectBuilder::pattern(Value *value, const StorageType &storage) {
  if (value->getType() == part.v128)
    return {b.CreateExtractElement(value, uint64_t(0)),
            b.CreateExtractElement(value, uint64_t(1))};
  Type *type = memoryType(storage);
  if (storage.packing != StorageType::None)
    value = b.CreateTrunc(value, type);
  else if (type->isPointerTy())
    value = b.CreatePtrToInt(value, part.i64);
  else if (type->isFloatingPointTy())
    value = b.CreateBitCast(value, type == part.f32 ? part.i32 : part.i64);
  value = b.CreateZExt(value, part.i64);
  unsigned bits = storageBytes(storage) * 8;
  if (bits < 64) // 1 in each place of the value.
    value = b.CreateMul(
        value, b.getInt64(~uint64_t(0) / ((uint64_t(1) << bits) - 1)));
  return {value, value};
}

void ObjectBuilder::fill(Value *address, Value *value, Value *n64,
                         uint32_t typeIndex) {
  const StorageType &to = storage(typeIndex, 0);
  auto [low, high] = pattern(value, to);
  Value *bytes = b.CreateNUWMul(n64, b.getInt64(storageBytes(to)));
  CallInst *done = call(Builtin::array_fill, {address, low, high, bytes});
  part.annotateField(done, typeIndex, 0);
}
