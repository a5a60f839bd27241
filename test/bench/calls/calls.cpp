//===- calls.cpp - What calls and instances cost --------------------------===//
//
// Micro benchmarks (Google Benchmark) of the host interface, over calls.wat
// with an image of 1 MiB. `tools/bench calls` builds and runs them.
//
//===----------------------------------------------------------------------===//

#include "bench.h"
#include "shared.h"
#include <atomic>
#include <chrono>
#include <cstdio>
#include <thread>
#include <vector>

extern "C" __attribute__((noinline)) int32_t host__add(w2o_instance *,
                                                       int32_t a, int32_t b) {
  return a + b;
}

/// The plain call that others are compared with.
__attribute__((noinline)) static int32_t plain(w2o_instance *, int32_t a,
                                               int32_t b) {
  asm volatile("");
  return a + b;
}

static w2o_instance *make(w2o_pool *pool = nullptr) {
  w2o_config config = {};
  config.pool = pool;
  w2o_error error;
  w2o_instance *instance = bench_instantiate(&config, &error);
  if (!instance) {
    std::fprintf(stderr, "%s\n", error.message);
    std::abort();
  }
  return instance;
}

static void plainCall(benchmark::State &state) {
  int32_t sum = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(sum = plain(nullptr, sum, 1));
}
BENCHMARK(plainCall)->Name("plain call in C");

static void typedCall(benchmark::State &state) {
  w2o_instance *instance = make();
  int32_t sum = 0;
  for (auto _ : state) {
    bench_add(instance, sum, 1, &sum);
    benchmark::DoNotOptimize(sum);
  }
  w2o_instance_delete(instance);
}
BENCHMARK(typedCall)->Name(names::typedExport);

static void directCall(benchmark::State &state) {
  w2o_instance *instance = make();
  w2o_enter_scope(
      instance,
      [](w2o_instance *instance, void *context) {
        int32_t sum = 0;
        for (auto _ : *static_cast<benchmark::State *>(context))
          benchmark::DoNotOptimize(sum = bench_direct__add(instance, sum, 1));
      },
      &state);
  w2o_instance_delete(instance);
}
BENCHMARK(directCall)->Name(names::scope);

static void callByName(benchmark::State &state) {
  w2o_instance *instance = make();
  w2o_func *add = w2o_export_func(instance, "add");
  w2o_value args[2] = {}, result;
  for (auto _ : state) {
    w2o_func_call(add, args, 2, &result, 1, nullptr);
    benchmark::DoNotOptimize(result.i32);
  }
  w2o_instance_delete(instance);
}
BENCHMARK(callByName)->Name(names::byName);

static void guestToHost(benchmark::State &state) {
  constexpr int32_t count = 1000;
  w2o_instance *instance = make();
  int32_t sum = 0;
  for (auto _ : state) {
    bench_calls(instance, count, &sum);
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * count);
  state.counters["one"] = benchmark::Counter(
      double(state.iterations()) * count,
      benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  w2o_instance_delete(instance);
}
BENCHMARK(guestToHost)->Name(names::guestToHost);

static void fresh(benchmark::State &state, w2o_pool *pool) {
  for (auto _ : state) {
    w2o_instance *instance = make(pool);
    int32_t sum = 0;
    bench_add(instance, 1, 2, &sum);
    benchmark::DoNotOptimize(sum);
    w2o_instance_delete(instance);
  }
}
static void instance(benchmark::State &state) { fresh(state, nullptr); }
BENCHMARK(instance)->Name(names::instance);

// What is known of a module is forgotten with its last instance.
static void another(benchmark::State &state) {
  w2o_instance *first = make();
  fresh(state, nullptr);
  w2o_instance_delete(first);
}
BENCHMARK(another)->Name(names::another);

static void pooled(benchmark::State &state) {
  w2o_pool_config config = {8, 0};
  w2o_pool *pool = w2o_pool_new(&config, nullptr);
  fresh(state, pool);
  w2o_pool_delete(pool);
}
BENCHMARK(pooled)->Name(names::pooled);

static void reset(benchmark::State &state) {
  // Not PauseTiming(), which takes as long as what is measured.
  using Clock = std::chrono::steady_clock;
  w2o_instance *instance = make();
  int32_t ok;
  for (auto _ : state) {
    bench_touch(instance, int32_t(state.range(0)), &ok);
    Clock::time_point begin = Clock::now();
    w2o_instance_reset(instance, nullptr);
    state.SetIterationTime(
        std::chrono::duration<double>(Clock::now() - begin).count());
  }
  w2o_instance_delete(instance);
}
BENCHMARK(reset)
    ->Name("reset, pages written")
    ->UseManualTime()
    ->Arg(1)
    ->Arg(16)
    ->Arg(256);

static void snapshot(benchmark::State &state) {
  w2o_instance *instance = make();
  int32_t ok;
  bench_touch(instance, 16, &ok);
  for (auto _ : state)
    w2o_snapshot_delete(w2o_instance_snapshot(instance, nullptr));
  w2o_instance_delete(instance);
}
BENCHMARK(snapshot)->Name("snapshot");

static void clone(benchmark::State &state) {
  w2o_instance *origin = make();
  int32_t ok;
  bench_touch(origin, 16, &ok);
  w2o_snapshot *snapshot = w2o_instance_snapshot(origin, nullptr);
  w2o_pool_config pools = {8, 0};
  w2o_pool *pool = w2o_pool_new(&pools, nullptr);
  w2o_config config = {};
  config.pool = pool;
  for (auto _ : state) {
    w2o_instance *instance =
        w2o_snapshot_instantiate(snapshot, &config, nullptr);
    bench_add(instance, 1, 2, &ok);
    w2o_instance_delete(instance);
  }
  w2o_pool_delete(pool);
  w2o_snapshot_delete(snapshot);
  w2o_instance_delete(origin);
}
BENCHMARK(clone)->Name("clone from a pool, call, delete");

static void many(benchmark::State &state) {
  for (auto _ : state) {
    long before = residentBytes();
    std::vector<w2o_instance *> all;
    int32_t ok;
    for (int i = 0; i < 10000; ++i) {
      all.push_back(make());
      bench_touch(all.back(), 1, &ok);
    }
    countEach(state, before, all.size());
    for (w2o_instance *instance : all)
      w2o_instance_delete(instance);
  }
}
BENCHMARK(many)
    ->Name(names::many)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// From the interrupt to the end of the call, seen by the thread that it ends.
static void interrupt(benchmark::State &state) {
  using Clock = std::chrono::steady_clock;
  w2o_instance *instance = make();
  w2o_store *store = w2o_instance_store(instance);
  for (auto _ : state) {
    uint64_t ticket = w2o_store_new_ticket(store);
    Clock::time_point begin;
    std::thread watchdog([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      begin = Clock::now();
      w2o_store_interrupt(store, ticket);
    });
    bench_spin(instance);
    Clock::time_point end = Clock::now();
    watchdog.join();
    state.SetIterationTime(
        std::chrono::duration<double>(end - begin).count());
  }
  w2o_instance_delete(instance);
}
BENCHMARK(interrupt)
    ->Name(names::interrupt)
    ->UseManualTime()
    ->Iterations(200);

BENCHMARK_MAIN();
