//===- AnchorSearch.h - Does a load's value certainly matter? -------------===//

#ifndef W2O_CODEGEN_ANCHORSEARCH_H
#define W2O_CODEGEN_ANCHORSEARCH_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/PostDominators.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/Support/KnownBits.h"
#include <climits>
#include <functional>
#include <optional>

namespace w2o {

/// Whether a load reads guest memory. Passes that merge loads drop the mark
/// of the lowering but keep the alias class, so both count.
bool isGuestLoad(const llvm::LoadInst &load);

/// Whether the instruction is an empty assembler statement that keeps its
/// operand (AnchorLoads.cpp).
bool isPin(const llvm::Instruction &instruction);

/// Follows the uses of a guest load to a root: an instruction that no pass
/// removes and that runs whenever the load runs. Answers "no" when in doubt,
/// and after a fixed number of steps.
class AnchorSearch {
  static constexpr unsigned bitsInByte = CHAR_BIT;

public:
  enum class Stage : uint8_t {
    Unoptimised, ///< No pass comes, and nothing has been folded.
    Vector,      ///< Vectorisation comes, and what cleans up after it.
    Final,       ///< Only code generation comes.
  };

  AnchorSearch(Stage stage, llvm::LoopInfo &loops,
               std::function<llvm::PostDominatorTree &()> postDominators)
      : stage(stage), loops(loops), postDominators(std::move(postDominators)) {
  }

  bool isAnchored(llvm::LoadInst &load);

private:
  /// A value on the way from the load to a root.
  struct Step {
    llvm::Value *value;
    /// Whenever the load runs, control reaches this block and the value is
    /// computed.
    llvm::BasicBlock *block;
    /// Set for integers: the values that it can have.
    std::optional<llvm::ConstantRange> range = {};
    /// Set with `range`: the bits that depend on the byte at the highest
    /// address, as far as known.
    llvm::APInt bits = llvm::APInt();
    /// How many operations on the way lost information. Two of them together
    /// may lose everything, e.g. (x & 0xf0) & 0x0f.
    unsigned losses = 0;
    unsigned depth = 0;
    /// Some operation on the way certainly made another value of it, so that
    /// writing it back is no idle store.
    bool changed = false;
    /// A float that was computed, not loaded: passes may know its sign, or
    /// that it is no NaN, so that it can decide a comparison.
    bool isBounded = false;

    /// The step to a user. Of an integer's values nothing is known, and none
    /// of its bits alone is certain to depend on the load.
    Step to(llvm::Instruction &user) const;
    /// Says what is known about an integer.
    void set(const llvm::ConstantRange &values, const llvm::APInt &dependent);
    /// Lets all bits depend that a carry from the lowest one can reach.
    void carry();
  };

  bool reachesRoot(const Step &step);
  bool useReachesRoot(const Step &step, llvm::Use &use);
  std::optional<Step> through(const Step &step, llvm::Instruction &user,
                              unsigned operand);
  std::optional<Step> throughBinary(const Step &step,
                                    llvm::BinaryOperator &user,
                                    unsigned operand);
  static Step withOther(const Step &step, Step next,
                        llvm::BinaryOperator &user, unsigned operand,
                        const llvm::KnownBits &known);
  std::optional<Step> throughBinaryConstant(const Step &step,
                                            llvm::BinaryOperator &user,
                                            const llvm::APInt &constant,
                                            unsigned operand);
  std::optional<Step> throughCast(const Step &step, llvm::CastInst &user);
  std::optional<Step> throughIntrinsic(const Step &step,
                                       llvm::IntrinsicInst &user,
                                       unsigned operand);
  std::optional<Step> throughCompare(const Step &step, llvm::ICmpInst &user,
                                     unsigned operand);
  bool phiReachesRoot(const Step &step, llvm::PHINode &phi,
                      llvm::BasicBlock *incoming);
  bool accumulatorReachesRoot(const Step &step, llvm::PHINode &phi,
                              llvm::Loop &loop, llvm::BasicBlock *latch);
  bool isStoreRoot(const Step &step, llvm::StoreInst &store,
                   unsigned operand);
  bool mayBeOverwritten(llvm::StoreInst &store);
  bool mayOverlap(llvm::StoreInst &store, llvm::Instruction &other) const;
  bool isBranchRoot(const Step &step, llvm::Instruction &terminator);
  bool decides(const Step &step, llvm::SwitchInst &terminator) const;
  /// Whether what could be folded has been folded.
  bool isFolded() const {
    return stage != Stage::Unoptimised;
  }
  /// Whether only code generation comes, so that branches and blocks stay.
  bool isLast() const {
    return stage != Stage::Vector;
  }
  bool addLoss(Step &step) const;
  bool cannotCancel(llvm::Value *other) const;
  bool mayBeFoundNaN(llvm::Value *other);
  bool cannotBeNaN(llvm::Value *other);
  bool cannotDecide(llvm::Value *other);
  bool isVarying(llvm::LoadInst &load);
  static bool mayReadStored(llvm::StoreInst &store, llvm::LoadInst &load);
  bool mayBecomeKnown(const Step &step, llvm::Instruction &user);
  bool certainlyReaches(llvm::BasicBlock *from, llvm::BasicBlock *to);

  const Stage stage;
  llvm::LoopInfo &loops;
  std::function<llvm::PostDominatorTree &()> postDominators;
  llvm::DenseMap<std::pair<llvm::BasicBlock *, llvm::BasicBlock *>, bool>
      reaches;
  llvm::DenseMap<llvm::Loop *, bool> loopStores;
  /// Values of a block that code generation may find in stores before them.
  llvm::DenseMap<llvm::BasicBlock *, llvm::DenseSet<llvm::Value *>> forwarded;
  /// Sizes of floats, in bits, that constants which are stored are NaNs of.
  std::optional<llvm::SmallSet<unsigned, 2>> storedNaNs;
  llvm::LoadInst *start = nullptr;
  unsigned visits = 0;
};

} // namespace w2o

#endif // W2O_CODEGEN_ANCHORSEARCH_H
