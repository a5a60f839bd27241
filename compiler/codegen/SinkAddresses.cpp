//===- SinkAddresses.cpp - One register for each guest pointer ------------===//

#include "codegen/SinkAddresses.h"

#include "codegen/UseBlock.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/Instructions.h"
#include "llvm/Pass.h"
#include "llvm/Transforms/Utils/Local.h"

using namespace llvm;

namespace {

class SinkAddresses : public FunctionPass {
public:
  static char ID;
  SinkAddresses() : FunctionPass(ID) {}
  StringRef getPassName() const override {
    return "Sink guest addresses to their accesses";
  }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    // No block changes, nor the value of any address.
    usage.setPreservesAll();
  }
  bool runOnFunction(Function &function) override;
};

char SinkAddresses::ID;

/// A load or store at a constant distance from an address of another block.
struct Access {
  Instruction *instruction;
  int64_t distance;
};

/// In the order of their blocks.
using Accesses = SmallVector<Access, 8>;

} // namespace

/// The instance pointer, a variable index, and nothing else.
static bool isGuestAddress(const GetElementPtrInst &address) {
  return isa<Argument>(address.getPointerOperand()) &&
         address.getSourceElementType()->isIntegerTy(8) &&
         address.getNumIndices() == 1 && isa<Instruction>(*address.idx_begin());
}

/// Whether other blocks than its own need the address for anything but the
/// pointer of a load or store, which is there without it.
static bool isValueElsewhere(const Value &address, const BasicBlock &home) {
  return any_of(address.uses(), [&](const Use &use) {
    const auto *user = cast<Instruction>(use.getUser());
    if (getLoadStorePointerOperand(user) == &address)
      return isa<StoreInst>(user) &&
             cast<StoreInst>(user)->getValueOperand() == &address;
    const auto *sum = dyn_cast<GetElementPtrInst>(user);
    if (sum && sum->hasAllConstantIndices())
      return isValueElsewhere(*sum, home);
    return w2o::useBlock(use) != &home;
  });
}

/// Whether other blocks need the index of an address in any case.
static bool isIndexElsewhere(const GetElementPtrInst &address) {
  return any_of((*address.idx_begin())->uses(), [&](const Use &use) {
    return use.getUser() != &address &&
           w2o::useBlock(use) != address.getParent();
  });
}

static MapVector<GetElementPtrInst *, Accesses> collect(Function &function) {
  MapVector<GetElementPtrInst *, Accesses> found;
  for (Instruction &instruction : instructions(function)) {
    Value *pointer = getLoadStorePointerOperand(&instruction);
    if (!pointer)
      continue;
    APInt distance(64, 0);
    pointer = pointer->stripAndAccumulateConstantOffsets(
        function.getDataLayout(), distance, /*AllowNonInbounds=*/true);
    auto *address = dyn_cast<GetElementPtrInst>(pointer);
    if (address && isGuestAddress(*address) &&
        address->getParent() != instruction.getParent())
      found[address].push_back({&instruction, distance.getSExtValue()});
  }
  return found;
}

/// Gives each block with accesses an address of its own.
static void sink(const GetElementPtrInst &address, const Accesses &accesses,
                 SmallVectorImpl<WeakTrackingVH> &replaced) {
  DenseMap<BasicBlock *, Value *> copies;
  for (const Access &access : accesses) {
    IRBuilder<> builder(access.instruction);
    Value *&copy = copies[access.instruction->getParent()];
    if (!copy)
      copy = builder.Insert(address.clone());
    Value *pointer = copy;
    if (access.distance)
      pointer = builder.CreateConstGEP1_64(builder.getInt8Ty(), copy,
                                           access.distance);
    Value *old = getLoadStorePointerOperand(access.instruction);
    access.instruction->replaceUsesOfWith(old, pointer);
    replaced.emplace_back(old);
  }
}

bool SinkAddresses::runOnFunction(Function &function) {
  SmallVector<WeakTrackingVH, 16> replaced;
  for (auto &[address, accesses] : collect(function))
    if (!isValueElsewhere(*address, *address->getParent()) ||
        isIndexElsewhere(*address))
      sink(*address, accesses, replaced);
  bool isChanged = !replaced.empty();
  RecursivelyDeleteTriviallyDeadInstructionsPermissive(replaced);
  return isChanged;
}

FunctionPass *w2o::createSinkAddressesPass() { return new SinkAddresses; }
