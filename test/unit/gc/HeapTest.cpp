//===- HeapTest.cpp - Allocation, collection and limits -------------------===//

#include "GcFixture.h"

#include <random>
#include <thread>

using namespace w2o;
using namespace w2o::test;

namespace {

/// Bytes of a pair's cell.
constexpr uint64_t pairCell = W2O_STRUCT_HEADER + sizeof(Pair);

struct HeapTest : GcTest {};

TEST_F(HeapTest, ObjectsHaveTypesAndAreZero) {
  auto *pair = newPair();
  EXPECT_EQ(uintptr_t(pair) % 8, 0u);
  EXPECT_EQ(reinterpret_cast<const w2o_type_info **>(pair)[-1], types.pair);
  EXPECT_EQ(pair->left, nullptr);
  auto *bytes = newBytes(1000);
  EXPECT_EQ(reinterpret_cast<const w2o_type_info **>(bytes)[-1], types.bytes);
  EXPECT_EQ(*reinterpret_cast<uint32_t *>(bytes + W2O_ARRAY_LENGTH), 1000u);
  EXPECT_EQ(*reinterpret_cast<uint32_t *>(bytes + W2O_ARRAY_MARK),
            W2O_ARRAY_MARK_VALUE);
}

TEST_F(HeapTest, OnlyReferencesAreObjects) {
  auto *pair = newPair();
  auto *bytes = newBytes(100);
  auto *large = newBytes(100000);
  auto *empty = allocateObject(heap, types.empty, 0);
  auto *none = newAnys(0);
  for (void *object : {static_cast<void *>(pair), static_cast<void *>(bytes),
                       static_cast<void *>(large), empty,
                       static_cast<void *>(none)}) {
    EXPECT_TRUE(isAlive(object));
    EXPECT_FALSE(isAlive(static_cast<char *>(object) - 8));
    EXPECT_FALSE(isAlive(static_cast<char *>(object) - 1));
    EXPECT_FALSE(isAlive(static_cast<char *>(object) + 1));
  }
  EXPECT_FALSE(isAlive(reinterpret_cast<char *>(pair) + 8));
  EXPECT_FALSE(isAlive(large + 65536));
  EXPECT_FALSE(isAlive(nullptr));
  EXPECT_FALSE(isAlive(&pair));
  EXPECT_FALSE(isAlive(reinterpret_cast<void *>(heap->base)));
  // The next cell of its size is free.
  EXPECT_FALSE(isAlive(reinterpret_cast<char *>(pair) + pairCell));
}

TEST_F(HeapTest, GarbageIsNoObject) {
  auto *kept = newPair();
  auto *dropped = newPair();
  auto *large = newBytes(1 << 20);
  root() = kept;
  EXPECT_EQ(live(), pairCell);
  EXPECT_TRUE(isAlive(kept));
  EXPECT_FALSE(isAlive(dropped));
  EXPECT_FALSE(isAlive(large));
}

TEST_F(HeapTest, CellsAreClearedBeforeTheyAreUsedAgain) {
  for (int round = 0; round < 20; ++round) {
    for (uint32_t length : {3u, 60u, 200u, 1000u, 15000u, 70000u}) {
      for (int i = 0; i < 50; ++i) {
        uint8_t *bytes = newBytes(length);
        for (uint32_t k = 0; k < length; ++k)
          ASSERT_EQ(bytes[k], 0);
        memset(bytes, 0xee, length);
        if (i % 7 == round % 7)
          root() = bytes; // Holes in the blocks.
      }
    }
    collect(heap);
  }
}

TEST_F(HeapTest, GarbageDoesNotFillTheHeap) {
  for (int i = 0; i < 5000000; ++i)
    ASSERT_TRUE(newPair());
  EXPECT_GT(numCollections(), 100u);
  EXPECT_LT(usedBytesOf(heap), 4u << 20);
  EXPECT_EQ(live(), 0u);
  EXPECT_EQ(usedBytesOf(heap), 0u);
}

TEST_F(HeapTest, CyclesAreFreed) {
  for (int i = 0; i < 1000; ++i) {
    auto *a = newPair();
    auto *b = newPair(0, a, a);
    a->left = a;
    a->right = b;
    root() = a;
  }
  EXPECT_EQ(live(), 2 * pairCell);
  auto *a = static_cast<Pair *>(root());
  EXPECT_EQ(static_cast<Pair *>(a->right)->left, a);
  root() = nullptr;
  EXPECT_EQ(live(), 0u);
}

TEST_F(HeapTest, LongListsNeedNoRecursion) {
  constexpr uint64_t length = 10000000;
  for (uint64_t i = 0; i < length; ++i)
    root() = newPair(i, root());
  EXPECT_EQ(live(), length * pairCell);
  uint64_t wanted = length;
  for (auto *p = static_cast<Pair *>(root()); p;
       p = static_cast<Pair *>(p->left))
    if (p->number != --wanted)
      break;
  EXPECT_EQ(wanted, 0u);
}

TEST_F(HeapTest, WideArrays) {
  constexpr uint32_t length = 1000000;
  void **anys = newAnys(length);
  root() = anys;
  for (uint32_t i = 0; i < length; ++i)
    anys[i] = newPair(i);
  EXPECT_GE(live(), length * (pairCell + 8));
  for (uint32_t i = 0; i < length; ++i)
    ASSERT_EQ(static_cast<Pair *>(anys[i])->number, i);
  root() = nullptr;
  EXPECT_EQ(live(), 0u);
}

/// A tree of all shapes: pairs, and arrays of different lengths.
void *makeTree(Heap *heap, const GcTypes &types, unsigned depth) {
  if (depth == 0)
    return nullptr;
  uint32_t length = depth % 3 == 0 ? 300 : 3;
  auto **anys =
      static_cast<void **>(allocateArray(heap, types.anys, length));
  for (uint32_t i = 0; i < length; i += length / 3)
    anys[i] = makeTree(heap, types, depth - 1);
  return anys;
}

uint64_t countTree(void *node) {
  if (!node)
    return 0;
  auto **anys = static_cast<void **>(node);
  uint32_t length = *reinterpret_cast<uint32_t *>(
      static_cast<char *>(node) + W2O_ARRAY_LENGTH);
  uint64_t count = 1;
  for (uint32_t i = 0; i < length; ++i)
    count += countTree(anys[i]);
  return count;
}

TEST_F(HeapTest, StackOfTheMarkerMayBeTooSmall) {
  // Nothing is collected while the tree is made, since nothing roots it.
  heap->threshold = UINT64_MAX;
  root() = makeTree(heap, types, 9);
  uint64_t count = countTree(root());
  EXPECT_EQ(count, 9841u);
  uint64_t all = live();
  for (size_t capacity : {2u, 3u, 7u, 64u}) {
    freeMarkStack(heap->stack);
    heap->stack.capacity = heap->stack.maxCapacity = capacity;
    EXPECT_EQ(live(), all) << capacity;
    EXPECT_EQ(countTree(root()), count);
  }
}

TEST_F(HeapTest, MemoryGoesBackToTheSystem) {
  constexpr uint32_t megabytes = 64;
  void **anys = newAnys(megabytes);
  root() = anys;
  for (uint32_t i = 0; i < megabytes; ++i)
    anys[i] = newBytes(1 << 20);
  EXPECT_GE(usedBytesOf(heap), uint64_t(megabytes) << 20);
  root() = nullptr;
  collect(heap);
  EXPECT_EQ(usedBytesOf(heap), 0u);
  uint64_t dirty = 0;
  for (uint32_t i = 0; i < heap->frontier; ++i)
    dirty += !heap->blocks[i].isZero;
  EXPECT_LE(dirty * blockBytes, minThreshold);
}

TEST_F(HeapTest, BlocksServeOtherSizesLater) {
  for (uint32_t length = 8; length < 16000; length *= 2)
    for (uint64_t bytes = 0; bytes < 20u << 20; bytes += length)
      root() = newBytes(length);
  EXPECT_LT(usedBytesOf(heap), 10u << 20);
}

TEST_F(HeapTest, ExceptionsAndExternsAreFollowed) {
  w2o_tag_def tag = {1, 3};
  auto *exception = static_cast<w2o_exception *>(allocateObject(
      heap, exceptionObjectType(),
      sizeof(w2o_exception) + 3 * sizeof(w2o_global_cell)));
  exception->tag = &tag;
  auto **holder = static_cast<void **>(
      allocateObject(heap, types.holder, types.holder->size));
  auto *inside = newPair(1), *converted = newPair(2), *noise = newPair(3);
  exception->values[1].bits[0] = uintptr_t(inside);
  exception->values[2].bits[0] = 0x123456789abcdef;
  holder[0] = externOfAny(converted);
  holder[1] = exception;
  holder[2] = noise; // In the place of a function.
  root() = holder;
  collect(heap);
  EXPECT_TRUE(isAlive(exception));
  EXPECT_TRUE(isAlive(inside));
  EXPECT_TRUE(isAlive(converted));
  EXPECT_FALSE(isAlive(noise));

  // A host's pointer can be anything, also an address in the heap.
  auto *other = newPair(4);
  for (uintptr_t host :
       {uintptr_t(other), uintptr_t(other) + 4,
        uintptr_t(W2O_INTERNAL_TAG) << 48 | 0x1234,
        uintptr_t(W2O_INTERNAL_TAG) << 48 | heap->base, ~uintptr_t(0)}) {
    holder[0] = reinterpret_cast<void *>(host);
    EXPECT_TRUE(collect(heap));
  }
  EXPECT_FALSE(isAlive(other));

  void *any;
  int host;
  ASSERT_TRUE(anyOfExtern(store, &host, &any));
  root() = any;
  collect(heap);
  EXPECT_TRUE(isAlive(any));
  EXPECT_EQ(externOfAny(any), &host);
}

TEST_F(HeapTest, StressCollectsAtEachAllocation) {
  setStress(heap, 1);
  for (int i = 0; i < 100; ++i) {
    root() = newPair(uint64_t(i), root());
    // Compiled code finds no cell.
    auto *front = reinterpret_cast<w2o_heap_front *>(heap);
    EXPECT_EQ(front->free[pairCell / W2O_CELL_GRANULE - 1].next,
              front->free[pairCell / W2O_CELL_GRANULE - 1].end);
  }
  EXPECT_EQ(numCollections(), 100u);
  setStress(heap, 10);
  for (int i = 0; i < 100; ++i)
    root() = newPair(uint64_t(i), root());
  EXPECT_EQ(numCollections(), 110u);
  setStress(heap, 0);
  for (int i = 0; i < 100; ++i)
    root() = newPair(uint64_t(i), root());
  EXPECT_EQ(numCollections(), 110u);
  EXPECT_EQ(live(), 300 * pairCell);
}

//===-- Addresses inside of objects ---------------------------------------===//

/// Collects with one word as the only root.
void collectWith(Heap *heap, uintptr_t word) {
  w2o_value value = {};
  value.anyref = reinterpret_cast<void *>(word);
  TemporaryRoots roots(heap, &value, 1);
  collect(heap);
}

TEST_F(HeapTest, AnyAddressOfAnObjectKeepsIt) {
  for (uint32_t length : {0u, 1u, 8u, 24u, 100u, 4000u, 40000u, 200000u}) {
    for (int where = 0; where < 6; ++where) {
      auto *bytes = newBytes(length);
      uintptr_t at = uintptr_t(bytes);
      const uintptr_t words[] = {at,
                                 at - W2O_ARRAY_HEADER,
                                 at - 3,
                                 at + length / 2,
                                 at + (length ? length - 1 : 0),
                                 at + length};
      collectWith(heap, words[where]);
      EXPECT_TRUE(isAlive(bytes)) << length << " " << where;
    }
  }
}

TEST_F(HeapTest, TheEndOfAnObjectKeepsItBesideItsNeighbour) {
  // Cells that objects fill completely, side by side.
  for (uint32_t size : {8u, 32u, 256u}) {
    auto make = [&] {
      return static_cast<char *>(
          size == 8 ? allocateObject(heap, types.empty, 0)
                    : allocateArray(heap, types.bytes, size - 16));
    };
    uint32_t bytes = size == 8 ? 0 : size - 16;
    char *a = make(), *b = make(), *c = make();
    ASSERT_EQ(b - a, ptrdiff_t(size));
    collectWith(heap, uintptr_t(b) + bytes);
    EXPECT_FALSE(isAlive(a));
    EXPECT_TRUE(isAlive(b));
    EXPECT_TRUE(isAlive(c)); // It begins there.
    collectWith(heap, uintptr_t(b) + bytes + 1);
    EXPECT_FALSE(isAlive(b));
    EXPECT_TRUE(isAlive(c));
  }
}

TEST_F(HeapTest, TheEndOfTheLastObjectKeepsIt) {
  auto *bytes = newBytes(2 * blockBytes - W2O_ARRAY_HEADER);
  ASSERT_EQ((uintptr_t(bytes) - W2O_ARRAY_HEADER) % blockBytes, 0u);
  collectWith(heap, uintptr_t(bytes) + 2 * blockBytes - W2O_ARRAY_HEADER);
  EXPECT_TRUE(isAlive(bytes));
}

TEST_F(HeapTest, WordsThatAreNoAddresses) {
  root() = newPair();
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    w2o_value values[64];
    for (w2o_value &value : values) {
      uint64_t bits = random();
      // Into and around the heap, into old garbage and free blocks.
      if (i % 2)
        bits = heap->base - 64 +
               bits % ((uint64_t(heap->frontier) << blockShift) + 128);
      value.anyref = reinterpret_cast<void *>(bits);
    }
    TemporaryRoots roots(heap, values, 64);
    collect(heap);
    for (int k = 0; k < 10; ++k)
      newPair(1, newPair(2));
    if (i % 50 == 0)
      newBytes(uint32_t(random() % 300000));
  }
  EXPECT_TRUE(isAlive(root()));
}

//===-- Limits ------------------------------------------------------------===//

struct SmallHeapTest : GcTest {
  SmallHeapTest() : GcTest(1 << 20) {}
};

TEST_F(SmallHeapTest, ThousandsOfCollections) {
  // A list of 10000 pairs, 320 KB of 1 MB, whose elements change all the time.
  constexpr uint64_t length = 10000;
  for (uint64_t i = 0; i < length; ++i)
    root() = newPair(i, root());
  for (uint64_t i = 0; i % 100 || numCollections() < 2000; ++i) {
    auto *garbage = newPair(i);
    ASSERT_TRUE(garbage);
    if (i % 16 == 0) {
      auto *first = static_cast<Pair *>(root());
      first->right = garbage;
    }
    ASSERT_LT(i, 200000000u);
  }
  uint64_t wanted = length;
  for (auto *p = static_cast<Pair *>(root()); p;
       p = static_cast<Pair *>(p->left))
    ASSERT_EQ(p->number, --wanted);
  EXPECT_LE(usedBytesOf(heap), 1u << 20);
}

TEST_F(SmallHeapTest, AFullHeapSaysSoAndRecovers) {
  for (int round = 0; round < 3; ++round) {
    root() = nullptr;
    uint64_t count = 0;
    while (auto *pair = newPair(count, root())) {
      root() = pair;
      ++count;
    }
    EXPECT_GT(count * pairCell, (1u << 20) * 9 / 10) << round;
    EXPECT_LE(usedBytesOf(heap), 1u << 20);
    EXPECT_FALSE(newBytes(100000));
    for (auto *p = static_cast<Pair *>(root()); p;
         p = static_cast<Pair *>(p->left))
      ASSERT_EQ(p->number, --count);
  }
  root() = nullptr;
  EXPECT_TRUE(newBytes(900000));
}

TEST_F(SmallHeapTest, ObjectsLargerThanAnything) {
  EXPECT_FALSE(newBytes(UINT32_MAX));
  EXPECT_FALSE(newAnys(UINT32_MAX));
  EXPECT_FALSE(newBytes(1 << 20));
  EXPECT_EQ(numCollections(), 0u); // Would be no use.
  EXPECT_FALSE(allocateObject(heap, types.pair, uint64_t(1) << 62));
}

TEST_F(SmallHeapTest, ANearlyFullHeapDoesNotCollectForEver) {
  // Nearly all of the heap stays alive; what is allocated then is garbage.
  std::vector<w2o_value> kept;
  while (usedBytesOf(heap) + 2 * blockBytes <= 1u << 20) {
    w2o_value value = {};
    value.anyref = newBytes(30000);
    kept.push_back(value);
    TemporaryRoots roots(heap, kept.data(), kept.size());
    collect(heap);
  }
  TemporaryRoots roots(heap, kept.data(), kept.size());
  uint64_t before = numCollections();
  uint64_t allocated = 0;
  while (newBytes(14000))
    allocated += 14000;
  EXPECT_GT(allocated, 14000u);
  EXPECT_LE(numCollections() - before, 20u);
}

TEST_F(SmallHeapTest, LargeObjectsInTurn) {
  // Each fills more than half of the heap, so each needs a collection first.
  for (int i = 0; i < 1000; ++i) {
    root() = nullptr;
    uint8_t *bytes = newBytes(600000);
    ASSERT_TRUE(bytes) << i;
    ASSERT_EQ(bytes[599999], 0);
    memset(bytes, 1, 600000);
    root() = bytes;
  }
}

TEST_F(SmallHeapTest, Fragmentation) {
  // Every second cell stays, in all blocks; the next size cannot use the
  // holes, but the same size can.
  std::vector<w2o_value> kept;
  kept.reserve(100000);
  for (int i = 0;; ++i) {
    TemporaryRoots roots(heap, kept.data(), kept.size());
    w2o_value value = {};
    value.anyref = newPair(uint64_t(i));
    if (!value.anyref)
      break;
    kept.push_back(value);
  }
  std::vector<w2o_value> half;
  for (size_t i = 0; i < kept.size(); i += 2)
    half.push_back(kept[i]);
  TemporaryRoots roots(heap, half.data(), half.size());
  EXPECT_FALSE(newBytes(200));
  EXPECT_EQ(live(), half.size() * pairCell);
  size_t count = 0;
  while (count < half.size() - 1) {
    auto *pair = static_cast<Pair *>(
        allocateObject(heap, types.pair, sizeof(Pair)));
    ASSERT_TRUE(pair) << count;
    ++count;
  }
  for (size_t i = 0; i < half.size(); ++i)
    ASSERT_EQ(static_cast<Pair *>(half[i].anyref)->number, 2 * i);
}

//===-- A model -----------------------------------------------------------===//

/// Random changes of a graph, and the same graph beside it.
void runModel(uint64_t seed, uint64_t limit, uint32_t stress) {
  constexpr uint32_t numRoots = 64;
  struct Node {
    uint64_t number;
    size_t children[2]; ///< Numbers of nodes; 0: none.
  };
  const GcTypes &types = GcTypes::get();
  w2o_store *store = newStore();
  store->maxHeapBytes = limit;
  Heap *heap = heapOf(store);
  setStress(heap, stress);
  w2o_ref ref = {};
  store->retained = &ref;
  auto **roots =
      static_cast<void **>(allocateArray(heap, types.anys, numRoots));
  ref.value.anyref = roots;
  std::vector<Node> model(1);
  size_t modelRoots[numRoots] = {};
  std::mt19937_64 random(seed);

  for (int step = 0; step < 30000; ++step) {
    uint32_t to = uint32_t(random() % numRoots);
    uint32_t a = uint32_t(random() % numRoots);
    uint32_t b = uint32_t(random() % numRoots);
    switch (random() % 8) {
    case 0: // Unlink.
      roots[to] = nullptr;
      modelRoots[to] = 0;
      break;
    case 1: // A cycle.
      if (auto *pair = static_cast<Pair *>(roots[a])) {
        pair->right = roots[b];
        model[modelRoots[a]].children[1] = modelRoots[b];
      }
      break;
    case 2: // Garbage of some size.
      allocateArray(heap, types.bytes,
                    uint32_t(random() % (random() % 100 ? 500 : 50000)));
      break;
    case 3: // Walk down.
      if (auto *pair = static_cast<Pair *>(roots[a])) {
        roots[to] = pair->left;
        modelRoots[to] = model[modelRoots[a]].children[0];
      }
      break;
    default: {
      auto *pair = static_cast<Pair *>(
          allocateObject(heap, types.pair, sizeof(Pair)));
      if (!pair)
        break;
      *pair = {model.size(), roots[a], roots[b]};
      model.push_back({model.size(), {modelRoots[a], modelRoots[b]}});
      roots[to] = pair;
      modelRoots[to] = model.size() - 1;
    }
    }
    if (step % 1000)
      continue;
    std::vector<std::pair<void *, size_t>> work;
    std::vector<bool> seen(model.size());
    for (uint32_t i = 0; i < numRoots; ++i)
      work.push_back({roots[i], modelRoots[i]});
    while (!work.empty()) {
      auto [object, node] = work.back();
      work.pop_back();
      ASSERT_EQ(object == nullptr, node == 0);
      if (!node)
        continue;
      auto *pair = static_cast<Pair *>(object);
      ASSERT_TRUE(isObject(heap, uintptr_t(object)));
      ASSERT_EQ(pair->number, model[node].number);
      if (seen[node])
        continue;
      seen[node] = true;
      work.push_back({pair->left, model[node].children[0]});
      work.push_back({pair->right, model[node].children[1]});
    }
  }
  store->retained = nullptr;
  deleteStore(store);
}

TEST(HeapModel, RandomGraphs) {
  for (uint64_t seed = 1; seed <= 4; ++seed)
    runModel(seed, 4 << 20, 0);
}

TEST(HeapModel, RandomGraphsWithManyCollections) { runModel(5, 0, 20); }

TEST(HeapModel, ManyThreadsWithAStoreEach) {
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < 8; ++i)
    threads.emplace_back([i] { runModel(10 + i, 4 << 20, i % 2 ? 50 : 0); });
  for (std::thread &thread : threads)
    thread.join();
}

} // namespace
