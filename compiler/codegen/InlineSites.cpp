//===- InlineSites.cpp - Which calls code was inlined through -------------===//

#include "codegen/InlineSites.h"

#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/IR/InstIterator.h"
#include "llvm/IR/LLVMContext.h"

using namespace llvm;

namespace w2o {

uint32_t InlineSites::count(const Function &function) {
  SmallPtrSet<const DILocation *, 16> calls;
  for (const Instruction &instruction : instructions(function))
    if (const DILocation *location = instruction.getDebugLoc())
      for (const DILocation *call = location->getInlinedAt();
           call && calls.insert(call).second; call = call->getInlinedAt())
        ;
  return calls.size();
}

namespace {

class NumberInlineSites : public MachineFunctionPass {
public:
  static char ID;
  explicit NumberInlineSites(InlineSites &all)
      : MachineFunctionPass(ID), all(all) {}
  StringRef getPassName() const override { return "Number inlined calls"; }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
    MachineFunctionPass::getAnalysisUsage(usage);
  }
  bool runOnMachineFunction(MachineFunction &function) override;

private:
  uint32_t columnOf(const DILocation &place);

  InlineSites &all;
  /// Of the current function, by the call's location, one for each call.
  DenseMap<const DILocation *, uint32_t> columns;
  std::vector<InlineSite> sites;
};

char NumberInlineSites::ID;

} // namespace

/// The number of the site that a location is in, counted from 1; callers come
/// before what they call.
uint32_t NumberInlineSites::columnOf(const DILocation &place) {
  const DILocation *call = place.getInlinedAt();
  if (!call)
    return 0;
  if (uint32_t known = columns.lookup(call))
    return known;
  uint32_t parent = columnOf(*call);
  auto function = all.known().find(place.getScope()->getSubprogram());
  assert(function != all.known().end() && "code of a function nobody named");
  sites.push_back({function->second, parent, call->getLine()});
  return columns[call] = uint32_t(sites.size());
}

bool NumberInlineSites::runOnMachineFunction(MachineFunction &function) {
  DISubprogram *own = function.getFunction().getSubprogram();
  if (!own)
    return false;
  LLVMContext &context = function.getFunction().getContext();
  bool forDebugger =
      own->getUnit()->getEmissionKind() == DICompileUnit::FullDebug;
  columns.clear();
  sites.clear();
  for (MachineBasicBlock &block : function)
    for (MachineInstr &instruction : block) {
      const DILocation *place = instruction.getDebugLoc();
      if (!place || !place->getInlinedAt())
        continue;
      // Line 0: of no particular place, and so of no particular call.
      uint32_t column = place->getLine() ? columnOf(*place) : 0;
      instruction.setDebugLoc(
          forDebugger
              ? DILocation::get(context, place->getLine(), column,
                                place->getScope(), place->getInlinedAt())
              : DILocation::get(context, place->getLine(), column, own));
    }
  assert(sites.size() <= InlineSites::maxSites &&
         "the inliner keeps within what columns can say");
  if (sites.empty())
    return false;
  all.record(function.getName(), std::move(sites));
  return true;
}

FunctionPass *createNumberInlineSitesPass(InlineSites &sites) {
  return new NumberInlineSites(sites);
}

} // namespace w2o
