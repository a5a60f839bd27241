//===- ObjectBuilder.h - Code for objects of the heap ---------------------===//
//
// What function bodies and constant expressions share: types, fields and
// elements (abi/HeapLayout.h) and the builtins that make objects. References
// that come in here are not null.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_OBJECTBUILDER_H
#define W2O_LOWER_OBJECTBUILDER_H

#include "lower/PartitionState.h"

namespace w2o {

class ObjectBuilder {
public:
  ObjectBuilder(PartitionState &part, llvm::IRBuilder<> &b, llvm::Value *vm)
      : part(part), module(part.ctx.module), b(b), vm(vm) {}

  /// The w2o_type_info of a type of structures or arrays.
  llvm::Value *typeInfo(uint32_t typeIndex);
  /// The type word in front of an object.
  llvm::LoadInst *typeOf(llvm::Value *object);
  /// An element of an array type has field number 0.
  const StorageType &storage(uint32_t typeIndex, uint32_t field) const {
    return module.types[typeIndex].fields[field].storage;
  }

  llvm::Value *fieldAddress(llvm::Value *object, uint32_t typeIndex,
                            uint32_t field);
  llvm::Value *elementAddress(llvm::Value *array, uint32_t typeIndex,
                              llvm::Value *index64);
  llvm::Value *load(llvm::Value *address, uint32_t typeIndex, uint32_t field,
                    bool isSigned);
  void store(llvm::Value *value, llvm::Value *address, uint32_t typeIndex,
             uint32_t field);
  llvm::LoadInst *arrayLength(llvm::Value *array);
  /// The reference for the low 31 bits of an i32.
  llvm::Value *makeI31(llvm::Value *value);

  /// New objects are zero.
  llvm::Value *newStruct(uint32_t typeIndex);
  llvm::Value *newArray(uint32_t typeIndex, llvm::Value *length);
  /// Stores a value to `n64` elements from an address on.
  void fill(llvm::Value *address, llvm::Value *value, llvm::Value *n64,
            uint32_t typeIndex);
  llvm::CallInst *call(Builtin which, llvm::ArrayRef<llvm::Value *> args);

private:
  llvm::Type *memoryType(const StorageType &storage) const;
  llvm::Align alignment(const StorageType &storage) const;
  /// The value as 16 bytes that hold it as often as it fits in.
  std::pair<llvm::Value *, llvm::Value *> pattern(llvm::Value *value,
                                                  const StorageType &storage);
  llvm::Value *displaced(llvm::Value *object, int64_t displacement) {
    return b.CreateConstInBoundsGEP1_64(part.i8, object,
                                        uint64_t(displacement));
  }

  PartitionState &part;
  const Module &module;
  llvm::IRBuilder<> &b;
  llvm::Value *vm;
};

} // namespace w2o

#endif // W2O_LOWER_OBJECTBUILDER_H
