//===- NestOrder.h - May iterations of a nest change places? --------------===//
//
// When `copies` iterations of an outer loop run side by side, an access of one
// of them runs before accesses of those before it that are behind it in the
// body, or in later iterations of the same inner loop:
//
//   X of iteration i  and  Y of iteration i + d,  0 < d < copies,
//
// change places when Y's section comes before X's, or both are in an inner loop
// and Y's iteration of that is before X's. When one is a store, they must not
// overlap. For accesses that move alike, at constant distances, that is decided
// here, or depends on how long the steps are. Of others, the whole ranges that
// two families access in the nest have to be apart. What cannot be decided is
// tested by code in front of the nest.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_CODEGEN_NESTORDER_H
#define W2O_CODEGEN_NESTORDER_H

#include "codegen/LoopNest.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/Transforms/Utils/ScalarEvolutionExpander.h"

namespace w2o {

class NestOrder {
public:
  NestOrder(const LoopNest &nest, llvm::ScalarEvolution &scev)
      : nest(nest), scev(scev) {}

  /// Whether there are tests that make it right.
  bool allows(unsigned copies);

  /// Whether two families are apart where the tests hold.
  bool areApart(unsigned one, unsigned other) const {
    return apart.contains({std::min(one, other), std::max(one, other)});
  }

  /// Whether all that the tests refer to is known at `at`.
  bool canTest(llvm::SCEVExpander &expander, llvm::Instruction *at) const;
  /// Code that says whether the tests hold, and that sums do not wrap.
  /// `expander` writes in front of `builder`'s place.
  llvm::Value *makeTests(llvm::IRBuilder<> &builder,
                         llvm::SCEVExpander &expander) const;

private:
  /// The magnitude of `step` is at least `least`, and what `other` moves
  /// `taken` times when there is one.
  struct Spacing {
    const llvm::SCEV *step;
    const llvm::SCEV *other;
    const llvm::SCEV *taken;
    int64_t least;
  };
  /// What families of one cluster store is apart from what those of another
  /// access.
  struct RangeTest {
    llvm::SmallVector<unsigned, 4> stored;
    llvm::SmallVector<unsigned, 4> accessed;
  };
  struct Range {
    llvm::Value *low;
    llvm::Value *high;
  };

  bool checkPair(const LoopNest::Access &x, const LoopNest::Access &y,
                 unsigned copies);
  bool isKept(const LoopNest::Access &x, const LoopNest::Access &y,
              int64_t distance, unsigned copies);
  bool isSpaced(const LoopNest::Access &x, const LoopNest::Access &y,
                int64_t distance, unsigned copies);
  void needSpacing(const Spacing &spacing);
  std::optional<int64_t> mostTaken(unsigned section) const;
  void collectTests();
  Range rangeOf(llvm::ArrayRef<unsigned> families, bool stored,
                llvm::IRBuilder<> &builder,
                llvm::SCEVExpander &expander) const;
  llvm::Value *valueOf(const llvm::SCEV *value, llvm::IRBuilder<> &builder,
                       llvm::SCEVExpander &expander) const;
  llvm::Value *iterations(const llvm::SCEV *taken,
                          llvm::IRBuilder<> &builder,
                          llvm::SCEVExpander &expander) const;
  Range rangeOf(const LinearSum &sum, unsigned section,
                llvm::IRBuilder<> &builder,
                llvm::SCEVExpander &expander) const;

  const LoopNest &nest;
  llvm::ScalarEvolution &scev;
  llvm::SmallSetVector<std::pair<unsigned, unsigned>, 8> apart;
  llvm::SmallVector<RangeTest, 8> tests;
  llvm::SmallVector<Spacing, 2> spacings;
};

} // namespace w2o

#endif // W2O_CODEGEN_NESTORDER_H
