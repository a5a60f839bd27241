//===- LoopNest.h - Guest accesses of two nested loops --------------------===//
//
// What UnrollAndJam has to know of a loop whose body consists of straight
// blocks and of innermost loops of one block, all of which count, where each
// branch goes the same way in all iterations of the outer loop.
//
// Blocks are sections of the body. The address of each access is
//
//   memory base + start + outer * i + inner * j
//
// in iteration i of the outer loop and j of its section. That is read from
// scalar evolution, where the 32-bit sums of the guest stand in extensions. The
// nest assumes that none of these sums wraps and remembers which ones they are,
// so that code in front of it can find out: in 64 bits, by the values in the
// first and the last iteration, because a sum is linear in i and in j.
//
// A loop that goes in steps of 2 until a counter is equal to something may go
// past it, as far as is known. The nest assumes that it does not, and remembers
// that as well.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_LOOPNEST_H
#define W2O_CODEGEN_LOOPNEST_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Analysis/LoopInfo.h"
#include "llvm/Analysis/ScalarEvolution.h"
#include <optional>

namespace llvm {
class BasicBlock;
class Instruction;
class Value;
} // namespace llvm

namespace w2o {

/// start + outer * i + inner * j. All are invariant in the nest and of one
/// integer type.
struct LinearSum {
  const llvm::SCEV *start;
  const llvm::SCEV *outer;
  const llvm::SCEV *inner;
  bool operator==(const LinearSum &) const = default;
};

class LoopNest {
public:
  struct Section {
    llvm::BasicBlock *block;
    llvm::Loop *loop; ///< Null for a straight block.
    /// How often the backedge of `loop` is taken.
    const llvm::SCEV *taken;
  };
  /// What addresses extend to 64 bits, as a 64-bit sum: the same as long as it
  /// is at least 0 and below 2^32.
  struct Extension {
    LinearSum sum;
    unsigned section;
  };
  /// A distance that a counter goes in steps.
  struct Division {
    const llvm::SCEV *distance;
    llvm::APInt step;
  };
  struct Access {
    llvm::Instruction *instruction;
    unsigned section;
    unsigned family;
    int64_t offset; ///< From the start of the family.
    int64_t bytes;
    bool isStore;
  };
  /// Accesses that move alike, at constant distances from each other. Those
  /// that move with j are of one section, the others of any.
  struct Family {
    LinearSum address;
    unsigned section;
    /// The first family whose start is at a constant distance, or this one:
    /// probably they are in one object.
    unsigned cluster;
    /// From the lowest offset to behind the highest.
    struct Extent {
      int64_t low = INT64_MAX;
      int64_t high = INT64_MIN;
      bool isEmpty() const { return low > high; }
    };
    Extent all = {};
    Extent stored = {};
  };

  LoopNest(llvm::Loop &outer, llvm::LoopInfo &loops,
           llvm::ScalarEvolution &scev)
      : outer(outer), loops(loops), scev(scev) {}

  /// False when the loop is none of the kind, or has an access or an effect
  /// that is not understood. Selections between values that are known in front
  /// of the loop are made there (`changed`), since addresses depend on them.
  bool analyse();

  llvm::Loop &outer;
  /// How often the backedge of the outer loop is taken.
  const llvm::SCEV *taken = nullptr;
  /// In an order in which they can run, from the header to the latch.
  llvm::SmallVector<Section, 8> sections;
  llvm::SmallVector<Access, 16> accesses;
  llvm::SmallVector<Family, 8> families;
  llvm::SmallVector<Extension, 8> extensions;
  llvm::SmallVector<Division, 2> divisions;
  /// What all addresses start from.
  llvm::Value *base = nullptr;
  /// Whether a value of the nest is used behind it.
  bool isLiveOut = false;
  /// Whether some blocks may not run.
  bool hasBranches = false;
  bool changed = false;

  const Access *find(const llvm::Instruction &instruction) const;

private:
  bool findSections();
  bool addSection(llvm::BasicBlock &block);
  void hoistSelections();
  bool isCounted(const llvm::SCEV *taken) const;
  const llvm::SCEV *count(llvm::Loop &loop);
  bool hasInductionsOnly() const;
  bool collect(llvm::Instruction &access, unsigned section);
  void addAccess(const Access &access);
  std::optional<LinearSum> linear(const llvm::SCEV *value, unsigned section,
                                  unsigned depth = 0);
  std::optional<LinearSum> extended(const llvm::SCEV *value, unsigned section,
                                    unsigned depth);
  bool isSmall(const LinearSum &sum) const;

  llvm::LoopInfo &loops;
  llvm::ScalarEvolution &scev;
};

} // namespace w2o

#endif // W2O_CODEGEN_LOOPNEST_H
