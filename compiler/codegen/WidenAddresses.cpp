//===- WidenAddresses.cpp - Guest addresses in loops as 64-bit variables --===//

#include "codegen/WidenAddresses.h"

#include "codegen/GuestAccess.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/Dominators.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Utils/Local.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

using namespace llvm;

namespace w2o {

namespace {

/// Groups of a loop; more would be compared with each other in vain.
constexpr size_t maxGroups = 64;

/// A load or store whose index is a recurrence of the loop.
struct Member {
  Instruction *access;
  unsigned order; ///< Position among the accesses of the loop.
  Value *index;
  int64_t offset;
  int64_t distance; ///< From the group's first member, modulo 2^32.
  bool isCertain;   ///< Runs in every iteration.
};

struct Group {
  Value *base;
  int64_t step;
  const SCEV *start;
  SmallVector<Member, 8> members;
};

class Widener {
public:
  Widener(Loop &loop, LoopStandardAnalysisResults &results)
      : loop(loop), scev(results.SE), dominators(results.DT) {}

  bool run();

private:
  void collect(Instruction &access, unsigned order);
  bool widen(const Group &group, MutableArrayRef<Member> cluster);
  bool isCovered(const Member &member, const Member &root) const;
  PHINode *makeVariable(const Group &group, const Member &root);

  Loop &loop;
  ScalarEvolution &scev;
  DominatorTree &dominators;
  SmallVector<Group, 8> groups;
};

Value *pointerOf(Instruction &access) {
  return const_cast<Value *>(getLoadStorePointerOperand(&access));
}

/// Adds an access to the group that it belongs to.
void Widener::collect(Instruction &access, unsigned order) {
  GuestAddress address = guestAddress(pointerOf(access));
  if (!address.index || !isMemoryBase(*address.base) || address.offset < 0 ||
      address.offset >= maxGuestOffset ||
      !loop.isLoopInvariant(address.base))
    return;
  const auto *recurrence =
      dyn_cast<SCEVAddRecExpr>(scev.getSCEV(address.index));
  if (!recurrence || recurrence->getLoop() != &loop || !recurrence->isAffine())
    return;
  const auto *step =
      dyn_cast<SCEVConstant>(recurrence->getStepRecurrence(scev));
  if (!step)
    return;
  // As a signed number: a loop that counts down has no lower bound to rely on.
  int64_t stride = step->getAPInt().getSExtValue();
  if (stride <= 0 || stride > maxProvenDistance)
    return;
  Member member = {&access,        order, address.index,
                   address.offset, 0,
                   dominators.dominates(access.getParent(),
                                        loop.getLoopLatch())};
  for (Group &group : groups) {
    if (group.base != address.base || group.step != stride)
      continue;
    const auto *difference = dyn_cast<SCEVConstant>(
        scev.getMinusSCEV(recurrence->getStart(), group.start));
    if (!difference)
      continue;
    member.distance = difference->getAPInt().getSExtValue();
    group.members.push_back(member);
    return;
  }
  if (groups.size() < maxGroups)
    groups.push_back({address.base, stride, recurrence->getStart(), {member}});
}

/// Whether root did not trap when the member runs, or certainly traps next if
/// the member's address wraps.
bool Widener::isCovered(const Member &member, const Member &root) const {
  if (member.access == root.access ||
      dominators.dominates(root.access, member.access))
    return true;
  if (member.access->getParent() != root.access->getParent())
    return false;
  for (Instruction *next = member.access; next != root.access;
       next = next->getNextNode())
    if (!isGuaranteedToTransferExecutionToSuccessor(next))
      return false;
  return true;
}

/// The variable q of the opening comment.
PHINode *Widener::makeVariable(const Group &group, const Member &root) {
  BasicBlock *preheader = loop.getLoopPreheader();
  BasicBlock *latch = loop.getLoopLatch();
  BasicBlock *header = loop.getHeader();
  const auto *recurrence = cast<SCEVAddRecExpr>(scev.getSCEV(root.index));
  SCEVExpander expander(scev, header->getDataLayout(), "start");
  if (!expander.isSafeToExpand(recurrence->getStart()))
    return nullptr;
  Instruction *end = preheader->getTerminator();
  Value *start = expander.expandCodeFor(recurrence->getStart(),
                                        root.index->getType(), end);
  IRBuilder<> builder(end);
  Value *wide = builder.CreateZExt(start, builder.getInt64Ty());
  builder.SetInsertPoint(header, header->begin());
  PHINode *variable = builder.CreatePHI(wide->getType(), 2);
  builder.SetInsertPoint(latch->getTerminator());
  Value *next = builder.CreateAdd(variable, builder.getInt64(group.step), "",
                                  /*HasNUW=*/true, /*HasNSW=*/true);
  variable->addIncoming(wide, preheader);
  variable->addIncoming(next, latch);
  return variable;
}

/// Members within reach of the first, which is the root.
bool Widener::widen(const Group &group, MutableArrayRef<Member> cluster) {
  const Member &root = cluster.front();
  SmallVector<Member *, 8> covered;
  for (Member &member : cluster)
    if (isCovered(member, root))
      covered.push_back(&member);
  PHINode *variable = makeVariable(group, root);
  if (!variable)
    return false;
  // Inside of one object, the reservation.
  BasicBlock *header = loop.getHeader();
  IRBuilder<> builder(header, header->getFirstInsertionPt());
  Value *pointer =
      builder.CreateInBoundsGEP(builder.getInt8Ty(), group.base, variable);
  for (Member *member : covered) {
    Instruction *access = member->access;
    int64_t displacement =
        member->distance - root.distance + member->offset;
    builder.SetInsertPoint(access);
    Value *old = pointerOf(*access);
    access->replaceUsesOfWith(
        old, displacement ? builder.CreateConstInBoundsGEP1_64(
                                builder.getInt8Ty(), pointer, displacement)
                          : pointer);
    RecursivelyDeleteTriviallyDeadInstructions(old);
  }
  return true;
}

bool Widener::run() {
  if (!loop.isLoopSimplifyForm())
    return false;
  unsigned order = 0;
  for (BasicBlock *block : loop.blocks())
    for (Instruction &instruction : *block)
      if ((isa<LoadInst>(instruction) || isa<StoreInst>(instruction)) &&
          !instruction.isVolatile() && !instruction.isAtomic() &&
          isGuardedAccess(instruction))
        collect(instruction, order++);
  bool changed = false;
  for (Group &group : groups) {
    // From low to high; of equal ones the first to run is the best root.
    llvm::sort(group.members, [](const Member &a, const Member &b) {
      return std::tie(a.distance, a.order) < std::tie(b.distance, b.order);
    });
    MutableArrayRef<Member> rest = group.members;
    while (!rest.empty()) {
      if (!rest.front().isCertain) {
        rest = rest.drop_front();
        continue;
      }
      size_t size = 1;
      while (size < rest.size() &&
             rest[size].distance - rest.front().distance <=
                 maxProvenDistance - group.step)
        ++size;
      changed |= widen(group, rest.take_front(size));
      rest = rest.drop_front(size);
    }
  }
  return changed;
}

} // namespace

PreservedAnalyses WidenAddressesPass::run(Loop &loop, LoopAnalysisManager &,
                                          LoopStandardAnalysisResults &results,
                                          LPMUpdater &) {
  if (!Widener(loop, results).run())
    return PreservedAnalyses::all();
  results.SE.forgetLoop(&loop);
  return getLoopPassPreservedAnalyses();
}

} // namespace w2o
