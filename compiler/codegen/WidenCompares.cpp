//===- WidenCompares.cpp - Bytes are compared eight at a time -------------===//

#include "codegen/WidenCompares.h"

#include "abi/VmLayout.h"
#include "codegen/AnchorSearch.h"
#include "codegen/GuestAccess.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/PatternMatch.h"

using namespace llvm;
using namespace llvm::PatternMatch;

namespace w2o {

namespace {

constexpr unsigned wideBytes = 8;

/// A value of the form phi + distance.
struct Counted {
  PHINode *phi = nullptr;
  uint32_t distance = 0; ///< Wraps.

  explicit operator bool() const { return phi; }
};

/// One of the two bytes.
struct ByteLoad {
  LoadInst *load = nullptr;
  Value *base = nullptr;
  Counted index;
};

class CompareLoop {
public:
  /// Whether the loop is one of those.
  bool match(Loop &loop);
  void widen();

private:
  bool matchPhis();
  bool matchBlock(BasicBlock &block);
  bool matchLoad(LoadInst &load);
  bool matchCondition(BranchInst &branch, bool goesOnIf);
  Counted counted(Value *value) const;
  int stepOf(PHINode &phi) const { return steps.lookup(&phi); }
  Value *isFarFromPageEnd(IRBuilder<> &b, Value *index) const;
  Value *stopMask(IRBuilder<> &b, Value *first, Value *second) const;

  BasicBlock *header = nullptr;
  BasicBlock *latch = nullptr;
  Loop *loop = nullptr;
  MapVector<PHINode *, int> steps; ///< 1 or -1 in each iteration.
  SmallVector<ByteLoad, 2> loads;
  bool mustBeEqual = false;
  LoadInst *mustNotBeZero = nullptr; ///< One of the loads, if any.
  Counted counter; ///< Goes on while it is not zero.
};

} // namespace

Counted CompareLoop::counted(Value *value) const {
  uint32_t distance = 0;
  ConstantInt *constant;
  Value *rest;
  if (PatternMatch::match(value, m_Add(m_Value(rest),
                                       m_ConstantInt(constant)))) {
    distance = uint32_t(constant->getZExtValue());
    value = rest;
  }
  auto *phi = dyn_cast<PHINode>(value);
  if (!phi || !steps.count(phi))
    return {};
  return {phi, distance};
}

bool CompareLoop::matchPhis() {
  for (PHINode &phi : header->phis()) {
    if (!phi.getType()->isIntegerTy(32) || phi.getNumIncomingValues() != 2)
      return false;
    Value *next = phi.getIncomingValueForBlock(latch);
    if (PatternMatch::match(next, m_Add(m_Specific(&phi), m_One())))
      steps[&phi] = 1;
    else if (PatternMatch::match(next, m_Add(m_Specific(&phi), m_AllOnes())))
      steps[&phi] = -1;
    else
      return false;
  }
  return true;
}

bool CompareLoop::matchLoad(LoadInst &load) {
  if (!load.isSimple() || !load.getType()->isIntegerTy(8) ||
      load.getParent() != header || loads.size() == 2 ||
      !isGuardedAccess(load))
    return false;
  GuestAddress address = guestAddress(load.getPointerOperand());
  if (!address.index || address.offset != 0 || !isMemoryBase(*address.base) ||
      !loop->isLoopInvariant(address.base))
    return false;
  Counted index = counted(address.index);
  if (!index || steps.lookup(index.phi) != 1)
    return false;
  loads.push_back({&load, address.base, index});
  return true;
}

/// The byte of a load, as it is or extended.
static Value *withoutExtension(Value *value) {
  Value *narrow;
  return match(value, m_ZExt(m_Value(narrow))) ? narrow : value;
}

bool CompareLoop::matchCondition(BranchInst &branch, bool goesOnIf) {
  auto *compare = dyn_cast<ICmpInst>(branch.getCondition());
  if (!compare || !compare->isEquality())
    return false;
  bool onEqual = (compare->getPredicate() == ICmpInst::ICMP_EQ) == goesOnIf;
  Value *left = compare->getOperand(0), *right = compare->getOperand(1);
  if (PatternMatch::match(right, m_Zero())) {
    if (onEqual)
      return false;
    for (const ByteLoad &byte : loads)
      if (withoutExtension(left) == byte.load) {
        mustNotBeZero = byte.load;
        return true;
      }
    if (counter)
      return false;
    counter = counted(left);
    return counter && steps.lookup(counter.phi) == -1;
  }
  left = withoutExtension(left);
  right = withoutExtension(right);
  if (!onEqual || loads.size() != 2 || left == right)
    return false;
  for (const ByteLoad &byte : loads)
    if (left != byte.load && right != byte.load)
      return false;
  return mustBeEqual = true;
}

bool CompareLoop::matchBlock(BasicBlock &block) {
  for (Instruction &instruction : block) {
    if (auto *load = dyn_cast<LoadInst>(&instruction)) {
      if (!matchLoad(*load))
        return false;
    } else if (!isPin(instruction) && !instruction.isTerminator() &&
               instruction.mayHaveSideEffects()) {
      return false;
    }
  }
  auto *branch = dyn_cast<BranchInst>(block.getTerminator());
  if (!branch || !branch->isConditional())
    return false;
  bool first = loop->contains(branch->getSuccessor(0));
  if (first == loop->contains(branch->getSuccessor(1)))
    return false;
  return matchCondition(*branch, first);
}

bool CompareLoop::match(Loop &candidate) {
  loop = &candidate;
  header = loop->getHeader();
  latch = loop->getLoopLatch();
  if (!loop->isInnermost() || !latch || loop->getNumBlocks() > 4 ||
      !matchPhis())
    return false;
  // Each block goes on to one other, so they are a chain, which the header is
  // the first of.
  if (!matchBlock(*header))
    return false;
  for (BasicBlock *block : loop->blocks())
    if (block != header && !matchBlock(*block))
      return false;
  return mustBeEqual;
}

Value *CompareLoop::isFarFromPageEnd(IRBuilder<> &b, Value *index) const {
  Value *inPage = b.CreateAnd(index, b.getInt32(W2O_WASM_PAGE_SIZE - 1));
  return b.CreateICmpULE(inPage,
                         b.getInt32(W2O_WASM_PAGE_SIZE - wideBytes));
}

/// A word whose lowest bit that is set is in the first byte with which the loop
/// does not go on. All targets are little-endian.
Value *CompareLoop::stopMask(IRBuilder<> &b, Value *first,
                             Value *second) const {
  Value *mask = b.CreateXor(first, second);
  if (!mustNotBeZero)
    return mask;
  // The classic test for a zero byte: above the first one, bits may be wrong.
  Value *bytes = mustNotBeZero == loads[0].load ? first : second;
  Value *ones = b.getInt64(UINT64_C(0x0101010101010101));
  Value *zeros = b.CreateAnd(
      b.CreateAnd(b.CreateSub(bytes, ones), b.CreateNot(bytes)),
      b.getInt64(UINT64_C(0x8080808080808080)));
  return b.CreateOr(mask, zeros);
}

void CompareLoop::widen() {
  Function &function = *header->getParent();
  LLVMContext &context = function.getContext();
  auto *entry = BasicBlock::Create(context, "wide", &function, header);
  auto *body = BasicBlock::Create(context, "wide.body", &function, header);
  auto *stop = BasicBlock::Create(context, "wide.stop", &function, header);
  for (BasicBlock *before : SmallVector<BasicBlock *>(predecessors(header)))
    before->getTerminator()->replaceSuccessorWith(header, entry);

  // The variables are those of the new header; the old one gets its own.
  IRBuilder<> b(entry);
  b.SetCurrentDebugLocation(loads[0].load->getDebugLoc());
  MapVector<PHINode *, PHINode *> variables;
  for (auto &[old, step] : steps) {
    PHINode *variable = b.CreatePHI(b.getInt32Ty(), 3);
    for (unsigned i = 0; i < 2; ++i)
      variable->addIncoming(old->getIncomingValue(i),
                            old->getIncomingBlock(i));
    variables[old] = variable;
  }
  auto valueOf = [&](Counted value) {
    return b.CreateAdd(variables[value.phi], b.getInt32(value.distance));
  };
  Value *indices[2] = {valueOf(loads[0].index), valueOf(loads[1].index)};
  b.CreateCondBr(b.CreateAnd(isFarFromPageEnd(b, indices[0]),
                             isFarFromPageEnd(b, indices[1])),
                 body, header);

  b.SetInsertPoint(body);
  Value *words[2];
  for (unsigned i = 0; i < 2; ++i) {
    b.SetCurrentDebugLocation(loads[i].load->getDebugLoc());
    Value *pointer = b.CreateGEP(b.getInt8Ty(), loads[i].base,
                                 b.CreateZExt(indices[i], b.getInt64Ty()));
    LoadInst *word = b.CreateAlignedLoad(b.getInt64Ty(), pointer, Align(1));
    word->copyMetadata(*loads[i].load, {LLVMContext::MD_tbaa});
    words[i] = word;
  }
  Value *mask = stopMask(b, words[0], words[1]);
  Value *goesOn = b.CreateICmpEQ(mask, b.getInt64(0));
  if (counter)
    goesOn = b.CreateAnd(
        goesOn, b.CreateICmpUGE(valueOf(counter), b.getInt32(wideBytes)));
  for (auto &[old, variable] : variables)
    variable->addIncoming(
        b.CreateAdd(variable, ConstantInt::getSigned(
                                  b.getInt32Ty(),
                                  int(wideBytes) * stepOf(*old))),
        body);
  b.CreateCondBr(goesOn, entry, stop);

  b.SetInsertPoint(stop);
  // With a counter, all bytes may be alike here. The highest bit is in the last
  // byte, which is as good: the counter is below 8 then.
  if (counter)
    mask = b.CreateOr(mask, b.getInt64(UINT64_C(1) << 63));
  Value *count = b.CreateTrunc(
      b.CreateLShr(b.CreateBinaryIntrinsic(Intrinsic::cttz, mask, b.getTrue()),
                   3),
      b.getInt32Ty());
  if (counter)
    count = b.CreateBinaryIntrinsic(Intrinsic::umin, count, valueOf(counter));
  for (auto &[old, variable] : variables) {
    Value *value = stepOf(*old) > 0 ? b.CreateAdd(variable, count)
                                    : b.CreateSub(variable, count);
    while (old->getNumIncomingValues())
      old->removeIncomingValue(0u, /*DeletePHIIfEmpty=*/false);
    old->addIncoming(variable, entry);
    old->addIncoming(value, stop);
  }
  b.CreateBr(header);
}

PreservedAnalyses WidenComparesPass::run(Function &function,
                                         FunctionAnalysisManager &analyses) {
  auto &loops = analyses.getResult<LoopAnalysis>(function);
  SmallVector<CompareLoop, 2> found;
  for (Loop *loop : loops.getLoopsInPreorder())
    if (CompareLoop compare; compare.match(*loop))
      found.push_back(std::move(compare));
  for (CompareLoop &compare : found)
    compare.widen();
  return found.empty() ? PreservedAnalyses::all() : PreservedAnalyses::none();
}

} // namespace w2o
