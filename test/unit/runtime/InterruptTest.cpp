//===- InterruptTest.cpp - Ending guest calls from another thread ---------===//

#include "TestModule.h"
#include "core/Instance.h"
#include "core/Interrupt.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <random>
#include <thread>
#include <ucontext.h>
#include <unistd.h>

using namespace w2o;
using namespace w2o::test;

extern "C" {
void w2o_trap_call_stack_exhausted(void);
uint32_t w2o_atomic_wait32(void *vm, uint32_t memory, uint64_t address,
                           uint64_t offset, uint32_t expected,
                           uint64_t timeout);
}

namespace {

//===-- Guest code --------------------------------------------------------===//

W2O_GUEST void spin(w2o_vm *) {
  for (;;)
    asm volatile("" ::: "memory");
}

W2O_GUEST int32_t triple(w2o_vm *, int32_t x) {
  int32_t sum = 0;
  for (int32_t i = 0; i < 3; ++i) {
    sum += x;
    asm volatile("" : "+r"(sum)::"memory");
  }
  return sum;
}

W2O_GUEST void waitForEver(w2o_vm *vm) {
  w2o_atomic_wait32(vm, 0, 0, 0, 0, UINT64_MAX);
}

/// Calls function 0, an import, again and again: through its record, as
/// compiled code calls what is bound per instance.
W2O_GUEST void callImportForEver(w2o_vm *vm) {
  const w2o_func *record = instanceOf(vm)->array<w2o_func>(
      instanceOf(vm)->desc->layout.func_records);
  for (;;)
    reinterpret_cast<void (*)(void *)>(record->code)(record->vm);
}

/// A function of the host that the guest calls as compiled code calls what the
/// linker bound, with no code of the runtime around it. As short as it would be
/// in a product: the guest's part of the time is what a signal has to hit.
int linkedDepth, linkedCalls;
__attribute__((noinline, no_sanitize("thread"))) void linked() {
  __atomic_fetch_add(&linkedDepth, 1, __ATOMIC_SEQ_CST);
  for (int i = 0; i < 50; ++i)
    asm volatile("" ::: "memory");
  __atomic_fetch_add(&linkedCalls, 1, __ATOMIC_SEQ_CST);
  __atomic_fetch_sub(&linkedDepth, 1, __ATOMIC_SEQ_CST);
}

W2O_GUEST void callLinkedForEver(w2o_vm *) {
  for (;;)
    linked();
}

/// Starts functions all the time, with the check of their prologue.
W2O_GUEST void checkStack(w2o_vm *vm) {
  if (uintptr_t(__builtin_frame_address(0)) <
      *const_cast<volatile uintptr_t *>(&w2o_vm_head_of(vm)->stack_limit))
    w2o_trap_call_stack_exhausted();
}
W2O_GUEST void startForEver(w2o_vm *vm) {
  for (;;)
    checkStack(vm);
}

//===-- Host --------------------------------------------------------------===//

void sleepFor(int milliseconds) {
  std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
}

w2o_trap_code run(w2o_instance *on, const char *name) {
  return w2o_func_call(w2o_export_func(on, name), nullptr, 0, nullptr, 0,
                       nullptr);
}

/// What the import of the guest does.
struct Import {
  std::function<bool(w2o_instance *)> body;
  static bool callback(void *context, w2o_instance *caller, const w2o_value *,
                       w2o_value *) {
    return static_cast<Import *>(context)->body(caller);
  }
};

struct InterruptTest : testing::Test {
  void SetUp() override {
    uint32_t none = m.addType({}, {});
    uint32_t one = m.addType({W2O_I32}, {W2O_I32});
    m.importFunc("env", "f", none);
    m.addMemory(1, 2, W2O_DESC_LIMITS_SHARED);
    add("spin", code(spin), none);
    add("triple", code(triple), one);
    add("wait", code(waitForEver), none);
    add("call", code(callImportForEver), none);
    add("call_linked", code(callLinkedForEver), none);
    add("start_functions", code(startForEver), none);
    import.body = [](w2o_instance *) { return true; };
    store = w2o_store_new();
    instance = make(store);
    ASSERT_TRUE(instance) << error.message;
  }
  void TearDown() override { w2o_store_delete(store); }

  uint32_t add(const char *name, Code code, uint32_t type) {
    uint32_t index = m.addFunc(code, type, name);
    m.addExport(name, W2O_DESC_FUNC, index);
    return index;
  }
  w2o_instance *make(w2o_store *in, TestModule *module = nullptr) {
    static const w2o_signature none = {};
    w2o_import binding = {"env", 3, "f", 1, {W2O_EXTERN_FUNC, {}}};
    binding.value.of.func = w2o_func_new(in, &none, Import::callback, &import);
    w2o_config config = {};
    config.store = in;
    config.imports = &binding;
    config.num_imports = 1;
    return w2o_instance_new((module ? *module : m).build(), &config, &error);
  }
  static w2o_trap_code triple3(w2o_instance *on, int32_t *result) {
    w2o_value arg = i32(3), value = {};
    w2o_trap_code code = w2o_func_call(w2o_export_func(on, "triple"), &arg, 1,
                                       &value, 1, nullptr);
    *result = value.i32;
    return code;
  }
  void expectUsable(w2o_instance *on) {
    int32_t result = 0;
    EXPECT_EQ(triple3(on, &result), W2O_TRAP_NONE);
    EXPECT_EQ(result, 9);
  }
  std::string frames() {
    const w2o_frame *list;
    size_t count = w2o_backtrace(instance, &list);
    std::string out;
    for (size_t i = 0; i < count; ++i)
      out += std::string(list[i].func_name, list[i].func_name_length) + " ";
    return out;
  }
  /// Interrupts the store once its call is active.
  void interruptSoon(int milliseconds = 5) {
    killer = std::thread([=, this] {
      sleepFor(milliseconds);
      while (!w2o_store_interrupt(store, 0))
        std::this_thread::yield();
    });
  }
  w2o_trap_code interrupted(const char *name) {
    interruptSoon();
    w2o_trap_code code = run(instance, name);
    killer.join();
    return code;
  }

  TestModule m;
  Import import;
  w2o_store *store = nullptr;
  w2o_instance *instance = nullptr;
  w2o_error error = {};
  std::thread killer;
};

TEST_F(InterruptTest, ALoopWithoutCalls) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(interrupted("spin"), W2O_TRAP_INTERRUPTED);
    w2o_last_error(instance, &error);
    EXPECT_EQ(error.trap, W2O_TRAP_INTERRUPTED);
    EXPECT_STREQ(error.message, w2o_trap_message(W2O_TRAP_INTERRUPTED));
    EXPECT_EQ(frames(), "spin ");
    expectUsable(instance);
  }
}

TEST_F(InterruptTest, AWait) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(interrupted("wait"), W2O_TRAP_INTERRUPTED);
    expectUsable(instance);
  }
}

TEST_F(InterruptTest, FunctionsThatStart) {
  EXPECT_EQ(interrupted("start_functions"), W2O_TRAP_INTERRUPTED);
  expectUsable(instance);
}

TEST_F(InterruptTest, AHostFunctionIsNotCutShort) {
  int begun = 0, ended = 0;
  import.body = [&](w2o_instance *) {
    ++begun;
    for (int i = 0; i < 30; ++i) {
      usleep(1000);
      errno = 123;
      for (int j = 0; j < 10000; ++j)
        asm volatile("" ::: "memory");
      EXPECT_EQ(errno, 123);
    }
    ++ended;
    return true;
  };
  EXPECT_EQ(interrupted("call"), W2O_TRAP_INTERRUPTED);
  EXPECT_EQ(begun, 1);
  EXPECT_EQ(ended, 1);
  expectUsable(instance);
}

TEST_F(InterruptTest, ALoopOfHostFunctionsThatTheLinkerBound) {
  for (int i = 0; i < 20; ++i) {
    linkedCalls = 0;
    EXPECT_EQ(interrupted("call_linked"), W2O_TRAP_INTERRUPTED);
    EXPECT_EQ(linkedDepth, 0);
    EXPECT_GT(linkedCalls, 0);
  }
  expectUsable(instance);
}

TEST_F(InterruptTest, EntriesFromAHostFunctionAreRefused) {
  w2o_trap_code inner = W2O_TRAP_NONE;
  import.body = [&](w2o_instance *) {
    EXPECT_TRUE(w2o_store_interrupt(store, 0)); // Also from the thread itself.
    int32_t result;
    inner = triple3(instance, &result);
    return true;
  };
  EXPECT_EQ(run(instance, "call"), W2O_TRAP_INTERRUPTED);
  EXPECT_EQ(inner, W2O_TRAP_INTERRUPTED);
  expectUsable(instance);
}

TEST_F(InterruptTest, CallsIntoOtherStoresInside) {
  w2o_store *other = w2o_store_new();
  w2o_instance *inside = make(other);
  w2o_trap_code inner = W2O_TRAP_NONE;
  import.body = [&](w2o_instance *) {
    inner = run(inside, "spin");
    return true;
  };
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(interrupted("call"), W2O_TRAP_INTERRUPTED);
    EXPECT_EQ(inner, W2O_TRAP_INTERRUPTED);
    // Nothing of it sticks to the other store.
    import.body = [&](w2o_instance *) {
      expectUsable(inside);
      return false;
    };
    EXPECT_EQ(run(instance, "call"), W2O_TRAP_HOST);
    import.body = [&](w2o_instance *) {
      inner = run(inside, "spin");
      return true;
    };
  }
  w2o_store_delete(other);
}

TEST_F(InterruptTest, OnlyTheInnerStore) {
  w2o_store *other = w2o_store_new();
  w2o_instance *inside = make(other);
  int rounds = 0;
  import.body = [&](w2o_instance *) {
    std::thread inner([&] {
      while (!w2o_store_interrupt(other, 0))
        std::this_thread::yield();
    });
    EXPECT_EQ(run(inside, "spin"), W2O_TRAP_INTERRUPTED);
    inner.join();
    return ++rounds < 50;
  };
  EXPECT_EQ(run(instance, "call"), W2O_TRAP_HOST);
  EXPECT_EQ(rounds, 50);
  w2o_store_delete(other);
}

TEST_F(InterruptTest, NobodyIsInterruptedOutsideOfACall) {
  EXPECT_FALSE(w2o_store_interrupt(store, 0));
  expectUsable(instance);
  EXPECT_FALSE(w2o_store_interrupt(store, 0));
  w2o_store *unused = w2o_store_new();
  EXPECT_FALSE(w2o_store_interrupt(unused, 0));
  EXPECT_TRUE(w2o_store_interrupt(unused, w2o_store_new_ticket(unused)));
  w2o_store_delete(unused);
}

TEST_F(InterruptTest, ATicketHoldsUntilTheNext) {
  uint64_t first = w2o_store_new_ticket(store);
  EXPECT_NE(first, 0u);
  expectUsable(instance);
  EXPECT_TRUE(w2o_store_interrupt(store, first));
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(run(instance, "spin"), W2O_TRAP_INTERRUPTED);
  w2o_last_error(instance, &error);
  EXPECT_EQ(error.trap, W2O_TRAP_INTERRUPTED);
  uint64_t second = w2o_store_new_ticket(store);
  EXPECT_NE(first, second);
  expectUsable(instance);
  EXPECT_FALSE(w2o_store_interrupt(store, first));
  expectUsable(instance);
}

TEST_F(InterruptTest, ATicketOfAnActiveCall) {
  uint64_t ticket = w2o_store_new_ticket(store);
  import.body = [&](w2o_instance *) {
    EXPECT_TRUE(w2o_store_interrupt(store, ticket));
    w2o_store_new_ticket(store); // The call ends all the same.
    return true;
  };
  EXPECT_EQ(run(instance, "call"), W2O_TRAP_INTERRUPTED);
  expectUsable(instance);
}

TEST_F(InterruptTest, TheStartFunction) {
  TestModule starting;
  uint32_t none = starting.addType({}, {});
  starting.importFunc("env", "f", none);
  starting.setStart(starting.addFunc(code(spin), none));
  w2o_store *own = w2o_store_new();
  uint64_t ticket = w2o_store_new_ticket(own);
  std::thread other([=] {
    sleepFor(5);
    w2o_store_interrupt(own, ticket);
  });
  EXPECT_EQ(make(own, &starting), nullptr);
  EXPECT_EQ(error.trap, W2O_TRAP_INTERRUPTED);
  other.join();
  w2o_store_new_ticket(own);
  w2o_instance *fine = make(own);
  ASSERT_TRUE(fine) << error.message;
  expectUsable(fine);
  w2o_store_delete(own);
}

TEST_F(InterruptTest, AnotherThreadInsideOfACall) {
  // The store goes to another thread and back while the first one waits.
  import.body = [&](w2o_instance *) {
    w2o_trap_code inner = W2O_TRAP_NONE;
    std::thread other([&] { inner = run(instance, "spin"); });
    interruptSoon();
    other.join();
    EXPECT_EQ(inner, W2O_TRAP_INTERRUPTED);
    return true;
  };
  EXPECT_EQ(run(instance, "call"), W2O_TRAP_INTERRUPTED);
  killer.join();
  expectUsable(instance);
}

struct Coroutine {
  ucontext_t self, caller;
  std::vector<char> stack;
  w2o_instance *instance;
  w2o_trap_code code;

  void resume() {
    getcontext(&self);
    self.uc_stack.ss_sp = stack.data();
    self.uc_stack.ss_size = stack.size();
    self.uc_link = &caller;
    makecontext(&self, main, 0);
    swapcontext(&caller, &self);
  }
  static void main();
} coroutine;

void Coroutine::main() { coroutine.code = run(coroutine.instance, "spin"); }

TEST_F(InterruptTest, AStackOfTheHost) {
  TestModule plain;
  uint32_t none = plain.addType({}, {});
  plain.addExport("spin", W2O_DESC_FUNC, plain.addFunc(code(spin), none));
  w2o_config config = {};
  config.stack_size = 128 * 1024;
  coroutine.instance = w2o_instance_new(plain.build(), &config, &error);
  ASSERT_TRUE(coroutine.instance) << error.message;
  w2o_store *of = w2o_instance_store(coroutine.instance);
  coroutine.stack.resize(256 * 1024);
  for (int i = 0; i < 10; ++i) {
    std::thread other([=] {
      while (!w2o_store_interrupt(of, 0))
        std::this_thread::yield();
    });
    coroutine.resume();
    EXPECT_EQ(coroutine.code, W2O_TRAP_INTERRUPTED);
    other.join();
  }
  w2o_instance_delete(coroutine.instance);
}

TEST_F(InterruptTest, LateInterruptsHitNobody) {
  // Workers run short calls that nobody may interrupt between calls that only
  // an interrupt ends. Killers use every ticket that was ever good.
  constexpr int numWorkers = 4;
  struct Worker {
    w2o_store *store;
    w2o_instance *instance;
    std::atomic<uint64_t> ticket{0};
    int killed = 0, spoiled = 0, wrong = 0;
  } workers[numWorkers];
  std::atomic<int> running{numWorkers};
  std::mutex held; // Of the host's: an interrupt must not leave it locked.
  import.body = [&](w2o_instance *) {
    std::lock_guard<std::mutex> guard(held);
    for (int i = 0; i < 300; ++i)
      asm volatile("" ::: "memory");
    return true;
  };
  for (Worker &worker : workers) {
    worker.store = w2o_store_new();
    worker.instance = make(worker.store);
    ASSERT_TRUE(worker.instance) << error.message;
  }
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
  std::vector<std::thread> threads;
  for (int i = 0; i < numWorkers; ++i)
    threads.emplace_back([&, i] {
      Worker &worker = workers[i];
      static const char *const names[] = {"spin", "wait", "call",
                                          "start_functions", "call_linked"};
      for (int round = i; std::chrono::steady_clock::now() < end; ++round) {
        worker.ticket = w2o_store_new_ticket(worker.store);
        if (run(worker.instance, names[round % 5]) == W2O_TRAP_INTERRUPTED)
          ++worker.killed;
        w2o_store_new_ticket(worker.store);
        for (int j = 0; j < 200; ++j) {
          int32_t result = 0;
          worker.spoiled += triple3(worker.instance, &result) != W2O_TRAP_NONE;
          worker.wrong += result != 9;
        }
      }
      --running;
    });
  for (int i = 0; i < 3; ++i)
    threads.emplace_back([&, i] {
      std::mt19937 random(i);
      while (running) {
        Worker &worker = workers[random() % numWorkers];
        w2o_store_interrupt(worker.store, worker.ticket);
        if (random() % 4 == 0)
          std::this_thread::yield();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (Worker &worker : workers) {
    EXPECT_GT(worker.killed, 0);
    EXPECT_EQ(worker.spoiled, 0);
    EXPECT_EQ(worker.wrong, 0);
    w2o_store_delete(worker.store);
  }
  EXPECT_TRUE(held.try_lock());
  held.unlock();
}

} // namespace
