//===- GuestAccess.cpp - Which instructions touch guest memory ------------===//

#include "codegen/GuestAccess.h"

#include "llvm/IR/Constants.h"
#include "llvm/IR/InstrTypes.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Metadata.h"
#include "llvm/IR/Operator.h"

using namespace llvm;

namespace w2o {

/// The name that the lowering gave to an access's alias class.
static StringRef aliasClass(const Instruction &access) {
  // An access tag; its first operand is the type, whose first operand is its
  // name.
  const MDNode *tag = access.getMetadata(LLVMContext::MD_tbaa);
  if (!tag || tag->getNumOperands() == 0)
    return "";
  const auto *type = dyn_cast<MDNode>(tag->getOperand(0));
  if (!type || type->getNumOperands() == 0)
    return "";
  const auto *name = dyn_cast<MDString>(type->getOperand(0));
  return name ? name->getString() : "";
}

bool isGuardedAccess(const Instruction &access) {
  return aliasClass(access) == "guest memory";
}

GuestAddress guestAddress(Value *pointer) {
  GuestAddress address;
  while (auto *step = dyn_cast<GEPOperator>(pointer)) {
    if (step->getNumIndices() != 1 ||
        !step->getSourceElementType()->isIntegerTy(8))
      break;
    Value *index = *step->idx_begin();
    if (auto *constant = dyn_cast<ConstantInt>(index)) {
      if (constant->getValue().getSignificantBits() > 62 ||
          __builtin_add_overflow(address.offset,
                                 (long long)constant->getSExtValue(),
                                 &address.offset))
        return {};
    } else if (auto *extension = dyn_cast<ZExtInst>(index);
               extension && !address.index &&
               extension->getSrcTy()->isIntegerTy(32)) {
      address.index = extension->getOperand(0);
    } else {
      break;
    }
    pointer = step->getPointerOperand();
  }
  address.base = pointer;
  return address;
}

bool isMemoryBase(const Value &base) { return isa<Argument, LoadInst>(base); }

} // namespace w2o
