//===- KeepInstance.cpp - The instance pointer stays in its register ------===//

#include "codegen/KeepInstance.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/CodeGen/LiveIntervals.h"
#include "llvm/CodeGen/MachineBlockFrequencyInfo.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

using namespace llvm;

namespace {

class KeepInstance : public MachineFunctionPass {
public:
  static char ID;
  KeepInstance() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override {
    return "Keep the instance pointer in its register";
  }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
    usage.addRequired<LiveIntervalsWrapperPass>();
    usage.addRequired<MachineBlockFrequencyInfoWrapperPass>();
    MachineFunctionPass::getAnalysisUsage(usage);
  }
  bool runOnMachineFunction(MachineFunction &function) override;
};

char KeepInstance::ID;

/// Uses in one call of the function. With fewer, to save one more register in
/// the prologue can cost more than it gains.
constexpr double minUses = 16;
/// Of all instructions executed. With fewer, other values are worth more.
constexpr double minShare = 0.125;

} // namespace

/// The virtual register of the first argument.
static Register instanceRegister(MachineFunction &function) {
  const MachineRegisterInfo &registers = function.getRegInfo();
  if (registers.livein_empty())
    return {};
  MCRegister argument = registers.livein_begin()->first;
  for (const MachineInstr &instruction : function.front())
    if (instruction.isFullCopy() &&
        instruction.getOperand(1).getReg() == argument &&
        instruction.getOperand(0).getReg().isVirtual())
      return instruction.getOperand(0).getReg();
  return {};
}

/// Whether enough of what a call of the function executes uses a register. A
/// copy is where the value is passed on, which could as well be done from the
/// stack.
static bool isUsedOften(Register reg, const MachineFunction &function,
                        const MachineBlockFrequencyInfo &frequencies) {
  double all = 0, uses = 0;
  for (const MachineBasicBlock &block : function) {
    double frequency = frequencies.getBlockFreqRelativeToEntryBlock(&block);
    for (const MachineInstr &instruction : block) {
      if (instruction.isCopy() || instruction.isDebugInstr())
        continue;
      all += frequency;
      if (instruction.readsVirtualRegister(reg))
        uses += frequency;
    }
  }
  return uses >= minUses && uses >= all * minShare;
}

/// Whether there is a register that all calls in the interval preserve. What
/// cannot be spilled must have one.
static bool survivesCalls(LiveInterval &interval, LiveIntervals &intervals,
                          const MachineFunction &function) {
  BitVector preserved;
  if (!intervals.checkRegMaskInterference(interval, preserved))
    return true; // no calls
  const TargetRegisterInfo &target =
      *function.getSubtarget().getRegisterInfo();
  preserved &= target.getAllocatableSet(
      function, function.getRegInfo().getRegClass(interval.reg()));
  return preserved.any();
}

bool KeepInstance::runOnMachineFunction(MachineFunction &function) {
  if (skipFunction(function.getFunction()))
    return false;
  Register instance = instanceRegister(function);
  if (!instance)
    return false;
  auto &frequencies =
      getAnalysis<MachineBlockFrequencyInfoWrapperPass>().getMBFI();
  if (!isUsedOften(instance, function, frequencies))
    return false;
  auto &intervals = getAnalysis<LiveIntervalsWrapperPass>().getLIS();
  LiveInterval &interval = intervals.getInterval(instance);
  if (survivesCalls(interval, intervals, function))
    interval.markNotSpillable();
  return false;
}

FunctionPass *w2o::createKeepInstancePass() { return new KeepInstance; }
