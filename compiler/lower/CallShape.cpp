//===- CallShape.cpp - The wasm calling convention ------------------------===//

#include "lower/CallShape.h"
#include "abi/VmLayout.h"

using namespace w2o;

namespace {

/// Decides for each parameter whether it has a register (docs/Abi.md,
/// "Calling convention", rules 2 to 4).
struct RegisterAssignment {
  llvm::SmallVector<bool, 8> inRegister;
  bool overflows = false;

  explicit RegisterAssignment(const FuncType &type) {
    unsigned ints = 0, floats = 0;
    for (ValType t : type.params)
      ++(isFloatClass(t) ? floats : ints);
    unsigned intBudget = W2O_INT_ARGS - (type.results.size() >= 2 ? 1 : 0);
    overflows = ints > intBudget || floats > W2O_FP_ARGS;
    if (overflows)
      --intBudget;
    unsigned usedInts = 0, usedFloats = 0;
    for (ValType t : type.params) {
      bool fits = isFloatClass(t) ? usedFloats++ < W2O_FP_ARGS
                                  : usedInts++ < intBudget;
      inRegister.push_back(fits);
    }
  }
};

} // namespace

CallShape w2o::computeCallShape(const FuncType &type,
                                llvm::ArrayRef<llvm::Type *> params,
                                llvm::ArrayRef<llvm::Type *> results,
                                llvm::LLVMContext &llvm) {
  RegisterAssignment registers(type);
  llvm::Type *ptr = llvm::PointerType::getUnqual(llvm);
  CallShape shape;
  llvm::SmallVector<llvm::Type *, 8> args = {ptr};
  for (size_t i = 0; i < type.params.size(); ++i) {
    if (registers.inRegister[i]) {
      shape.argument.push_back(uint32_t(args.size()));
      shape.slot.push_back(0);
      args.push_back(params[i]);
    } else {
      shape.argument.push_back(CallShape::inMemory);
      shape.slot.push_back(shape.numSlots++);
    }
  }
  if (registers.overflows) {
    shape.overflowArgument = uint32_t(args.size());
    args.push_back(ptr);
  }
  if (results.size() >= 2) {
    shape.resultsArgument = uint32_t(args.size());
    args.push_back(ptr);
  }
  llvm::Type *result =
      results.size() == 1 ? results[0] : llvm::Type::getVoidTy(llvm);
  shape.type = llvm::FunctionType::get(result, args, /*isVarArg=*/false);
  return shape;
}

uint32_t w2o::numOverflowSlots(const FuncType &type) {
  RegisterAssignment registers(type);
  uint32_t slots = 0;
  for (bool fits : registers.inRegister)
    slots += !fits;
  return slots;
}
