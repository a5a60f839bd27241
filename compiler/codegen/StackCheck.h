//===- StackCheck.h - The check of the stack as passes find it ------------===//
//
// Lowering ends the entry of a function that calls others with a comparison of
// the stack pointer with a limit, and a branch to a trap (docs/Abi.md,
// "Stack").
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_STACKCHECK_H
#define W2O_CODEGEN_STACKCHECK_H

#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/PatternMatch.h"

namespace w2o {

/// Whether the stack pointer is below a limit that is loaded for it alone.
struct StackCheck {
  llvm::BranchInst *branch = nullptr; ///< Successor 0 is the trap.
  llvm::Instruction *compare = nullptr;
  llvm::Instruction *pointer = nullptr;
  llvm::Instruction *limit = nullptr;

  explicit operator bool() const { return branch; }

  /// The check that a block ends with, if it does.
  static StackCheck find(llvm::BasicBlock &block) {
    using namespace llvm::PatternMatch;
    auto *branch = llvm::dyn_cast<llvm::BranchInst>(block.getTerminator());
    llvm::Value *pointer, *limit;
    llvm::ICmpInst::Predicate predicate;
    if (!branch || !branch->isConditional() ||
        !match(branch->getCondition(),
               m_OneUse(m_ICmp(predicate, m_Value(pointer), m_Value(limit)))))
      return {};
    // As it was made, or turned round.
    if (predicate == llvm::ICmpInst::ICMP_UGT)
      std::swap(pointer, limit);
    else if (predicate != llvm::ICmpInst::ICMP_ULT)
      return {};
    auto *load = llvm::dyn_cast<llvm::LoadInst>(limit);
    if (!match(pointer,
               m_OneUse(m_Intrinsic<llvm::Intrinsic::read_register>())) ||
        !load || !load->hasOneUse() || load->getParent() != &block ||
        !llvm::isa<llvm::UnreachableInst>(
            branch->getSuccessor(0)->getTerminator()) ||
        !branch->getSuccessor(0)->hasNPredecessors(1))
      return {};
    return {branch, llvm::cast<llvm::Instruction>(branch->getCondition()),
            llvm::cast<llvm::Instruction>(pointer), load};
  }
};

/// Whether an instruction calls what may need the stack. Traps do not.
inline bool mayNeedStack(const llvm::Instruction &instruction) {
  const auto *call = llvm::dyn_cast<llvm::CallBase>(&instruction);
  return call && !call->doesNotReturn() &&
         !llvm::isa<llvm::IntrinsicInst>(call) && !call->isInlineAsm();
}

} // namespace w2o

#endif // W2O_CODEGEN_STACKCHECK_H
