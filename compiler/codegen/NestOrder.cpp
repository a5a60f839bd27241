//===- NestOrder.cpp - May iterations of a nest change places? ------------===//

#include "codegen/NestOrder.h"

#include "llvm/Analysis/ScalarEvolutionExpressions.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace llvm;

namespace w2o {

/// Pairs of families, and comparisons of ranges in front of the nest.
constexpr size_t maxApart = 64;
constexpr size_t maxTests = 24;
/// Of either loop. Together with what LoopNest allows for steps, no sum in the
/// tests exceeds 63 bits.
constexpr uint64_t maxIterations = uint64_t(1) << 30;

static std::optional<int64_t> constantOf(const SCEV *value) {
  const auto *constant = dyn_cast<SCEVConstant>(value);
  if (!constant || constant->getAPInt().getSignificantBits() > 32)
    return std::nullopt;
  return constant->getAPInt().getSExtValue();
}

/// Whether Y of `yBytes` at `distance` from X of `xBytes` overlaps it.
static bool overlap(int64_t distance, int64_t xBytes, int64_t yBytes) {
  return distance > -yBytes && distance < xBytes;
}

/// Whether distance - step * m is in the range of overlap for some m from 1 to
/// `most`.
static bool overlapsLater(int64_t distance, int64_t step,
                          std::optional<int64_t> most, int64_t xBytes,
                          int64_t yBytes) {
  if (step == 0)
    return overlap(distance, xBytes, yBytes);
  if (step < 0) { // The mirror image.
    step = -step;
    distance = -distance;
    std::swap(xBytes, yBytes);
  }
  int64_t low = divideCeilSigned(distance - xBytes + 1, step);
  int64_t high = divideFloorSigned(distance + yBytes - 1, step);
  if (most)
    high = std::min(high, *most);
  return std::max<int64_t>(low, 1) <= high;
}

/// Whether distance + grid * n is in the range of overlap for some n.
static bool overlapsOnGrid(int64_t distance, int64_t grid, int64_t xBytes,
                           int64_t yBytes) {
  if (grid == 0)
    return overlap(distance, xBytes, yBytes);
  int64_t ahead = distance % grid;
  if (ahead < 0)
    ahead += grid;
  return ahead < xBytes || grid - ahead < yBytes;
}

std::optional<int64_t> NestOrder::mostTaken(unsigned section) const {
  const SCEV *taken = nest.sections[section].taken;
  if (!taken)
    return 0;
  APInt most = scev.getUnsignedRangeMax(taken);
  if (most.uge(maxIterations))
    return std::nullopt;
  return int64_t(most.getZExtValue());
}

void NestOrder::needSpacing(const Spacing &spacing) {
  for (Spacing &known : spacings)
    if (known.step == spacing.step && known.other == spacing.other &&
        known.taken == spacing.taken) {
      known.least = std::max(known.least, spacing.least);
      return;
    }
  spacings.push_back(spacing);
}

/// For accesses that move alike, whose steps are not all known.
bool NestOrder::isSpaced(const LoopNest::Access &x, const LoopNest::Access &y,
                         int64_t distance, unsigned copies) {
  const LinearSum &address = nest.families[x.family].address;
  const SCEV *taken = nest.sections[x.section].taken;
  int64_t bytes = std::max(x.bytes, y.bytes);
  if (address.inner != nest.families[y.family].address.inner)
    return false;
  std::optional<int64_t> outer = constantOf(address.outer);
  // Columns: one iteration of the inner loop goes further than all copies.
  if (outer && distance == 0 && !constantOf(address.inner) &&
      (x.section == y.section || std::abs(*outer) >= bytes)) {
    needSpacing({address.inner, nullptr, nullptr,
                 std::abs(*outer) * int64_t(copies - 1) + bytes});
    return true;
  }
  // Rows: what the inner loop touches ends in front of the next copy's.
  if (outer && *outer == 0)
    return false;
  bool moves = taken && !address.inner->isZero();
  needSpacing({address.outer, moves ? address.inner : nullptr,
               moves ? taken : nullptr, std::abs(distance) + bytes});
  if (moves && y.section != x.section)
    needSpacing({address.outer, address.inner, nest.sections[y.section].taken,
                 std::abs(distance) + bytes});
  return true;
}

/// For accesses at a constant distance, that of y's address from x's in the
/// first iterations: whether their order does not matter.
bool NestOrder::isKept(const LoopNest::Access &x, const LoopNest::Access &y,
                       int64_t distance, unsigned copies) {
  std::optional<int64_t> outer =
      constantOf(nest.families[x.family].address.outer);
  std::optional<int64_t> xStep =
      constantOf(nest.families[x.family].address.inner);
  std::optional<int64_t> yStep =
      constantOf(nest.families[y.family].address.inner);
  if (!outer || !xStep || !yStep)
    return isSpaced(x, y, distance, copies);
  std::optional<int64_t> xMost = mostTaken(x.section);
  std::optional<int64_t> yMost = mostTaken(y.section);

  auto isKeptByAll = [&](auto overlaps) {
    for (int64_t d = 1; d < int64_t(copies); ++d)
      if (overlaps(distance + *outer * d))
        return false;
    return true;
  };
  if (x.section == y.section && *xStep == *yStep) {
    if (isKeptByAll([&](int64_t at) {
          return overlapsLater(at, *xStep, xMost, x.bytes, y.bytes);
        }))
      return true;
    return !xMost && isSpaced(x, y, distance, copies);
  }
  // Rows that both are in, and that are apart from each other.
  if (xMost && yMost) {
    int64_t xWay = *xStep * *xMost, yWay = *yStep * *yMost;
    int64_t low = std::min(std::min<int64_t>(xWay, 0),
                           distance + std::min<int64_t>(yWay, 0));
    int64_t high = std::max(std::max<int64_t>(xWay, 0) + x.bytes,
                            distance + std::max<int64_t>(yWay, 0) + y.bytes);
    if (high - low <= std::abs(*outer))
      return true;
  }
  int64_t grid = std::gcd(*xStep, *yStep);
  return isKeptByAll([&](int64_t at) {
    return overlapsOnGrid(at, grid, x.bytes, y.bytes);
  });
}

/// Whether it is all right that y of a later iteration runs before x.
bool NestOrder::checkPair(const LoopNest::Access &x, const LoopNest::Access &y,
                          unsigned copies) {
  if (!x.isStore && !y.isStore)
    return true;
  bool isLoop = nest.sections[x.section].loop != nullptr;
  if (y.section > x.section || (y.section == x.section && !isLoop))
    return true;
  const LinearSum &xs = nest.families[x.family].address;
  const LinearSum &ys = nest.families[y.family].address;
  if (xs.outer == ys.outer) {
    const SCEV *starts = scev.getMinusSCEV(ys.start, xs.start);
    if (std::optional<int64_t> known = constantOf(starts))
      if (isKept(x, y, *known + y.offset - x.offset, copies))
        return true;
  }
  if (x.family == y.family)
    return false;
  apart.insert({std::min(x.family, y.family), std::max(x.family, y.family)});
  return apart.size() <= maxApart;
}

/// Families of two clusters are tested together. What is stored is tested
/// against the rest; two loads may be of one place.
void NestOrder::collectTests() {
  using Families = SmallSetVector<unsigned, 4>;
  MapVector<std::pair<unsigned, unsigned>, std::pair<Families, Families>> pairs;
  for (auto [one, other] : apart) {
    unsigned a = nest.families[one].cluster;
    unsigned b = nest.families[other].cluster;
    // In one cluster, each pair for itself.
    auto &pair = a == b ? pairs[{one, other}] : pairs[std::minmax(a, b)];
    (a <= b ? pair.first : pair.second).insert(one);
    (a <= b ? pair.second : pair.first).insert(other);
  }
  auto add = [&](const Families &stored, const Families &accessed) {
    RangeTest test;
    for (unsigned family : stored)
      if (!nest.families[family].stored.isEmpty())
        test.stored.push_back(family);
    test.accessed.assign(accessed.begin(), accessed.end());
    if (!test.stored.empty())
      tests.push_back(std::move(test));
  };
  for (const auto &[key, pair] : pairs) {
    add(pair.first, pair.second);
    add(pair.second, pair.first);
  }
}

bool NestOrder::allows(unsigned copies) {
  for (const LoopNest::Access &x : nest.accesses)
    for (const LoopNest::Access &y : nest.accesses)
      if (!checkPair(x, y, copies))
        return false;
  collectTests();
  return tests.size() <= maxTests;
}

//===----------------------------------------------------------------------===//
// The tests
//===----------------------------------------------------------------------===//

bool NestOrder::canTest(SCEVExpander &expander, Instruction *at) const {
  auto isKnown = [&](const SCEV *value) {
    return expander.isSafeToExpandAt(value, at);
  };
  auto isKnownSum = [&](const LinearSum &sum) {
    return isKnown(sum.start) && isKnown(sum.outer) && isKnown(sum.inner);
  };
  return isKnown(nest.taken) &&
         all_of(nest.sections,
                [&](const LoopNest::Section &section) {
                  return !section.loop || isKnown(section.taken);
                }) &&
         all_of(nest.families,
                [&](const LoopNest::Family &family) {
                  return isKnownSum(family.address);
                }) &&
         all_of(nest.divisions,
                [&](const LoopNest::Division &division) {
                  return isKnown(division.distance);
                }) &&
         all_of(nest.extensions, [&](const LoopNest::Extension &extension) {
           return isKnownSum(extension.sum);
         });
}

/// What a section refers to that does not run may be undefined, and must not
/// hide that the test of another one fails.
Value *NestOrder::valueOf(const SCEV *value, IRBuilder<> &builder,
                          SCEVExpander &expander) const {
  Value *made = expander.expandCodeFor(value, value->getType(),
                                       &*builder.GetInsertPoint());
  return nest.hasBranches ? builder.CreateFreeze(made) : made;
}

Value *NestOrder::iterations(const SCEV *taken, IRBuilder<> &builder,
                             SCEVExpander &expander) const {
  return valueOf(scev.getTruncateOrZeroExtend(taken, builder.getInt64Ty()),
                 builder, expander);
}

/// The least and the greatest value of a sum in the nest.
NestOrder::Range NestOrder::rangeOf(const LinearSum &sum, unsigned section,
                                    IRBuilder<> &builder,
                                    SCEVExpander &expander) const {
  Value *start = valueOf(sum.start, builder, expander);
  Range range = {start, start};
  auto extend = [&](const SCEV *step, const SCEV *taken) {
    if (step->isZero())
      return;
    Value *way = builder.CreateMul(valueOf(step, builder, expander),
                                   iterations(taken, builder, expander));
    if (scev.isKnownNonNegative(step)) {
      range.high = builder.CreateAdd(range.high, way);
    } else if (scev.isKnownNonPositive(step)) {
      range.low = builder.CreateAdd(range.low, way);
    } else {
      Value *zero = builder.getInt64(0);
      range.low = builder.CreateAdd(
          range.low, builder.CreateBinaryIntrinsic(Intrinsic::smin, way, zero));
      range.high = builder.CreateAdd(
          range.high,
          builder.CreateBinaryIntrinsic(Intrinsic::smax, way, zero));
    }
  };
  extend(sum.outer, nest.taken);
  if (const SCEV *taken = nest.sections[section].taken)
    extend(sum.inner, taken);
  return range;
}

/// The bytes that some families access in the nest, from the lowest to behind
/// the highest.
NestOrder::Range NestOrder::rangeOf(ArrayRef<unsigned> families, bool stored,
                                    IRBuilder<> &builder,
                                    SCEVExpander &expander) const {
  Range all = {};
  for (unsigned index : families) {
    const LoopNest::Family &family = nest.families[index];
    const auto &extent = stored ? family.stored : family.all;
    Range range = rangeOf(family.address, family.section, builder, expander);
    range.low =
        builder.CreateAdd(range.low, builder.getInt64(uint64_t(extent.low)));
    range.high =
        builder.CreateAdd(range.high, builder.getInt64(uint64_t(extent.high)));
    if (all.low) {
      range.low = builder.CreateBinaryIntrinsic(Intrinsic::smin, all.low,
                                                range.low);
      range.high = builder.CreateBinaryIntrinsic(Intrinsic::smax, all.high,
                                                 range.high);
    }
    all = range;
  }
  return all;
}

Value *NestOrder::makeTests(IRBuilder<> &builder,
                            SCEVExpander &expander) const {
  Value *good = builder.getTrue();
  auto require = [&](Value *condition) {
    good = builder.CreateAnd(good, condition);
  };
  auto requireFew = [&](const SCEV *taken) {
    if (scev.getUnsignedRangeMax(taken).uge(maxIterations))
      require(builder.CreateICmpULT(iterations(taken, builder, expander),
                                    builder.getInt64(maxIterations)));
  };
  requireFew(nest.taken);
  for (const LoopNest::Section &section : nest.sections)
    if (section.loop)
      requireFew(section.taken);

  for (const LoopNest::Division &division : nest.divisions) {
    Value *distance = valueOf(division.distance, builder, expander);
    Value *step = ConstantInt::get(distance->getType(), division.step);
    require(builder.CreateIsNull(builder.CreateURem(distance, step)));
  }
  for (const LoopNest::Extension &extension : nest.extensions) {
    Range range =
        rangeOf(extension.sum, extension.section, builder, expander);
    require(builder.CreateICmpSGE(range.low, builder.getInt64(0)));
    require(builder.CreateICmpSLE(range.high, builder.getInt64(UINT32_MAX)));
  }
  for (const RangeTest &test : tests) {
    Range a = rangeOf(test.stored, /*stored=*/true, builder, expander);
    Range b = rangeOf(test.accessed, /*stored=*/false, builder, expander);
    require(builder.CreateOr(builder.CreateICmpSLE(a.high, b.low),
                             builder.CreateICmpSLE(b.high, a.low)));
  }
  for (const Spacing &spacing : spacings) {
    auto magnitude = [&](const SCEV *step) {
      return builder.CreateBinaryIntrinsic(
          Intrinsic::abs, valueOf(step, builder, expander),
          builder.getFalse());
    };
    Value *least = builder.getInt64(uint64_t(spacing.least));
    if (spacing.other)
      least = builder.CreateAdd(
          least, builder.CreateMul(magnitude(spacing.other),
                                   iterations(spacing.taken, builder,
                                              expander)));
    require(builder.CreateICmpSGE(magnitude(spacing.step), least));
  }
  return good;
}

} // namespace w2o
