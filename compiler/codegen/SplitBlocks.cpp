//===- SplitBlocks.cpp - Huge basic blocks in pieces ----------------------===//
//
// See SplitBlocks.h. A block is not cut where a physical register is live, such
// as flags or arguments, nor between the instructions around a call.
//
//===----------------------------------------------------------------------===//

#include "codegen/SplitBlocks.h"

#include "llvm/CodeGen/LiveRegUnits.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

using namespace llvm;

namespace {

class SplitBlocks : public MachineFunctionPass {
public:
  static char ID;
  SplitBlocks() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override { return "Split huge blocks"; }
  bool runOnMachineFunction(MachineFunction &function) override;

private:
  SmallVector<MachineInstr *, 8> findCuts(MachineBasicBlock &block);
};

char SplitBlocks::ID;

} // namespace

/// The instructions after which to cut, last one first.
SmallVector<MachineInstr *, 8>
SplitBlocks::findCuts(MachineBasicBlock &block) {
  const MachineFunction &function = *block.getParent();
  const TargetInstrInfo &instructions =
      *function.getSubtarget().getInstrInfo();
  const MachineRegisterInfo &registers = function.getRegInfo();
  LiveRegUnits live(*function.getSubtarget().getRegisterInfo());
  SmallVector<MachineInstr *, 8> cuts;
  unsigned length = 0, callDepth = 0;
  // Backwards: what is live behind an instruction is known before it.
  for (MachineInstr &instruction : reverse(block)) {
    if (instruction.isPHI())
      break;
    bool isLive = false;
    for (unsigned unit : live.getBitVector().set_bits())
      isLive |= !registers.isReservedRegUnit(unit);
    if (++length > w2o::blockPiece && !isLive && !callDepth &&
        !instruction.isTerminator()) {
      cuts.push_back(&instruction);
      length = 0;
    }
    if (instruction.getOpcode() == instructions.getCallFrameDestroyOpcode())
      ++callDepth;
    if (instruction.getOpcode() == instructions.getCallFrameSetupOpcode())
      --callDepth;
    live.stepBackward(instruction);
  }
  return cuts;
}

bool SplitBlocks::runOnMachineFunction(MachineFunction &function) {
  SmallVector<MachineBasicBlock *, 4> huge;
  for (MachineBasicBlock &block : function)
    if (block.size() > w2o::hugeBlock)
      huge.push_back(&block);
  for (MachineBasicBlock *block : huge)
    for (MachineInstr *cut : findCuts(*block))
      block->splitAt(*cut, /*UpdateLiveIns=*/false);
  return !huge.empty();
}

Pass *w2o::createSplitBlocksPass() { return new SplitBlocks; }
