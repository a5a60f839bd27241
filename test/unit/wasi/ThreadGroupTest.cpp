//===- ThreadGroupTest.cpp - Programs with threads ------------------------===//
//
// The guests are C++ functions in a module made by hand, so that sanitizers
// see what threads of the runtime share.
//
//===----------------------------------------------------------------------===//

#include "unit/runtime/TestModule.h"
#include "wasi/Context.h"
#include "wasm2obj_wasi.h"

#include <chrono>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

using namespace w2o::test;
using w2o::wasi::Errno;

extern "C" {
int32_t wasi__thread_x2Dspawn(w2o_instance *caller, int32_t argument);
int32_t wasi_snapshot_preview1__fd_read(w2o_instance *caller, int32_t fd,
                                        int32_t vectors, int32_t count,
                                        int32_t result);
int32_t wasi_snapshot_preview1__poll_oneoff(w2o_instance *caller,
                                            int32_t subscriptions,
                                            int32_t events, int32_t count,
                                            int32_t result);
void w2o_trap_unreachable(void);
uint32_t w2o_atomic_wait32(void *vm, uint32_t memory, uint64_t address,
                           uint64_t offset, uint32_t expected,
                           uint64_t timeout);
uint32_t w2o_atomic_notify(void *vm, uint32_t memory, uint64_t address,
                           uint64_t offset, uint32_t count);
}

namespace {

//===-- Guest code --------------------------------------------------------===//

/// What threads do; the argument of thread-spawn.
enum Job : int32_t {
  Count,     ///< Adds its number to a cell.
  Spin,      ///< Never leaves guest code.
  Wait,      ///< memory.atomic.wait without a timeout.
  Read,      ///< Reads from a pipe that nobody writes to.
  Poll,      ///< Waits for that pipe with poll_oneoff.
  Exit,      ///< proc_exit(7).
  Trap,      ///< unreachable.
  SpawnMore, ///< Makes threads that make threads, as many as there may be.
};

constexpr int32_t sumAt = 0, neverAt = 8, vectorAt = 64, resultAt = 80,
                  subscriptionAt = 128, eventAt = 256, idsAt = 1024;

uint32_t *cell(w2o_vm *vm, int32_t address) {
  return static_cast<uint32_t *>(
      w2o_memory_at(w2o_instance_memory(vm, 0), uint32_t(address), 4));
}

W2O_GUEST void spin() {
  for (;;)
    asm volatile("" ::: "memory");
}

W2O_GUEST void waitForEver(w2o_vm *vm) {
  w2o_atomic_wait32(vm, 0, neverAt, 0, 0, UINT64_MAX);
}

W2O_GUEST void work(w2o_vm *vm, int32_t id, int32_t job) {
  switch (Job(job)) {
  case Count:
    __atomic_store_n(cell(vm, idsAt + 4 * id), 1, __ATOMIC_SEQ_CST);
    __atomic_fetch_add(cell(vm, sumAt), id, __ATOMIC_SEQ_CST);
    w2o_atomic_notify(vm, 0, sumAt, 0, UINT32_MAX);
    return;
  case Spin:
    return spin();
  case Wait:
    return waitForEver(vm);
  case Read:
    // The end of the call is one more thing that guests see.
    while (wasi_snapshot_preview1__fd_read(vm, 0, vectorAt, 1, resultAt) != 0)
      ;
    return;
  case Poll:
    while (wasi_snapshot_preview1__poll_oneoff(vm, subscriptionAt, eventAt, 1,
                                               resultAt) != 0)
      ;
    return;
  case Exit:
    w2o_exit(vm, 7);
  case Trap:
    w2o_trap_unreachable();
    asm volatile(""); // Not a tail call, so that there is a frame.
    return;
  case SpawnMore:
    while (wasi__thread_x2Dspawn(vm, SpawnMore) > 0)
      ;
    return waitForEver(vm);
  }
}

/// Makes threads of all kinds that end by themselves never, and one for `job`;
/// then returns, waits (1) or spins (2).
W2O_GUEST int32_t spawnAndWait(w2o_vm *vm, int32_t job, int32_t wait) {
  int32_t last = 0;
  for (int32_t other : {Spin, Wait, Read, Poll})
    last = wasi__thread_x2Dspawn(vm, other);
  last = wasi__thread_x2Dspawn(vm, job);
  if (wait == 1)
    waitForEver(vm);
  if (wait == 2)
    spin();
  return last;
}

W2O_GUEST int32_t spawnOne(w2o_vm *vm, int32_t job) {
  return wasi__thread_x2Dspawn(vm, job);
}

/// The sum of the numbers of `count` threads, once all have added theirs.
W2O_GUEST int32_t countThreads(w2o_vm *vm, int32_t count) {
  uint32_t sum = 0;
  for (int32_t i = 0; i < count; ++i)
    for (;;) {
      int32_t id = wasi__thread_x2Dspawn(vm, Count);
      if (id <= 0)
        continue; // too many at a time
      sum += uint32_t(id);
      break;
    }
  for (;;) {
    uint32_t now = __atomic_load_n(cell(vm, sumAt), __ATOMIC_SEQ_CST);
    if (now == sum)
      return int32_t(sum);
    w2o_atomic_wait32(vm, 0, sumAt, 0, now, UINT64_MAX);
  }
}

W2O_GUEST void startTwice(w2o_vm *vm) {
  // The first instance is the main thread's.
  if (__atomic_fetch_add(cell(vm, neverAt + 4), 1, __ATOMIC_SEQ_CST) == 1)
    w2o_trap_unreachable();
}

W2O_GUEST void spinTheSecondTime(w2o_vm *vm) {
  if (__atomic_fetch_add(cell(vm, neverAt + 4), 1, __ATOMIC_SEQ_CST) == 1)
    spin();
}

//===-- Host --------------------------------------------------------------===//

struct ThreadGroupTest : testing::Test {
  void SetUp() override {
    ASSERT_EQ(pipe(ends), 0);
    wasi = w2o_wasi_new();
    w2o_wasi_set_stream(wasi, 0, ends[0], nullptr);
    w2o_wasi_set_max_threads(wasi, 16);
    uint32_t one = module.addType({W2O_I32}, {W2O_I32});
    uint32_t two = module.addType({W2O_I32, W2O_I32}, {W2O_I32});
    start = module.addType({W2O_I32, W2O_I32}, {});
    none = module.addType({}, {});
    module.importMemory("env", "memory", 1, 2, W2O_DESC_LIMITS_SHARED);
    add("spawn", code(spawnOne), one);
    add("count", code(countThreads), one);
    add("spawn_and_wait", code(spawnAndWait), two);
  }
  void TearDown() override {
    w2o_instance_delete(instance);
    w2o_wasi_delete(wasi);
    close(ends[0]);
    close(ends[1]);
  }

  uint32_t add(const char *name, Code code, uint32_t type) {
    uint32_t index = module.addFunc(code, type, name);
    module.addExport(name, W2O_DESC_FUNC, index);
    return index;
  }
  void make(bool hasEntry = true) {
    if (hasEntry)
      add("wasi_thread_start", code(work), start);
    w2o_config config = {};
    config.wasi = wasi;
    instance = w2o_wasi_instance_new(module.build(), &config, &error);
    ASSERT_TRUE(instance) << error.message;
    *cell(instance, vectorAt) = 512;
    *cell(instance, vectorAt + 4) = 16;
    *cell(instance, subscriptionAt + 8) = 1; // fd_read of descriptor 0
  }
  /// Calls an export with one or two arguments as a program's main thread.
  w2o_trap_code call(const char *name, std::vector<int32_t> numbers) {
    std::vector<w2o_value> args;
    for (int32_t number : numbers)
      args.push_back(i32(number));
    w2o_value value = {};
    w2o_trap_code code =
        w2o_wasi_call(wasi, w2o_export_func(instance, name), args.data(),
                      args.size(), &value, 1, &error);
    result = value.i32;
    return code;
  }
  static int32_t failure(Errno error) { return -int32_t(error); }

  TestModule module;
  uint32_t start = 0, none = 0;
  int ends[2];
  w2o_wasi *wasi = nullptr;
  w2o_instance *instance = nullptr;
  w2o_error error = {};
  int32_t result = 0;
};

TEST_F(ThreadGroupTest, NumbersAreUniqueAndPositive) {
  make();
  constexpr int32_t count = 200; // more than there may be at a time
  ASSERT_EQ(call("count", {count}), W2O_TRAP_NONE) << error.message;
  EXPECT_EQ(result, count * (count + 1) / 2);
  for (int32_t id = 1; id <= count; ++id)
    EXPECT_EQ(*cell(instance, idsAt + 4 * id), 1u) << id;
}

TEST_F(ThreadGroupTest, TooManyAreRefused) {
  w2o_wasi_set_max_threads(wasi, 5);
  make();
  ASSERT_EQ(call("spawn_and_wait", {Wait, 0}), W2O_TRAP_NONE);
  EXPECT_EQ(result, 5);
  w2o_wasi_set_max_threads(wasi, 4);
  ASSERT_EQ(call("spawn_and_wait", {Wait, 0}), W2O_TRAP_NONE);
  EXPECT_EQ(result, failure(Errno::Again));
  ASSERT_EQ(call("spawn_and_wait", {SpawnMore, 0}), W2O_TRAP_NONE);
}

TEST_F(ThreadGroupTest, ThreadsMakeThreads) {
  w2o_wasi_set_max_threads(wasi, 40);
  make();
  ASSERT_EQ(call("spawn_and_wait", {SpawnMore, 0}), W2O_TRAP_NONE);
  EXPECT_GT(result, 0);
}

TEST_F(ThreadGroupTest, OnlyDuringACall) {
  make();
  w2o_value args[] = {i32(Count)}, value = {};
  EXPECT_EQ(w2o_func_call(w2o_export_func(instance, "spawn"), args, 1, &value,
                          1, &error),
            W2O_TRAP_NONE);
  EXPECT_EQ(value.i32, failure(Errno::NotSup));
  w2o_wasi_set_max_threads(wasi, 0);
  EXPECT_EQ(call("spawn", {Count}), W2O_TRAP_NONE);
  EXPECT_EQ(result, failure(Errno::NotSup));
}

TEST_F(ThreadGroupTest, ReturnOfTheMainThreadEndsTheOthers) {
  make();
  for (int32_t i = 0; i < 50; ++i) {
    ASSERT_EQ(call("spawn_and_wait", {Wait, 0}), W2O_TRAP_NONE);
    EXPECT_EQ(result, 5);
  }
}

TEST_F(ThreadGroupTest, ExitOfAThreadEndsTheProgram) {
  make();
  for (int32_t i = 0; i < 50; ++i) {
    ASSERT_EQ(call("spawn_and_wait", {Exit, 1 + i % 2}), W2O_TRAP_EXIT);
    EXPECT_EQ(error.kind, W2O_ERROR_TRAP);
    EXPECT_EQ(error.exit_code, 7);
  }
}

TEST_F(ThreadGroupTest, TrapOfAThreadComesOutOfTheCall) {
  make();
  for (int32_t i = 0; i < 20; ++i) {
    ASSERT_EQ(call("spawn_and_wait", {Trap, 1 + i % 2}),
              W2O_TRAP_UNREACHABLE);
    EXPECT_STREQ(error.message, "unreachable");
    const w2o_frame *frames;
    ASSERT_EQ(w2o_backtrace(instance, &frames), 1u);
    EXPECT_EQ(std::string(frames[0].func_name, frames[0].func_name_length),
              "wasi_thread_start");
  }
  // The instance goes on, like after any trap.
  EXPECT_EQ(call("count", {3}), W2O_TRAP_NONE);
}

TEST_F(ThreadGroupTest, NeedsTheEntryOfTheRightType) {
  make(false);
  EXPECT_EQ(call("spawn", {Count}), W2O_TRAP_NONE);
  EXPECT_EQ(result, failure(Errno::NotSup));
}

TEST_F(ThreadGroupTest, WrongTypeOfTheEntry) {
  add("wasi_thread_start", code(work), none);
  make(false);
  EXPECT_EQ(call("spawn", {Count}), W2O_TRAP_NONE);
  EXPECT_EQ(result, failure(Errno::NotSup));
}

TEST_F(ThreadGroupTest, StartFunctionOfAThreadCanEndTheProgram) {
  module.setStart(module.addFunc(code(startTwice), none));
  make();
  EXPECT_EQ(call("spawn_and_wait", {Wait, 1}), W2O_TRAP_UNREACHABLE);
}

TEST_F(ThreadGroupTest, TheHostInterruptsAProgram) {
  make();
  w2o_store *store = w2o_instance_store(instance);
  auto interrupted = [&](int32_t job, int32_t wait) {
    std::thread other([=] {
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
      while (!w2o_store_interrupt(store, 0))
        std::this_thread::yield();
    });
    w2o_trap_code code = call("spawn_and_wait", {job, wait});
    other.join();
    return code;
  };
  for (int32_t i = 0; i < 10; ++i) {
    EXPECT_EQ(interrupted(Wait, 1 + i % 2), W2O_TRAP_INTERRUPTED);
    EXPECT_EQ(error.trap, W2O_TRAP_INTERRUPTED);
  }
  EXPECT_EQ(call("count", {3}), W2O_TRAP_NONE) << error.message;
}

TEST_F(ThreadGroupTest, TheHostInterruptsACallThatBlocks) {
  // Without other threads, like any call into a store.
  add("work", code(work), start);
  make();
  w2o_store *store = w2o_instance_store(instance);
  for (int32_t job : {Spin, Wait, Read, Poll})
    for (int i = 0; i < 10; ++i) {
      uint64_t ticket = w2o_store_new_ticket(store);
      std::thread other([=] {
        std::this_thread::sleep_for(std::chrono::milliseconds(i % 3));
        w2o_store_interrupt(store, ticket);
      });
      w2o_value args[] = {i32(1), i32(job)};
      EXPECT_EQ(w2o_func_call(w2o_export_func(instance, "work"), args, 2,
                              nullptr, 0, &error),
                W2O_TRAP_INTERRUPTED)
          << job;
      other.join();
    }
  w2o_store_new_ticket(store);
  EXPECT_EQ(call("count", {3}), W2O_TRAP_NONE) << error.message;
}

TEST_F(ThreadGroupTest, TheHostInterruptsTheStartOfAThread) {
  // The main thread is inside of thread-spawn then.
  module.setStart(module.addFunc(code(spinTheSecondTime), none));
  make();
  w2o_store *store = w2o_instance_store(instance);
  std::thread other([=] {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    w2o_store_interrupt(store, 0);
  });
  EXPECT_EQ(call("spawn", {Count}), W2O_TRAP_INTERRUPTED);
  other.join();
}

TEST_F(ThreadGroupTest, SetupGivesImports) {
  TestModule importing;
  uint32_t entry = importing.addType({W2O_I32, W2O_I32}, {});
  uint32_t one = importing.addType({W2O_I32}, {W2O_I32});
  importing.importFunc("host", "f", importing.addType({}, {}));
  importing.importMemory("env", "memory", 1, 2, W2O_DESC_LIMITS_SHARED);
  importing.addExport("wasi_thread_start", W2O_DESC_FUNC,
                      importing.addFunc(code(work), entry));
  importing.addExport("count", W2O_DESC_FUNC,
                      importing.addFunc(code(countThreads), one));
  importing.addExport("spawn", W2O_DESC_FUNC,
                      importing.addFunc(code(spawnOne), one));

  auto resolve = [](void *context, const char *, size_t, const char *field,
                    size_t length, w2o_extern *result) {
    if (std::string(field, length) != "f")
      return false;
    static const w2o_signature none = {};
    result->kind = W2O_EXTERN_FUNC;
    result->of.func = w2o_func_new(
        static_cast<w2o_store *>(context), &none,
        [](void *, w2o_instance *, const w2o_value *, w2o_value *) {
          return true;
        },
        nullptr);
    return true;
  };
  w2o_store *store = w2o_store_new();
  w2o_config config = {};
  config.store = store;
  config.wasi = wasi;
  config.resolver = resolve;
  config.resolver_context = store;
  instance = w2o_wasi_instance_new(importing.build(), &config, &error);
  ASSERT_TRUE(instance) << error.message;
  // Nobody gives `f` to the thread.
  EXPECT_EQ(call("spawn", {Count}), W2O_TRAP_NONE);
  EXPECT_EQ(result, failure(Errno::NotSup));
  static w2o_resolver resolver;
  resolver = resolve;
  w2o_wasi_set_thread_setup(
      wasi,
      [](void *, w2o_config *config) {
        config->resolver = resolver;
        config->resolver_context = config->store;
        return true;
      },
      nullptr);
  EXPECT_EQ(call("count", {3}), W2O_TRAP_NONE) << error.message;
  w2o_wasi_set_thread_setup(
      wasi, [](void *, w2o_config *) { return false; }, nullptr);
  EXPECT_EQ(call("spawn", {Count}), W2O_TRAP_NONE);
  EXPECT_EQ(result, failure(Errno::NotSup));
  instance = nullptr;
  w2o_store_delete(store);
}

TEST_F(ThreadGroupTest, ACallInsideACallKeepsToItself) {
  // A host function of a program runs another program.
  make();
  struct Inner {
    ThreadGroupTest *test;
    w2o_trap_code code;
  } inner = {this, W2O_TRAP_NONE};
  static const w2o_signature none = {};
  w2o_store *store = w2o_store_new();
  w2o_func *func = w2o_func_new(
      store, &none,
      [](void *context, w2o_instance *, const w2o_value *, w2o_value *) {
        auto *inner = static_cast<Inner *>(context);
        inner->code = inner->test->call("spawn_and_wait", {Exit, 1});
        return true;
      },
      &inner);
  w2o_error outer;
  EXPECT_EQ(w2o_wasi_call(wasi, func, nullptr, 0, nullptr, 0, &outer),
            W2O_TRAP_NONE);
  EXPECT_EQ(inner.code, W2O_TRAP_EXIT);
  w2o_store_delete(store);
}

TEST_F(ThreadGroupTest, MemoryThatCannotBeHad) {
  TestModule huge;
  huge.importMemory("env", "memory", 4, 4, W2O_DESC_LIMITS_SHARED);
  w2o_config config = {};
  config.wasi = wasi;
  config.max_memory_pages = 3;
  EXPECT_EQ(w2o_wasi_instance_new(huge.build(), &config, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_RESOURCE) << error.message;
  // Memories that are not shared are the host's to give.
  TestModule plain;
  plain.importMemory("env", "memory", 1);
  EXPECT_EQ(w2o_wasi_instance_new(plain.build(), nullptr, &error), nullptr);
  EXPECT_EQ(error.kind, W2O_ERROR_LINK) << error.message;
}

} // namespace
