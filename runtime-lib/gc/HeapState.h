//===- HeapState.h - The inside of a heap ---------------------------------===//
//
// Shared by the files of gc/ and by nobody else. The address space of a heap
// is one reservation:
//
//   [ blocks of 32 KiB ... ][ marks ][ previous marks ][ table of blocks ]
//
// so that whether a word is an address of the heap is one compare, and its
// block and its mark bit are shifts of it. A block holds cells of one size, or
// is a part of a large object. Nothing about a cell is in the cell: marking
// writes to the bit tables only, and an object's memory is its own.
//
// There is one mark bit for every 8 bytes. An object's is that of its type
// word, the word in front of its reference, so a precise reference needs no
// look at its block.
//
// Which cells of a block are objects. Sweeping goes through a block in steps,
// run of free cells by run. Below the block's `swept` displacement a cell is an
// object when its first word is not zero; free cells there are all zero. From
// `swept` on it is an object when it was marked by the last collection; what
// is not marked there is garbage that keeps its old contents.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_GC_HEAPSTATE_H
#define W2O_GC_HEAPSTATE_H

#include "gc/Heap.h"
#include "gc/SizeClass.h"

namespace w2o {

constexpr uint32_t blockShift = 15;
constexpr uint32_t blockBytes = 1u << blockShift;
static_assert(blockBytes == cellAreaBytes);
constexpr uint32_t markWordsPerBlock = blockBytes / W2O_CELL_GRANULE / 64;
constexpr uint32_t noBlock = UINT32_MAX;
/// Bytes to allocate between collections, at least.
constexpr uint64_t minThreshold = 1 << 20;

enum class BlockUse : uint8_t { Free, Cells, LargeHead, LargeTail };

struct Block {
  BlockUse use;
  uint8_t sizeClass; ///< Cells.
  bool isZero;       ///< Free: all bytes are zero.
  uint32_t swept;    ///< Cells: displacement; see above.
  uint32_t next;     ///< Cells: the next one to sweep of its size.
  /// LargeHead: blocks of the object; LargeTail: blocks back to the head.
  uint32_t count;
  uint64_t largeBytes; ///< LargeHead: bytes that count.
};

/// Free cells side by side, all zero.
struct Run {
  uint8_t *next;
  uint8_t *end;
};

/// References whose objects are marked and must be looked at. When it cannot
/// grow, references are dropped and all marked objects are looked at again.
struct MarkStack {
  static constexpr size_t ownCapacity = 64;

  uintptr_t *entries; ///< `own`, or from malloc.
  size_t top;
  size_t capacity;
  size_t maxCapacity; ///< Tests make it small.
  bool hasOverflowed;
  uintptr_t own[ownCapacity];
};

struct Heap {
  /// What compiled code takes cells from comes first: w2o_heap_front.
  Run runs[numSizeClasses];
  /// Where the runtime takes them from: `runs`, or in stress mode `hiddenRuns`
  /// while `runs` stays empty, so that compiled code asks for each cell.
  Run *activeRuns;
  Run hiddenRuns[numSizeClasses];

  w2o_store *store;
  uintptr_t base;
  uint32_t numBlocks; ///< In the reservation.
  uint32_t frontier;  ///< Blocks that are accessible.
  uint64_t *marks;
  uint64_t *previousMarks; ///< Only during a collection.
  Block *blocks;
  void *reservation;
  size_t reservedBytes;

  /// First block with unswept cells of each size, or noBlock.
  uint32_t toSweep[numSizeClasses];
  uint32_t numFree;   ///< Free blocks below the frontier.
  uint32_t firstFree; ///< None is below.

  uint64_t usedBytes;      ///< Blocks in use; large objects by their pages.
  uint64_t allocatedBytes; ///< Given out since the last collection.
  uint64_t threshold;      ///< Of allocatedBytes, for the next one.
  uint32_t numFruitless;   ///< See makeRoom().
  uint32_t stressInterval; ///< 0: none.
  uint32_t stressCountdown;
  HeapStatistics statistics;

  MarkStack stack;
  TemporaryRoots *temporaries; ///< The innermost.

  uint8_t *address(uint32_t block) const {
    return reinterpret_cast<uint8_t *>(base) + (size_t(block) << blockShift);
  }
  uint64_t *marksOf(uint32_t block) const {
    return marks + size_t(block) * markWordsPerBlock;
  }
  uint32_t indexOf(const Block *block) const {
    return uint32_t(block - blocks);
  }
  /// What the store allows, as far as there is address space.
  uint64_t limit() const;
};
static_assert(offsetof(Heap, runs) == 0 && sizeof(Run) == 16 &&
                  offsetof(Run, end) == 8 &&
                  sizeof(w2o_heap_front) == 16 * numFineClasses,
              "runs of small cells are the front of compiled code");

inline bool testBit(const uint64_t *bits, size_t index) {
  return bits[index / 64] >> (index % 64) & 1;
}

//===-- Blocks.cpp --------------------------------------------------------===//

/// Reserves address space. False when there is none.
bool reserveBlocks(Heap *heap, uint64_t limit);
void releaseBlocks(Heap *heap);
/// `count` blocks side by side whose bytes are zero; `use` is left to the
/// caller. noBlock when the address space or memory is exhausted.
uint32_t takeBlocks(Heap *heap, uint32_t count);
/// Makes blocks free. They may hold anything.
void freeBlocks(Heap *heap, uint32_t first, uint32_t count);
/// Gives memory of free blocks back to the system when there are many.
void trimBlocks(Heap *heap);

//===-- Objects.cpp -------------------------------------------------------===//

/// The reference of the object whose cell `address` is in, or 0. `bits` is the
/// table that says what the last collection marked.
uintptr_t objectAround(const Heap *heap, const uint64_t *bits,
                       uintptr_t address);

//===-- Sweep.cpp ---------------------------------------------------------===//

/// After marking: frees blocks without a marked object and lists the others
/// for sweeping.
void prepareSweep(Heap *heap);
/// The next run of free cells of a size from blocks that are to be swept,
/// zeroed. False when there is none.
bool sweepRun(Heap *heap, uint32_t sizeClass, Run *run);

//===-- Mark.cpp ----------------------------------------------------------===//

void initMarkStack(MarkStack &stack);
void freeMarkStack(MarkStack &stack);
/// Clears the mark bits of blocks in use; the old ones become previousMarks.
void beginMark(Heap *heap);
/// Marks from a word that may be a reference or an address in or at the end of
/// an object, or something else.
void markWord(Heap *heap, uintptr_t word);
/// The words of [begin, end), aligned to 8.
void markWords(Heap *heap, uintptr_t begin, uintptr_t end);
/// Marks everything that the marked objects refer to.
void finishMark(Heap *heap);

//===-- Collect.cpp -------------------------------------------------------===//

/// Before cells are given out: collects when it is time. Whether it did.
bool collectWhenDue(Heap *heap);
/// Collects because the limit is reached. False when it did not.
bool makeRoom(Heap *heap);

//===-- Roots.cpp, StackRoots.cpp -----------------------------------------===//

void markRoots(Heap *heap);

/// The part of the current stack that can hold references: from `low` up.
/// False when some are on another stack, of this thread or another one: then
/// nothing can be collected. An empty range when no call is active.
bool findStack(const w2o_store *store, uintptr_t low, uintptr_t *high);
void markStack(Heap *heap, uintptr_t low, uintptr_t high);

} // namespace w2o

#endif // W2O_GC_HEAPSTATE_H
