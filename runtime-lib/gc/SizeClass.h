//===- SizeClass.h - Sizes of cells ---------------------------------------===//
//
// Multiples of the granule up to what compiled code allocates itself, then four
// sizes to each doubling, the largest ones fitted to the block. Larger objects
// have blocks of their own.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_GC_SIZECLASS_H
#define W2O_GC_SIZECLASS_H

#include "abi/HeapLayout.h"

namespace w2o {

/// Bytes of a block.
constexpr uint32_t cellAreaBytes = 32768;

constexpr uint32_t numFineClasses = W2O_INLINE_CELL / W2O_CELL_GRANULE;
constexpr uint32_t coarseSizes[] = {
    320,  384,  448,  512,  640,  768,  896,  1024, 1280, 1536, 1792,
    2048, 2560, 3072, 3584, 4096, 5440, 6528, 8192, 10880, 16384};
constexpr uint32_t numCoarseClasses =
    sizeof(coarseSizes) / sizeof(coarseSizes[0]);
constexpr uint32_t numSizeClasses = numFineClasses + numCoarseClasses;
constexpr uint32_t maxCellBytes = coarseSizes[numCoarseClasses - 1];

constexpr uint32_t cellBytes(uint32_t sizeClass) {
  return sizeClass < numFineClasses
             ? (sizeClass + 1) * W2O_CELL_GRANULE
             : coarseSizes[sizeClass - numFineClasses];
}

/// What follows from a size; tables, because division is slow.
struct SizeClassTable {
  static constexpr uint32_t step = 64; ///< Coarse sizes are multiples of it.

  uint32_t bytes[numSizeClasses];
  uint32_t used[numSizeClasses];       ///< Bytes of a block in cells.
  uint32_t reciprocal[numSizeClasses]; ///< 2^32 / bytes, rounded up.
  uint8_t coarse[maxCellBytes / step]; ///< Class by (bytes - 1) / step.

  constexpr SizeClassTable() : bytes(), used(), reciprocal(), coarse() {
    for (uint32_t c = 0; c < numSizeClasses; ++c) {
      bytes[c] = cellBytes(c);
      used[c] = cellAreaBytes / bytes[c] * bytes[c];
      reciprocal[c] = uint32_t(((uint64_t(1) << 32) + bytes[c] - 1) / bytes[c]);
    }
    uint32_t c = numFineClasses;
    for (uint32_t i = 0; i < maxCellBytes / step; ++i) {
      while (cellBytes(c) < (i + 1) * step)
        ++c;
      coarse[i] = uint8_t(c);
    }
  }
};
inline constexpr SizeClassTable sizeClasses;

/// The class of the smallest cells for `bytes`, 1 to maxCellBytes.
inline uint32_t sizeClassOf(uint32_t bytes) {
  return bytes <= W2O_INLINE_CELL
             ? (bytes - 1) / W2O_CELL_GRANULE
             : sizeClasses.coarse[(bytes - 1) / SizeClassTable::step];
}

/// displacement / cellBytes, exact within a block: the reciprocal's error times
/// the displacement is less than maxCellBytes * cellAreaBytes, below 2^32.
inline uint32_t cellIndex(uint32_t displacement, uint32_t sizeClass) {
  static_assert(uint64_t(maxCellBytes) * cellAreaBytes < uint64_t(1) << 32);
  return uint32_t(uint64_t(displacement) * sizeClasses.reciprocal[sizeClass] >>
                  32);
}

} // namespace w2o

#endif // W2O_GC_SIZECLASS_H
