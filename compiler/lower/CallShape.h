//===- CallShape.h - The wasm calling convention --------------------------===//
//
// docs/Abi.md, "Calling convention": which parameters of a function type go
// in registers, which in memory, and the LLVM function type that follows.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_LOWER_CALLSHAPE_H
#define W2O_LOWER_CALLSHAPE_H

#include "wasm/Types.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/DerivedTypes.h"

namespace w2o {

struct CallShape {
  static constexpr uint32_t inMemory = UINT32_MAX;
  static constexpr unsigned slotBytes = 16;

  /// Per wasm parameter: its LLVM argument number, or inMemory.
  llvm::SmallVector<uint32_t, 8> argument;
  /// Per wasm parameter in memory: its slot; otherwise unused.
  llvm::SmallVector<uint32_t, 8> slot;
  uint32_t numSlots = 0; ///< Overflow slots; 0 means no overflow pointer.
  /// LLVM argument numbers; 0 (which is vm) when absent.
  uint32_t overflowArgument = 0;
  uint32_t resultsArgument = 0;
  llvm::FunctionType *type = nullptr;
};

/// Whether a value travels in a floating-point or vector register.
inline bool isFloatClass(ValType type) {
  return type.kind() == ValKind::F32 || type.kind() == ValKind::F64 ||
         type.kind() == ValKind::V128;
}

/// The same for the type that it has in LLVM.
inline bool isFloatClass(const llvm::Type *type) {
  return type->isFloatingPointTy() || type->isVectorTy();
}

/// `params` and `results` are the LLVM types of the function type's values.
CallShape computeCallShape(const FuncType &type,
                           llvm::ArrayRef<llvm::Type *> params,
                           llvm::ArrayRef<llvm::Type *> results,
                           llvm::LLVMContext &llvm);

/// Memory slots that a function type needs for overflow arguments; for the
/// layout, which is computed without LLVM types.
uint32_t numOverflowSlots(const FuncType &type);

} // namespace w2o

#endif // W2O_LOWER_CALLSHAPE_H
