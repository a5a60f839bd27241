//===- UseBlock.h - Where a use needs its value ---------------------------===//

#ifndef W2O_CODEGEN_USEBLOCK_H
#define W2O_CODEGEN_USEBLOCK_H

#include "llvm/IR/Instructions.h"

namespace w2o {

/// For a variable, that is the end of the block that the value comes from.
inline llvm::BasicBlock *useBlock(const llvm::Use &use) {
  if (auto *phi = llvm::dyn_cast<llvm::PHINode>(use.getUser()))
    return phi->getIncomingBlock(use);
  return llvm::cast<llvm::Instruction>(use.getUser())->getParent();
}

} // namespace w2o

#endif // W2O_CODEGEN_USEBLOCK_H
