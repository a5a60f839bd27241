//===- RootsTest.cpp - References outside of the heap ---------------------===//
//
// Objects that only a stack, a register or something of the store refers to.
// Guest functions allocate as compiled code does, through the runtime.
//
//===----------------------------------------------------------------------===//

#include "GcFixture.h"

#include <pthread.h>
#include <semaphore.h>
#include <thread>
#include <ucontext.h>

using namespace w2o;
using namespace w2o::test;

namespace {

Heap *heapOfVm(w2o_vm *vm) { return heapOf(storeOf(vm)); }

Pair *allocatePair(w2o_vm *vm, uint64_t number) {
  auto *pair = static_cast<Pair *>(
      allocateObject(heapOfVm(vm), GcTypes::get().pair, sizeof(Pair)));
  pair->number = number;
  return pair;
}

/// Collects, and writes over what was freed.
__attribute__((noinline)) bool collectAndReuse(w2o_vm *vm) {
  bool result = collect(heapOfVm(vm));
  for (int i = 0; i < 3000; ++i)
    allocatePair(vm, 0xbadbadbad)->left = nullptr;
  return result;
}

/// What a test does at the innermost place.
bool (*inside)(w2o_vm *vm);
bool insideResult;

/// Nested calls: each guest keeps a pair in its frame.
struct Level {
  w2o_func *func; ///< Of the next call, or null.
};
Level *levels;

W2O_GUEST int32_t guestKeeps(w2o_vm *vm, int32_t depth) {
  Pair *pair = allocatePair(vm, uint64_t(depth));
  Pair *second = allocatePair(vm, uint64_t(depth) + 1);
  // Only an address inside: what an optimiser makes of a loop.
  uint64_t *interior = &allocatePair(vm, uint64_t(depth) + 2)->number + 1;
  pair->left = second;
  if (w2o_func *next = levels[depth].func) {
    w2o_value arg = i32(depth + 1), result = {};
    if (w2o_func_call(next, &arg, 1, &result, 1, nullptr) != W2O_TRAP_NONE ||
        result.i32 != 1)
      return 0;
  } else {
    insideResult = inside(vm);
  }
  bool isAlive = pair->number == uint64_t(depth) &&
                 static_cast<Pair *>(pair->left)->number ==
                     uint64_t(depth) + 1 &&
                 interior[-1] == uint64_t(depth) + 2;
  return isAlive;
}

struct RootsTest : testing::Test {
  RootsTest() {
    GcTypes::addTo(m);
    uint32_t type = m.addType({W2O_I32}, {W2O_I32});
    m.addExport("keeps", W2O_DESC_FUNC, m.addFunc(code(guestKeeps), type));
    m.addExport("global", W2O_DESC_GLOBAL, m.addGlobal(W2O_ANYREF, true));
    m.addExport("table", W2O_DESC_TABLE,
                m.addTable(4, UINT64_MAX, W2O_DESC_HEAP_ANY));
    m.addExport("externs", W2O_DESC_TABLE,
                m.addTable(4, UINT64_MAX, W2O_DESC_HEAP_EXTERN));
    elem = m.addElem({}, 3, W2O_DESC_HEAP_STRUCT);
    m.build();
    inside = collectAndReuse;
    insideResult = false;
    levels = chain;
  }
  ~RootsTest() override {
    for (w2o_store *store : stores)
      deleteStore(store);
  }
  w2o_instance *instantiate(w2o_store *store = nullptr, size_t stackSize = 0) {
    if (!store)
      stores.push_back(store = newStore());
    w2o_config config = {};
    config.store = store;
    config.stack_size = stackSize;
    return w2o_instance_new(m.build(), &config, nullptr);
  }
  static int32_t call(w2o_instance *instance) {
    w2o_value arg = i32(0), result = {};
    w2o_error error;
    w2o_trap_code trap =
        w2o_func_call(w2o_export_func(instance, "keeps"), &arg, 1, &result, 1,
                      &error);
    EXPECT_EQ(trap, W2O_TRAP_NONE) << error.message;
    return result.i32;
  }

  TestModule m;
  uint32_t elem;
  std::vector<w2o_store *> stores;
  Level chain[8] = {};
};

TEST_F(RootsTest, FramesAndRegisters) {
  w2o_instance *a = instantiate();
  EXPECT_EQ(call(a), 1);
  EXPECT_TRUE(insideResult);
}

TEST_F(RootsTest, NestedCallsAndOtherStoresBetween) {
  w2o_instance *a = instantiate(), *b = instantiate();
  w2o_instance *sibling = instantiate(storeOf(a));
  chain[0].func = w2o_export_func(b, "keeps");
  chain[1].func = w2o_export_func(sibling, "keeps");
  chain[2].func = w2o_export_func(b, "keeps");
  chain[3].func = w2o_export_func(a, "keeps");
  EXPECT_EQ(call(a), 1);
  EXPECT_TRUE(insideResult);
  // The same with the collection in the other store.
  chain[3].func = nullptr;
  EXPECT_EQ(call(a), 1);
  EXPECT_TRUE(insideResult);
}

TEST_F(RootsTest, NothingIsKeptAfterTheCall) {
  w2o_instance *a = instantiate();
  inside = [](w2o_vm *vm) { return allocatePair(vm, 1) != nullptr; };
  EXPECT_EQ(call(a), 1);
  Heap *heap = heapOfVm(a);
  EXPECT_TRUE(collect(heap));
  EXPECT_EQ(statisticsOf(heap).liveBytes, 0u);
}

TEST_F(RootsTest, GlobalsTablesAndSegments) {
  w2o_instance *instance = instantiate();
  w2o_store *store = storeOf(instance);
  Heap *heap = heapOf(store);
  std::vector<Pair *> pairs;
  auto make = [&] {
    pairs.push_back(allocatePair(instance, pairs.size()));
    w2o_value value = {};
    value.anyref = pairs.back();
    return value;
  };
  setStress(heap, 0);
  EXPECT_TRUE(w2o_global_set(w2o_export_global(instance, "global"), make()));
  w2o_table *table = w2o_export_table(instance, "table");
  EXPECT_TRUE(w2o_table_set(table, 3, make()));
  EXPECT_TRUE(w2o_table_grow(table, 1000, make()));
  w2o_value value = make();
  EXPECT_TRUE(w2o_table_set(w2o_export_table(instance, "externs"), 0,
                            w2o_externref_from_anyref(value)));
  w2o_global *hostGlobal =
      w2o_global_new(store, W2O_ANYREF, true, make(), nullptr);
  ASSERT_TRUE(hostGlobal);
  w2o_table *hostTable =
      w2o_table_new(store, W2O_ANYREF, 1, UINT64_MAX, nullptr);
  ASSERT_TRUE(hostTable);
  EXPECT_TRUE(w2o_table_set(hostTable, 0, make()));
  const int64_t at = m.elemValues(elem);
  void **values = instanceOf(instance)->array<void *>(at);
  values[2] = make().anyref;

  collect(heap);
  for (size_t i = 0; i < pairs.size(); ++i)
    EXPECT_TRUE(isObject(heap, uintptr_t(pairs[i]))) << i;

  // Dropped segments and elements that were overwritten keep nothing.
  instanceOf(instance)->array<uint64_t>(m.layout().elem_lengths)[elem] = 0;
  EXPECT_TRUE(w2o_table_set(table, 3, {}));
  collect(heap);
  EXPECT_FALSE(isObject(heap, uintptr_t(values[2])));
  EXPECT_FALSE(isObject(heap, uintptr_t(pairs[1])));
  EXPECT_TRUE(isObject(heap, uintptr_t(pairs[2])));
}

TEST_F(RootsTest, GlobalsThatNobodyAskedFor) {
  // The handle of a global is made when it is exported; the cell is there.
  w2o_instance *instance = instantiate();
  Pair *pair = allocatePair(instance, 1);
  *instanceOf(instance)->array<void *>(m.layout().global_cells) = pair;
  collect(heapOfVm(instance));
  EXPECT_TRUE(isObject(heapOfVm(instance), uintptr_t(pair)));
}

//===-- Other stacks ------------------------------------------------------===//

constexpr size_t coroutineBytes = 256 << 10;
ucontext_t mainContext, coroutineContext;
char coroutineStack[coroutineBytes];
void (*coroutineBody)();

void onCoroutine(void (*body)()) {
  coroutineBody = body;
  getcontext(&coroutineContext);
  coroutineContext.uc_stack.ss_sp = coroutineStack;
  coroutineContext.uc_stack.ss_size = coroutineBytes;
  coroutineContext.uc_link = &mainContext;
  makecontext(&coroutineContext, [] { coroutineBody(); }, 0);
  swapcontext(&mainContext, &coroutineContext);
}

w2o_instance *current;
int32_t currentResult;

TEST_F(RootsTest, CallsOnACoroutine) {
  current = instantiate(nullptr, coroutineBytes - (64 << 10));
  currentResult = 0;
  onCoroutine([] { currentResult = RootsTest::call(current); });
  EXPECT_EQ(currentResult, 1);
  EXPECT_TRUE(insideResult);
}

TEST_F(RootsTest, NoCollectionAfterAStackSwitch) {
  current = instantiate();
  inside = [](w2o_vm *) {
    static bool result;
    onCoroutine([] { result = collect(heapOfVm(current)); });
    return result;
  };
  EXPECT_EQ(call(current), 1);
  EXPECT_FALSE(insideResult);
  EXPECT_EQ(statisticsOf(heapOfVm(current)).numCollections, 0u);
  EXPECT_TRUE(collect(heapOfVm(current)));
}

TEST_F(RootsTest, NoCollectionWhileAnotherThreadHasACall) {
  current = instantiate();
  inside = [](w2o_vm *) {
    bool result = true;
    // One thread at a time: this one waits.
    std::thread other([&] { result = collect(heapOfVm(current)); });
    other.join();
    return result;
  };
  EXPECT_EQ(call(current), 1);
  EXPECT_FALSE(insideResult);
}

TEST_F(RootsTest, AllocationGoesOnWithoutCollections) {
  current = instantiate();
  inside = [](w2o_vm *) {
    static uint64_t count;
    count = 0;
    onCoroutine([] {
      // Several times what makes a collection due.
      for (; count < 200000; ++count)
        if (!allocatePair(current, count))
          break;
    });
    return count == 200000;
  };
  EXPECT_EQ(call(current), 1);
  EXPECT_TRUE(insideResult);
}

} // namespace
