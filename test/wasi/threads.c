// A program with threads, by wasi-threads: a queue of work on atomics, wait and
// notify, thread-local variables, WASI calls from all threads; then the ways
// for it to end.
// REQUIRES: wasi-cc
// RUN: split-file %s %t
// RUN: %wasi_cc -nostdlib -O2 -pthread -matomics -mbulk-memory -Wl,--import-memory,--export-memory,--shared-memory,--max-memory=4194304,--export=wasi_thread_start,--export=_start %t/main.c -o %t/threads.wasm
// RUN: wasm2obj --emit=exe -O0 %t/threads.wasm -o %t/threads0
// RUN: wasm2obj --emit=exe -O2 %t/threads.wasm -o %t/threads2

// RUN: %t/threads0 | FileCheck %s
// RUN: %t/threads2 | FileCheck %s
// RUN: w2o-run --no-cache %t/threads.wasm | FileCheck %s
// CHECK: squares 41541750
// CHECK-NEXT: thread-local 1
// CHECK-NEXT: files 400 0

// Whatever the others do, and the main thread.
// RUN: %python %S/Inputs/status.py 5 %t/threads0 exit
// RUN: %python %S/Inputs/status.py 5 %t/threads2 exit
// RUN: %python %S/Inputs/status.py 0 %t/threads2 return
// RUN: not %t/threads2 trap 2>&1 | FileCheck %s --check-prefix=TRAP
// TRAP: error: wasm trap: unreachable
// TRAP: - wasi_thread_start
// RUN: w2o-run -q --cache-dir %t/cache %t/threads.wasm return
// RUN: not w2o-run -q --cache-dir %t/cache %t/threads.wasm trap 2>&1 | FileCheck %s --check-prefix=CACHED
// CACHED: w2o-run: trap: unreachable
// CACHED: 'wasi_thread_start'

// As many as there may be, then an error.
// RUN: %t/threads2 storm | FileCheck %s --check-prefix=STORM
// RUN: w2o-run -q --cache-dir %t/cache %t/threads.wasm storm | FileCheck %s --check-prefix=STORM
// STORM: threads 256 error -6
// RUN: w2o-run -q --cache-dir %t/cache --max-threads 3 %t/threads.wasm storm | FileCheck %s --check-prefix=THREE
// THREE: threads 3 error -6
// RUN: w2o-run -q --cache-dir %t/cache --max-threads 0 %t/threads.wasm storm | FileCheck %s --check-prefix=NONE
// NONE: threads 0 error -58

//--- main.c
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define IMPORT(module, name)                                                   \
  __attribute__((import_module(#module), import_name(name)))
#define WASI(name) IMPORT(wasi_snapshot_preview1, #name) int32_t name
IMPORT(wasi, "thread-spawn") int32_t thread_spawn(void *argument);
IMPORT(wasi_snapshot_preview1, "proc_exit")
_Noreturn void proc_exit(int32_t status);
typedef struct { const void *at; size_t length; } buffer;
WASI(fd_write)(int32_t fd, const buffer *list, int32_t n, size_t *done);
WASI(fd_close)(int32_t fd);
WASI(fd_renumber)(int32_t from, int32_t to);
WASI(args_get)(char **argv, char *text);
WASI(clock_time_get)(int32_t id, int64_t precision, uint64_t *time);

void __wasm_init_tls(void *block);

static void print(const char *text) {
  size_t length = 0;
  while (text[length])
    ++length;
  buffer list = {text, length};
  fd_write(1, &list, 1, &length);
}

static void number(int64_t n) {
  char digits[24], *at = digits + 23;
  *at = 0;
  uint64_t rest = n < 0 ? -(uint64_t)n : (uint64_t)n;
  do
    *--at = (char)('0' + rest % 10);
  while (rest /= 10);
  if (n < 0)
    *--at = '-';
  print(at);
}

/* A mutex: 0 free, 1 locked, 2 locked and somebody may wait. */
static void lock(_Atomic int32_t *mutex) {
  int32_t expected = 0;
  if (atomic_compare_exchange_strong(mutex, &expected, 1))
    return;
  while (atomic_exchange(mutex, 2) != 0)
    __builtin_wasm_memory_atomic_wait32((int32_t *)mutex, 2, -1);
}
static void unlock(_Atomic int32_t *mutex) {
  if (atomic_exchange(mutex, 0) == 2)
    __builtin_wasm_memory_atomic_notify((int32_t *)mutex, 1);
}

/* A queue of work; `items` counts what was put in. */
enum { numItems = 500, numThreads = 4 };
static _Atomic int32_t mutex, items, done;
static int32_t queue[numItems], taken;
static int64_t sum, files, failures;
static _Thread_local int64_t mine = 1;
static int32_t differ = 1;

static void signal_all(_Atomic int32_t *cell) {
  atomic_fetch_add(cell, 1);
  __builtin_wasm_memory_atomic_notify((int32_t *)cell, 0xffffffff);
}
static void wait_for(_Atomic int32_t *cell, int32_t value) {
  for (int32_t now; (now = atomic_load(cell)) < value;)
    __builtin_wasm_memory_atomic_wait32((int32_t *)cell, now, -1);
}

static void work(void) {
  if (mine != 1)
    differ = 0;
  for (;;) {
    lock(&mutex);
    if (taken == numItems) {
      sum += mine - 1;
      unlock(&mutex);
      break;
    }
    int32_t at = taken++;
    unlock(&mutex);
    wait_for(&items, at + 1);
    mine += (int64_t)queue[at] * queue[at];
  }
  /* Descriptors: nobody may get the one of another. */
  for (int i = 0; i < 100; ++i) {
    uint64_t time;
    int32_t failed = clock_time_get(1, 0, &time) != 0;
    failed |= fd_close(99) != 8; /* EBADF */
    failed |= fd_renumber(98, 1) != 8;
    lock(&mutex);
    ++files;
    failures += failed;
    unlock(&mutex);
  }
  signal_all(&done);
}

/* What a thread does. */
typedef struct {
  enum { Work, Exit, Trap, Spin, Sleep } job;
} order;
static _Atomic int32_t never;

/* A stack and thread-local storage for each thread that has ever been. */
enum { stackSize = 8192 };
static _Alignas(16) char stacks[260][stackSize];
static _Atomic int32_t numStacks;

static void run(order *order) {
  __wasm_init_tls(&stacks[atomic_fetch_add(&numStacks, 1)][0]);
  switch (order->job) {
  case Work:
    return work();
  case Exit:
    proc_exit(5);
  case Trap:
    __builtin_trap();
  case Spin:
    for (;;)
      ++*(volatile int32_t *)&stacks[0][0];
  case Sleep:
    for (;;)
      __builtin_wasm_memory_atomic_wait32((int32_t *)&never, 0, -1);
  }
}

/* All instances start with the stack pointer of the main thread: each thread
   moves to its own before it uses any. */
__attribute__((used)) static void run_on_stack(order *order) { run(order); }
__asm__(".globaltype __stack_pointer, i32\n"
        ".globl wasi_thread_start\n"
        ".functype run_on_stack (i32) -> ()\n"
        ".type wasi_thread_start,@function\n"
        "wasi_thread_start:\n"
        ".functype wasi_thread_start (i32, i32) -> ()\n"
        "i32.const stacks\n"
        "local.get 0\n"
        "i32.const 8192\n"
        "i32.mul\n"
        "i32.add\n"
        "global.set __stack_pointer\n"
        "local.get 1\n"
        "call run_on_stack\n"
        "end_function\n");

static void spawn(int job) {
  static order orders[5] = {{Work}, {Exit}, {Trap}, {Spin}, {Sleep}};
  if (thread_spawn(&orders[job]) <= 0)
    proc_exit(100);
}

static void queue_of_work(void) {
  for (int i = 0; i < numThreads; ++i)
    spawn(Work);
  for (int32_t i = 0; i < numItems; ++i) {
    queue[i] = i;
    signal_all(&items);
  }
  wait_for(&done, numThreads);
  print("squares ");
  number(sum);
  print("\nthread-local ");
  number(differ && mine == 1);
  print("\nfiles ");
  number(files);
  print(" ");
  number(failures);
  print("\n");
}

static void storm(void) {
  static order sleep = {Sleep};
  int32_t count = 0, result;
  while ((result = thread_spawn(&sleep)) > 0)
    ++count;
  print("threads ");
  number(count);
  print(" error ");
  number(result);
  print("\n");
}

void _start(void) {
  static char *argv[16], text[4096];
  args_get(argv, text);
  switch (argv[1] ? argv[1][0] : 0) {
  case 0:
    return queue_of_work();
  case 's':
    return storm();
  case 'r':
    spawn(Spin);
    return spawn(Sleep);
  case 'e':
  case 't':
    spawn(Spin);
    spawn(Sleep);
    spawn(argv[1][0] == 'e' ? Exit : Trap);
    for (;;)
      __builtin_wasm_memory_atomic_wait32((int32_t *)&never, 0, -1);
  }
}
