//===- FoldAddresses.cpp - Guest addresses as distances from others -------===//

#include "codegen/FoldAddresses.h"

#include "codegen/GuestAccess.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DepthFirstIterator.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/PatternMatch.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace w2o {

namespace {

/// Proofs that are kept of one sum, the oldest ones.
constexpr size_t maxProofs = 16;

/// An access that did not trap when what it dominates is executed.
struct Proof {
  BasicBlock *block;
  Value *index;
  uint32_t constant; ///< Of the index, beyond the common part.
};

/// A sum without its constants, and their sum, modulo 2^32.
Value *stripConstants(Value *index, uint32_t &constant) {
  constant = 0;
  Value *rest;
  const APInt *term;
  while (match(index, m_AddLike(m_Value(rest), m_APInt(term)))) {
    constant += uint32_t(term->getZExtValue());
    index = rest;
  }
  return index;
}

/// Whether an index has no use but in addresses.
bool isOnlyAddress(const Value &index) {
  return all_of(index.users(), [](const User *user) {
    return isa<ZExtInst>(user) && all_of(user->users(), [](const User *next) {
             return isa<GetElementPtrInst>(next);
           });
  });
}

class Folder {
public:
  explicit Folder(DominatorTree &dominators) : dominators(dominators) {}
  bool run();

private:
  void visit(Instruction &access);
  const Proof *findProof(SmallVectorImpl<Proof> &known, BasicBlock &block,
                         uint32_t constant);

  DominatorTree &dominators;
  DenseMap<std::pair<Value *, Value *>, SmallVector<Proof, 2>> proofs;
  SmallVector<WeakTrackingVH, 16> replaced;
};

/// The oldest that the constant is at most maxProvenDistance above. Blocks are
/// visited from dominators to dominated ones, so a proof that does not dominate
/// this block will not dominate a later one either.
const Proof *Folder::findProof(SmallVectorImpl<Proof> &known,
                               BasicBlock &block, uint32_t constant) {
  while (!known.empty() && !dominators.dominates(known.back().block, &block))
    known.pop_back();
  for (const Proof &proof : known)
    if (constant - proof.constant <= maxProvenDistance)
      return &proof;
  return nullptr;
}

void Folder::visit(Instruction &access) {
  Value *pointer = getLoadStorePointerOperand(&access);
  if (!pointer || !isGuardedAccess(access))
    return;
  GuestAddress address = guestAddress(pointer);
  if (!address.index || !isMemoryBase(*address.base) || address.offset < 0 ||
      address.offset >= maxGuestOffset)
    return;
  uint32_t constant;
  Value *common = stripConstants(address.index, constant);
  SmallVectorImpl<Proof> &known = proofs[{address.base, common}];
  const Proof *proof = findProof(known, *access.getParent(), constant);
  if (!proof) {
    if (known.size() < maxProofs)
      known.push_back({access.getParent(), address.index, constant});
    return;
  }
  int64_t offset = address.offset + (constant - proof->constant);
  // An index with other uses stays, and would need a register more.
  if (proof->index == address.index || offset >= maxGuestOffset ||
      !isOnlyAddress(*address.index))
    return;
  IRBuilder<> builder(&access);
  Value *folded = builder.CreateGEP(
      builder.getInt8Ty(), address.base,
      builder.CreateZExt(proof->index, builder.getInt64Ty()), "",
      GEPNoWrapFlags::inBounds());
  folded = builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), folded,
                                              offset);
  access.replaceUsesOfWith(pointer, folded);
  replaced.emplace_back(pointer);
}

bool Folder::run() {
  for (DomTreeNode *node : depth_first(dominators.getRootNode()))
    for (Instruction &instruction : *node->getBlock())
      visit(instruction);
  bool isChanged = !replaced.empty();
  RecursivelyDeleteTriviallyDeadInstructionsPermissive(replaced);
  return isChanged;
}

} // namespace

PreservedAnalyses FoldAddressesPass::run(Function &function,
                                         FunctionAnalysisManager &analyses) {
  if (!Folder(analyses.getResult<DominatorTreeAnalysis>(function)).run())
    return PreservedAnalyses::all();
  PreservedAnalyses preserved;
  preserved.preserveSet<CFGAnalyses>();
  return preserved;
}

} // namespace w2o
