//===- GcFixture.h - A store with types of objects ------------------------===//
//
// Outside of guest calls no stack is scanned, so in most tests exactly what
// the test roots is alive.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_TEST_GC_GCFIXTURE_H
#define W2O_TEST_GC_GCFIXTURE_H

#include "core/Instance.h"
#include "gc/HeapState.h"
#include "gc/ObjectKinds.h"
#include "unit/runtime/TestModule.h"

#include <gtest/gtest.h>

namespace w2o::test {

/// A structure of the tests: a number and two references.
struct Pair {
  uint64_t number;
  void *left;
  void *right;
};

/// The types that the tests use, in the registry for ever.
struct GcTypes {
  const w2o_type_info *pair, *anys, *bytes, *empty, *holder;

  static void addTo(TestModule &m) {
    auto any = [](uint32_t at) {
      return TestModule::refField(W2O_DESC_HEAP_ANY, at);
    };
    m.addObjectType("gc pair", W2O_DESC_TYPE_STRUCT,
                    {TestModule::field(W2O_DESC_I64, 0), any(8), any(16)}, 24);
    m.addObjectType("gc anys", W2O_DESC_TYPE_ARRAY, {any(0)}, 8);
    m.addObjectType("gc bytes", W2O_DESC_TYPE_ARRAY,
                    {TestModule::field(W2O_DESC_I32, 0, 1)}, 1);
    m.addObjectType("gc empty", W2O_DESC_TYPE_STRUCT, {}, 0);
    m.addObjectType("gc holder", W2O_DESC_TYPE_STRUCT,
                    {TestModule::refField(W2O_DESC_HEAP_EXTERN, 0),
                     TestModule::refField(W2O_DESC_HEAP_EXN, 8),
                     TestModule::refField(W2O_DESC_HEAP_FUNC, 16)},
                    24);
  }
  static const GcTypes &get() {
    static const GcTypes types = [] {
      TestModule m;
      addTo(m);
      ModuleInfo *info = acquireModule(m.build());
      auto object = [&](uint32_t i) {
        return typeInfo(info->typeIds[i])->object;
      };
      GcTypes t = {object(0), object(1), object(2), object(3), object(4)};
      releaseModule(info);
      return t;
    }();
    return types;
  }
};

/// A store and its heap; `root` is an object that is kept alive.
class GcTest : public testing::Test {
protected:
  explicit GcTest(uint64_t limit = 0) : types(GcTypes::get()) {
    store = newStore();
    store->maxHeapBytes = limit;
    heap = heapOf(store);
    ref.link = &store->retained;
    store->retained = &ref;
  }
  ~GcTest() override {
    store->retained = nullptr;
    deleteStore(store);
  }

  Pair *newPair(uint64_t number = 0, void *left = nullptr,
                void *right = nullptr) {
    // As a guest's, the references must survive the allocation.
    w2o_value kept[2] = {};
    kept[0].anyref = left;
    kept[1].anyref = right;
    TemporaryRoots roots(heap, kept, 2);
    auto *pair =
        static_cast<Pair *>(allocateObject(heap, types.pair, sizeof(Pair)));
    if (pair)
      *pair = {number, left, right};
    return pair;
  }
  void **newAnys(uint32_t length) {
    return static_cast<void **>(allocateArray(heap, types.anys, length));
  }
  uint8_t *newBytes(uint32_t length) {
    return static_cast<uint8_t *>(allocateArray(heap, types.bytes, length));
  }
  void *&root() { return ref.value.anyref; }
  bool isAlive(const void *object) const {
    return isObject(heap, uintptr_t(object));
  }
  uint64_t live() {
    collect(heap);
    return statisticsOf(heap).liveBytes;
  }
  uint64_t numCollections() const {
    return statisticsOf(heap).numCollections;
  }

  const GcTypes &types;
  w2o_store *store;
  Heap *heap;
  w2o_ref ref = {};
};

} // namespace w2o::test

#endif // W2O_TEST_GC_GCFIXTURE_H
