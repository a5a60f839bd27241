//===- TrapTest.cpp - Traps, faults, backtraces and stack overflow --------===//

#include "TestModule.h"
#include "abi/HeapLayout.h"
#include "core/Backtrace.h"

#include <csetjmp>
#include <csignal>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>
#include <thread>
#include <unistd.h>

using namespace w2o;
using namespace w2o::test;

#define TRAP(name, enumerator, number, message)                                \
  extern "C" void w2o_trap_##name(void);
#include "abi/Traps.def"

namespace {

//===-- Guest code --------------------------------------------------------===//

W2O_GUEST void trapWith(w2o_vm *, int32_t which) {
  switch (which) {
#define TRAP(name, enumerator, number, message)                                \
  case number:                                                                 \
    w2o_trap_##name();                                                         \
    break;
#include "abi/Traps.def"
  }
  asm volatile("");
}

W2O_GUEST int32_t load(w2o_vm *vm, uint64_t address) {
  int32_t value =
      *reinterpret_cast<volatile int32_t *>(uintptr_t(vm) + address);
  asm volatile("");
  return value;
}

// Null is what it is for.
W2O_GUEST __attribute__((no_sanitize("null"))) int32_t
loadAbsolute(w2o_vm *, uint64_t address) {
  return *reinterpret_cast<volatile int32_t *>(address);
}

W2O_GUEST int32_t outer(w2o_vm *vm, uint64_t address) {
  int32_t value = load(vm, address);
  asm volatile("" ::: "memory");
  return value + 1;
}

/// Recurses as compiled code does, with the check in the prologue.
W2O_GUEST int64_t recurse(w2o_vm *vm, int64_t n) {
  if (uintptr_t(__builtin_frame_address(0)) < w2o_vm_head_of(vm)->stack_limit)
    w2o_trap_call_stack_exhausted();
  if (n == 0)
    return 0;
  volatile char frame[200];
  frame[0] = char(n);
  int64_t result = recurse(vm, n - 1);
  asm volatile("" : "+r"(result)::"memory");
  return result + (frame[0] ? 1 : 1);
}

struct TrapTest : testing::Test {
  void SetUp() override {
    uint32_t trapType = m.addType({W2O_I32}, {});
    uint32_t loadType = m.addType({W2O_I64}, {W2O_I32});
    uint32_t deepType = m.addType({W2O_I64}, {W2O_I64});
    m.addMemory(1);
    add("trap", code(trapWith), trapType);
    add("load", code(load), loadType);
    add("absolute", code(loadAbsolute), loadType);
    add("outer", code(outer), loadType);
    add("recurse", code(recurse), deepType);
  }
  void TearDown() override { w2o_instance_delete(instance); }

  void add(const char *name, Code code, uint32_t type) {
    m.addExport(name, W2O_DESC_FUNC, m.addFunc(code, type, name));
  }
  void make(size_t stackSize = 0) {
    w2o_config config = {};
    config.stack_size = stackSize;
    instance = w2o_instance_new(m.build(), &config, &error);
    ASSERT_TRUE(instance) << error.message;
  }
  w2o_trap_code call(const char *name, w2o_value arg) {
    w2o_func *func = w2o_export_func(instance, name);
    size_t results = w2o_func_signature(func).num_results;
    return w2o_func_call(func, &arg, 1, &result, results, &error);
  }
  std::string frames() {
    const w2o_frame *list;
    size_t count = w2o_backtrace(instance, &list);
    std::string out;
    for (size_t i = 0; i < count; ++i)
      out += std::string(list[i].func_name, list[i].func_name_length) + " ";
    return out;
  }

  TestModule m;
  w2o_instance *instance = nullptr;
  w2o_error error;
  w2o_value result;
};

//===-- Traps -------------------------------------------------------------===//

TEST_F(TrapTest, EveryTrapComesBack) {
  make();
  struct Row {
    w2o_trap_code code;
    int number;
    const char *message;
  };
  static const Row rows[] = {
#define TRAP(name, enumerator, number, message) {enumerator, number, message},
#include "abi/Traps.def"
  };
  for (const Row &row : rows) {
    EXPECT_EQ(call("trap", i32(row.number)), row.code);
    EXPECT_EQ(error.kind, W2O_ERROR_TRAP);
    EXPECT_STREQ(error.message, row.message);
    EXPECT_STREQ(w2o_trap_message(row.code), row.message);
  }
  w2o_error last;
  w2o_last_error(instance, &last);
  EXPECT_EQ(last.trap, error.trap);
  EXPECT_EQ(call("trap", i32(0)), W2O_TRAP_NONE);
}

TEST_F(TrapTest, BacktraceNamesFunctions) {
  make();
  EXPECT_EQ(call("trap", i32(1)), W2O_TRAP_UNREACHABLE);
  EXPECT_EQ(frames(), "trap ");
}

namespace {

/// The frames of an address as "function@offset", innermost first.
std::string framesAt(const w2o_module *module, uintptr_t address,
                     uint32_t limit = 9) {
  std::vector<w2o_frame> frames(limit);
  uint32_t count = describeFrames(module, address, frames.data(), limit);
  std::string text;
  for (uint32_t i = 0; i < count; ++i)
    text += (i ? " " : "") + std::to_string(frames[i].func_index) + "@" +
            std::to_string(frames[i].wasm_offset);
  return text;
}

} // namespace

TEST(Backtrace, ReadsThePcMap) {
  TestModule m;
  uint32_t type = m.addType({W2O_I32}, {});
  uint32_t func = m.addFunc(code(trapWith), type, "f", 100);
  // Code 4: 50 + 3. Code 4 + 96: past the end.
  m.setPcMap(func, std::string("\x00\x08\x06\xc0\x01\x07", 6), 50);
  const w2o_module *module = m.build();
  auto start = uintptr_t(code(trapWith));
  EXPECT_EQ(framesAt(module, start), "0@50");
  EXPECT_EQ(framesAt(module, start + 3), "0@50");
  EXPECT_EQ(framesAt(module, start + 4), "0@53");
  EXPECT_EQ(framesAt(module, start + 99), "0@53");
  EXPECT_EQ(framesAt(module, start + 100), "");
  EXPECT_EQ(framesAt(module, start - 1), "");
}

TEST(Backtrace, NamesWhatWasInlined) {
  TestModule m;
  uint32_t type = m.addType({W2O_I32}, {});
  m.addFunc(code(trapWith), type, "g", 0);
  m.addFunc(code(trapWith), type, "h", 0);
  uint32_t func = m.addFunc(code(trapWith), type, "f", 100);
  // f calls g at 50 + 7, g (body at 70) calls h (body at 90) at 70 + 5, and f
  // calls h at 50 + 9.
  m.setPcMap(func,
             std::string("\x03\x00\x46\x00\x07\x01\x5a\x01\x05"
                         "\x01\x5a\x00\x09"
                         "\x00\x02"     // Code 0: f, + 1.
                         "\x09\x02\x06" // Code 4: h in g, + 3.
                         "\x04\x02"     // Code 6: one more.
                         "\x05\x01\x04" // Code 8: g, + 2.
                         "\x05\x03\x02" // Code 10: h in f, + 1.
                         "\x05\x00\x16", // Code 12: f, + 11.
                         29),
             50);
  const w2o_module *module = m.build();
  auto start = uintptr_t(code(trapWith));
  EXPECT_EQ(framesAt(module, start), "2@51");
  EXPECT_EQ(framesAt(module, start + 4), "1@93 0@75 2@57");
  EXPECT_EQ(framesAt(module, start + 7), "1@94 0@75 2@57");
  EXPECT_EQ(framesAt(module, start + 8), "0@72 2@57");
  EXPECT_EQ(framesAt(module, start + 10), "1@91 2@59");
  EXPECT_EQ(framesAt(module, start + 50), "2@61");
  EXPECT_EQ(framesAt(module, start + 4, 2), "1@93 0@75");
}

//===-- Faults ------------------------------------------------------------===//

TEST_F(TrapTest, FaultInGuestMemoryIsATrap) {
  make();
  EXPECT_EQ(call("load", i64(65532)), W2O_TRAP_NONE);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(call("load", i64(65536)), W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
    EXPECT_STREQ(error.message, "out of bounds memory access");
  }
  EXPECT_EQ(call("load", i64(W2O_MEMORY_RESERVATION - 4)),
            W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
  // The memory can be grown over the place of the fault.
  EXPECT_TRUE(w2o_memory_grow(w2o_instance_memory(instance, 0), 1));
  EXPECT_EQ(call("load", i64(65536)), W2O_TRAP_NONE);
}

TEST_F(TrapTest, BacktraceStartsAtTheFault) {
  make();
  EXPECT_EQ(call("outer", i64(70000)), W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
  EXPECT_EQ(frames(), "load outer ");
}

TEST_F(TrapTest, NullReferences) {
  make();
  EXPECT_EQ(call("absolute", i64(0)), W2O_TRAP_NULL_STRUCTURE_REFERENCE);
  EXPECT_EQ(call("absolute", i64(W2O_NULL_RANGE - 4)),
            W2O_TRAP_NULL_STRUCTURE_REFERENCE);
  EXPECT_EQ(call("absolute", i64(uint64_t(W2O_ARRAY_LENGTH))),
            W2O_TRAP_NULL_ARRAY_REFERENCE);
}

TEST_F(TrapTest, FaultsOnManyThreads) {
  make();
  const w2o_module *module = m.build();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([module] {
      w2o_instance *own = w2o_instance_new(module, nullptr, nullptr);
      ASSERT_TRUE(own);
      w2o_func *func = w2o_export_func(own, "load");
      for (int i = 0; i < 200; ++i) {
        w2o_value arg = i64(65536 * (1 + i)), out;
        EXPECT_EQ(w2o_func_call(func, &arg, 1, &out, 1, nullptr),
                  W2O_TRAP_MEMORY_OUT_OF_BOUNDS);
      }
      w2o_instance_delete(own);
    });
  for (std::thread &thread : threads)
    thread.join();
}

using TrapDeathTest = TrapTest;

void hostHandler(int, siginfo_t *, void *) { _exit(77); }
void plainHandler(int) { _exit(78); }

void installHostHandler(bool withInfo) {
  struct sigaction action = {};
  if (withInfo) {
    action.sa_sigaction = hostHandler;
    action.sa_flags = SA_SIGINFO;
  } else {
    action.sa_handler = plainHandler;
  }
  sigaction(SIGSEGV, &action, nullptr);
  sigaction(SIGBUS, &action, nullptr);
}

void *inaccessiblePage() {
  return mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

[[gnu::noinline]] void touch(void *address) {
  *static_cast<volatile char *>(address) = 1;
}

// Each runs in a new process, where no instance has been made before.
struct ForeignFault : TrapTest {
  void SetUp() override {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    TrapTest::SetUp();
  }
};
using ForeignFaultDeathTest = ForeignFault;

TEST_F(ForeignFaultDeathTest, HostFaultGoesToTheEarlierHandler) {
  EXPECT_EXIT(
      {
        installHostHandler(true);
        make();
        call("load", i64(65536)); // Ours before and after.
        touch(inaccessiblePage());
      },
      testing::ExitedWithCode(77), "");
  EXPECT_EXIT(
      {
        installHostHandler(false);
        make();
        touch(inaccessiblePage());
      },
      testing::ExitedWithCode(78), "");
}

TEST_F(ForeignFaultDeathTest, HostFaultInGuestMemoryIsNotATrap) {
  EXPECT_EXIT(
      {
        installHostHandler(true);
        make();
        touch(w2o_memory_data(w2o_instance_memory(instance, 0)) + 65536);
      },
      testing::ExitedWithCode(77), "");
}

TEST_F(ForeignFaultDeathTest, GuestFaultElsewhereIsNotATrap) {
  EXPECT_EXIT(
      {
        installHostHandler(true);
        make();
        call("absolute", i64(int64_t(intptr_t(inaccessiblePage()))));
      },
      testing::ExitedWithCode(77), "");
}

TEST_F(ForeignFaultDeathTest, DefaultActionKills) {
  EXPECT_EXIT(
      {
        signal(SIGSEGV, SIG_DFL);
        make();
        touch(inaccessiblePage());
      },
      testing::KilledBySignal(SIGSEGV), "");
  EXPECT_EXIT(
      {
        signal(SIGSEGV, SIG_DFL);
        make();
        raise(SIGSEGV);
      },
      testing::KilledBySignal(SIGSEGV), "");
}

TEST_F(ForeignFaultDeathTest, IgnoredSignalIsIgnored) {
  EXPECT_EXIT(
      {
        signal(SIGSEGV, SIG_IGN);
        make();
        raise(SIGSEGV);
        _exit(79);
      },
      testing::ExitedWithCode(79), "");
}

void manualHandler(int number, siginfo_t *info, void *context) {
  if (!w2o_handle_signal(number, info, context))
    _exit(80);
}

TEST_F(ForeignFaultDeathTest, ManualMode) {
  EXPECT_EXIT(
      {
        bool ok = w2o_set_signal_mode(W2O_SIGNALS_MANUAL);
        struct sigaction action = {};
        action.sa_sigaction = manualHandler;
        action.sa_flags = SA_SIGINFO;
        sigaction(SIGSEGV, &action, nullptr);
        make();
        ok = ok && call("load", i64(65536)) == W2O_TRAP_MEMORY_OUT_OF_BOUNDS;
        ok = ok && !w2o_set_signal_mode(W2O_SIGNALS_CHAIN);
        if (!ok)
          _exit(1);
        touch(inaccessiblePage());
      },
      testing::ExitedWithCode(80), "");
}

TEST_F(ForeignFaultDeathTest, ExistingAlternateStackIsKept) {
  EXPECT_EXIT(
      {
        static char memory[65536];
        stack_t mine = {};
        mine.ss_sp = memory;
        mine.ss_size = sizeof(memory);
        sigaltstack(&mine, nullptr);
        make();
        bool ok = call("load", i64(65536)) == W2O_TRAP_MEMORY_OUT_OF_BOUNDS;
        stack_t now;
        sigaltstack(nullptr, &now);
        _exit(ok && now.ss_sp == memory ? 81 : 1);
      },
      testing::ExitedWithCode(81), "");
}

//===-- Stacks ------------------------------------------------------------===//

TEST_F(TrapTest, StackOverflowOnTheMainThread) {
  make();
  EXPECT_EQ(call("recurse", i64(300)), W2O_TRAP_NONE);
  EXPECT_EQ(result.i64, 300);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(call("recurse", i64(INT64_MAX)), W2O_TRAP_CALL_STACK_EXHAUSTED);
    EXPECT_STREQ(error.message, "call stack exhausted");
  }
  EXPECT_EQ(call("recurse", i64(300)), W2O_TRAP_NONE);
  const w2o_frame *list;
  EXPECT_EQ(call("recurse", i64(INT64_MAX)), W2O_TRAP_CALL_STACK_EXHAUSTED);
  EXPECT_EQ(w2o_backtrace(instance, &list), size_t(W2O_MAX_FRAMES));
}


TEST_F(TrapTest, StackOverflowOnASmallStack) {
  make();
  // Once from here, so that the limits change with the thread.
  EXPECT_EQ(call("recurse", i64(100)), W2O_TRAP_NONE);
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setstacksize(&attr, 64 * 1024);
  struct Job {
    w2o_func *func;
    w2o_trap_code shallow, deep;
  } job = {w2o_export_func(instance, "recurse"), W2O_TRAP_HOST, W2O_TRAP_HOST};
  pthread_t thread;
  ASSERT_EQ(pthread_create(
                &thread, &attr,
                [](void *argument) -> void * {
                  auto *job = static_cast<Job *>(argument);
                  w2o_value arg = i64(20), out;
                  job->shallow =
                      w2o_func_call(job->func, &arg, 1, &out, 1, nullptr);
                  arg = i64(INT64_MAX);
                  job->deep =
                      w2o_func_call(job->func, &arg, 1, &out, 1, nullptr);
                  return nullptr;
                },
                &job),
            0);
  pthread_join(thread, nullptr);
  EXPECT_EQ(job.shallow, W2O_TRAP_NONE);
  EXPECT_EQ(job.deep, W2O_TRAP_CALL_STACK_EXHAUSTED);
  // And back on this one, which has more.
  EXPECT_EQ(call("recurse", i64(300)), W2O_TRAP_NONE);
}

TEST_F(TrapTest, StackSizeOfTheConfiguration) {
  make(64 * 1024);
  EXPECT_EQ(call("recurse", i64(100)), W2O_TRAP_NONE);
  EXPECT_EQ(call("recurse", i64(1000)), W2O_TRAP_CALL_STACK_EXHAUSTED);
  EXPECT_EQ(call("recurse", i64(100)), W2O_TRAP_NONE);
}

#if defined(__x86_64__)
/// Runs a function on a stack of its own, as a coroutine library does.
asm(".text\n"
    "switchStack_asm:\n"
    "  pushq %rbp\n"
    "  movq %rsp, %rbp\n"
    "  movq %rdx, %rsp\n"
    "  movq %rdi, %rax\n"
    "  movq %rsi, %rdi\n"
    "  callq *%rax\n"
    "  leave\n"
    "  retq\n");
extern "C" void *switchStackAsm(void *(*)(void *), void *,
                                char *) asm("switchStack_asm");

struct FiberJob {
  w2o_func *func;
  int64_t depth;
  w2o_trap_code trap;
  w2o_error error;
};

void *fiber(void *argument) {
  auto *job = static_cast<FiberJob *>(argument);
  w2o_value arg = i64(job->depth), out;
  job->trap = w2o_func_call(job->func, &arg, 1, &out, 1, &job->error);
  return nullptr;
}

TEST_F(TrapTest, ForeignStackNeedsASize) {
  std::vector<char> stack(256 * 1024);
  char *top = reinterpret_cast<char *>(
      (uintptr_t(stack.data()) + stack.size()) & ~uintptr_t(15));
  make();
  EXPECT_EQ(call("recurse", i64(10)), W2O_TRAP_NONE);
  FiberJob job = {w2o_export_func(instance, "recurse"), 10, W2O_TRAP_NONE, {}};
  switchStackAsm(fiber, &job, top);
  EXPECT_EQ(job.trap, W2O_TRAP_CALL_STACK_EXHAUSTED);
  EXPECT_NE(strstr(job.error.message, "stack_size"), nullptr);
  w2o_instance_delete(instance);

  make(128 * 1024);
  job.func = w2o_export_func(instance, "recurse");
  switchStackAsm(fiber, &job, top);
  EXPECT_EQ(job.trap, W2O_TRAP_NONE);
  job.depth = INT64_MAX;
  switchStackAsm(fiber, &job, top);
  EXPECT_EQ(job.trap, W2O_TRAP_CALL_STACK_EXHAUSTED);
  EXPECT_EQ(call("recurse", i64(100)), W2O_TRAP_NONE);
}
#endif

} // namespace
