//===- PinInstance.cpp - The instance pointer in the register it came in --===//

#include "codegen/PinInstance.h"

#include "abi/Symbols.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/CodeGen/LiveIntervalCalc.h"
#include "llvm/CodeGen/LiveIntervals.h"
#include "llvm/CodeGen/MachineDominators.h"
#include "llvm/CodeGen/MachineFunctionPass.h"
#include "llvm/CodeGen/MachineInstrBuilder.h"
#include "llvm/CodeGen/MachineRegisterInfo.h"
#include "llvm/CodeGen/TargetInstrInfo.h"
#include "llvm/CodeGen/TargetRegisterInfo.h"
#include "llvm/CodeGen/TargetSubtargetInfo.h"

using namespace llvm;

namespace {

class PinInstance : public MachineFunctionPass {
public:
  static char ID;
  PinInstance() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override {
    return "Pin the instance pointer to its register";
  }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesCFG();
    MachineFunctionPass::getAnalysisUsage(usage);
  }
  bool runOnMachineFunction(MachineFunction &function) override;
};

char PinInstance::ID;

/// What the register holds.
enum class Content {
  Instance,
  Argument, ///< Of the next call.
  Nothing,  ///< Behind a call that keeps nothing.
};

/// rdi (System V ABI for AMD64, 3.2.3). LLVM has no public name for it; its
/// number in DWARF is 5 (figure 3.36).
MCRegister firstArgument(const TargetRegisterInfo &target) {
  return *target.getLLVMRegNum(5, /*isEH=*/true);
}

/// The function whose instance pointer is pinned.
class Pinner {
public:
  explicit Pinner(MachineFunction &function)
      : function(function), registers(function.getRegInfo()),
        target(*function.getSubtarget().getRegisterInfo()),
        instructions(*function.getSubtarget().getInstrInfo()),
        pinned(firstArgument(target)) {}

  void run();

private:
  bool findCopies();
  void preserveInPrologue();
  void rewrite(MachineBasicBlock &block);
  void rewriteUses(MachineInstr &instruction);
  bool isCopyOfInstance(const MachineInstr &instruction) const;
  void define(MachineInstr &instruction);
  void call(MachineInstr &instruction);
  bool isKeeper(const MachineInstr &call) const;
  void preserve(MachineInstr &call);
  void lose(Content now, MachineBasicBlock &block,
            MachineBasicBlock::iterator before);
  void restore();
  Register savedCopy();

  MachineFunction &function;
  MachineRegisterInfo &registers;
  const TargetRegisterInfo &target;
  const TargetInstrInfo &instructions;

  const MCRegister pinned;
  /// Virtual registers that are nothing but copies of it, `copies[0]` the one
  /// that the entry makes.
  SmallVector<Register, 4> copies;
  /// A copy for when the register was lost; none before one is needed.
  Register saved;

  // Where rewrite() is.
  Content content;
  /// Where the register can be restored when it holds nothing.
  MachineBasicBlock *lostIn;
  MachineBasicBlock::iterator lostBefore;
  SmallVector<MachineInstr *, 8> dead;
};

} // namespace

/// The copy that the entry makes of the first argument, and copies of it.
bool Pinner::findCopies() {
  for (const MachineInstr &instruction : function.front()) {
    if (instruction.isFullCopy() &&
        instruction.getOperand(1).getReg() == pinned &&
        instruction.getOperand(0).getReg().isVirtual()) {
      copies.push_back(instruction.getOperand(0).getReg());
      break;
    }
    if (instruction.modifiesRegister(pinned, &target))
      break;
  }
  for (size_t i = 0; i < copies.size(); ++i) {
    if (!registers.hasOneDef(copies[i]) ||
        !registers.getRegClass(copies[i])->contains(pinned))
      return false;
    for (const MachineInstr &user :
         registers.use_nodbg_instructions(copies[i])) {
      if (!user.isFullCopy())
        continue;
      Register copy = user.getOperand(0).getReg();
      if (copy.isVirtual() && registers.hasOneDef(copy) &&
          registers.getRegClass(copy)->contains(pinned) &&
          !is_contained(copies, copy))
        copies.push_back(copy);
    }
  }
  return !copies.empty();
}

/// Makes it a register that prologue and epilogue save if something changes it.
/// Calls of traps do not return, and tail calls keep it.
void Pinner::preserveInPrologue() {
  for (MachineBasicBlock &block : function)
    for (MachineInstr &instruction : block)
      if (instruction.isCall() && (block.succ_empty() || isKeeper(instruction)))
        preserve(instruction);
  SmallVector<MCPhysReg, 16> kept;
  for (const MCPhysReg *reg = registers.getCalleeSavedRegs(); *reg; ++reg)
    kept.push_back(*reg);
  kept.push_back(pinned);
  registers.setCalleeSavedRegs(kept);
}

bool Pinner::isCopyOfInstance(const MachineInstr &instruction) const {
  return instruction.isFullCopy() &&
         (is_contained(copies, instruction.getOperand(1).getReg()) ||
          instruction.getOperand(1).getReg() == pinned);
}

Register Pinner::savedCopy() {
  if (!saved) {
    saved = registers.createVirtualRegister(registers.getRegClass(copies[0]));
    MachineBasicBlock &entry = function.front();
    BuildMI(entry, entry.begin(), DebugLoc(),
            instructions.get(TargetOpcode::COPY), saved)
        .addReg(pinned);
  }
  return saved;
}

/// The register holds something else; `before` is where that can end.
void Pinner::lose(Content now, MachineBasicBlock &block,
                  MachineBasicBlock::iterator before) {
  content = now;
  lostIn = &block;
  lostBefore = before;
}

void Pinner::restore() {
  if (content == Content::Instance)
    return;
  BuildMI(*lostIn, lostBefore, DebugLoc(),
          instructions.get(TargetOpcode::COPY), pinned)
      .addReg(savedCopy());
  content = Content::Instance;
}

void Pinner::rewriteUses(MachineInstr &instruction) {
  for (MachineOperand &operand : instruction.all_uses()) {
    if (!is_contained(copies, operand.getReg()))
      continue;
    operand.setIsKill(false);
    if (content == Content::Nothing)
      restore();
    if (content == Content::Instance)
      operand.substPhysReg(pinned, target);
    else
      operand.setReg(savedCopy());
  }
}

/// An instruction that writes the register: an argument of the next call.
void Pinner::define(MachineInstr &instruction) {
  if (!isCopyOfInstance(instruction)) {
    lose(Content::Argument, *instruction.getParent(),
         std::next(instruction.getIterator()));
  } else if (content == Content::Argument) {
    instruction.getOperand(1).setReg(savedCopy());
    content = Content::Instance;
  } else {
    restore();
    dead.push_back(&instruction);
  }
}

/// Whether what is called keeps the instance pointer.
bool Pinner::isKeeper(const MachineInstr &call) const {
  if (call.getCFIType())
    return true;
  for (const MachineOperand &operand : call.operands())
    if (operand.isGlobal())
      if (auto *callee = dyn_cast<Function>(operand.getGlobal()))
        return callee->hasFnAttribute(W2O_KEEPS_INSTANCE_ATTRIBUTE);
  return false;
}

void Pinner::preserve(MachineInstr &call) {
  for (MachineOperand &operand : call.operands()) {
    if (!operand.isRegMask())
      continue;
    const uint32_t *before = operand.getRegMask();
    uint32_t *mask = function.allocateRegMask();
    std::copy_n(before, MachineOperand::getRegMaskSize(target.getNumRegs()),
                mask);
    for (MCPhysReg part : target.subregs_inclusive(pinned))
      mask[part / 32] |= uint32_t(1) << part % 32;
    operand.setRegMask(mask);
  }
}

void Pinner::call(MachineInstr &instruction) {
  if (content == Content::Instance && isKeeper(instruction))
    preserve(instruction);
  else
    lose(Content::Nothing, *instruction.getParent(),
         std::next(instruction.getIterator()));
}

void Pinner::rewrite(MachineBasicBlock &block) {
  content = Content::Instance;
  if (block.isEHPad()) {
    // The unwinder leaves anything in the register, also where the call that
    // has thrown would have kept it.
    lose(Content::Nothing, block, block.SkipPHIsLabelsAndDebug(block.begin()));
    BuildMI(block, lostBefore, DebugLoc(),
            instructions.get(TargetOpcode::IMPLICIT_DEF), pinned);
  } else if (&block != &function.front()) {
    block.addLiveIn(pinned);
  }
  for (MachineInstr &instruction : make_early_inc_range(block)) {
    if (instruction.isFullCopy() &&
        is_contained(copies, instruction.getOperand(0).getReg())) {
      dead.push_back(&instruction);
    } else if (instruction.isFullCopy() &&
               instruction.getOperand(0).getReg() == pinned) {
      if (!isCopyOfInstance(instruction))
        rewriteUses(instruction);
      define(instruction);
    } else {
      rewriteUses(instruction);
      if (instruction.isReturn()) {
        restore();
        instruction.addOperand(
            MachineOperand::CreateReg(pinned, /*isDef=*/false, /*isImp=*/true));
      } else if (instruction.isCall()) {
        call(instruction);
      } else if (instruction.modifiesRegister(pinned, &target)) {
        define(instruction);
      }
    }
  }
  if (!block.succ_empty())
    restore();
  block.sortUniqueLiveIns();
}

void Pinner::run() {
  if (!findCopies()) {
    preserveInPrologue();
    return;
  }
  for (MachineBasicBlock &block : function)
    rewrite(block);
  for (MachineInstr *instruction : dead)
    instruction->eraseFromParent();
  registers.clearKillFlags(pinned);
  // The scheduler counts registers, and does not look for those that physical
  // ones occupy.
  registers.reserveReg(pinned, &target);
}

bool PinInstance::runOnMachineFunction(MachineFunction &function) {
  if (!function.getFunction().hasFnAttribute(W2O_KEEPS_INSTANCE_ATTRIBUTE))
    return false;
  Pinner(function).run();
  return true;
}

/// The allocator knows nothing but liveness, which is not computed for reserved
/// registers.
class ReleaseInstance : public MachineFunctionPass {
public:
  static char ID;
  ReleaseInstance() : MachineFunctionPass(ID) {}
  StringRef getPassName() const override {
    return "Release the register of the instance pointer";
  }
  void getAnalysisUsage(AnalysisUsage &usage) const override {
    usage.setPreservesAll();
    usage.addRequired<LiveIntervalsWrapperPass>();
    usage.addRequired<MachineDominatorTreeWrapperPass>();
    MachineFunctionPass::getAnalysisUsage(usage);
  }
  bool runOnMachineFunction(MachineFunction &function) override {
    MachineRegisterInfo &registers = function.getRegInfo();
    const TargetRegisterInfo &target =
        *function.getSubtarget().getRegisterInfo();
    MCRegister pinned = firstArgument(target);
    if (!registers.isReserved(pinned))
      return false;
    registers.freezeReservedRegs();
    auto &intervals = getAnalysis<LiveIntervalsWrapperPass>().getLIS();
    LiveIntervalCalc calc;
    for (MCRegUnit unit : target.regunits(pinned)) {
      calc.reset(&function, intervals.getSlotIndexes(),
                 &getAnalysis<MachineDominatorTreeWrapperPass>().getDomTree(),
                 &intervals.getVNInfoAllocator());
      LiveRange &range = intervals.getRegUnit(unit);
      for (MCRegUnitRootIterator root(unit, &target); root.isValid(); ++root)
        for (MCPhysReg reg : target.superregs_inclusive(*root))
          if (!registers.reg_empty(reg))
            calc.extendToUses(range, reg);
    }
    return true;
  }
};

char ReleaseInstance::ID;

FunctionPass *w2o::createReleaseInstancePass() { return new ReleaseInstance; }

FunctionPass *w2o::createPinInstancePass() { return new PinInstance; }
