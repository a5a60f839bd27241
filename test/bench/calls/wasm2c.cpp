//===- wasm2c.cpp - The benchmarks of calls.cpp for wasm2c ----------------===//
//
// Over the C that wabt's wasm2c made of the same module (bench2c.h), with its
// runtime, both as the installed package has them. The benchmarks are those of
// calls.cpp as far as it has them.
//
//===----------------------------------------------------------------------===//

#include "bench2c.h"
#include "shared.h"
#include "wasm-rt-impl.h"
#include <memory>
#include <vector>

struct Z_host_instance_t {};
static Z_host_instance_t host;

extern "C" __attribute__((noinline)) u32 Z_hostZ_add(Z_host_instance_t *,
                                                     u32 a, u32 b) {
  return a + b;
}

struct Guest {
  Guest() { Z_bench_instantiate(&instance, &host); }
  ~Guest() { Z_bench_free(&instance); }
  Guest(const Guest &) = delete;
  Z_bench_instance_t instance;
};

static void call(benchmark::State &state) {
  Guest guest;
  u32 sum = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(sum = Z_benchZ_add(&guest.instance, sum, 1));
}
BENCHMARK(call)->Name(names::scope);

// As much as a typed export does: a trap comes back as a value.
static void callWithTraps(benchmark::State &state) {
  Guest guest;
  u32 sum = 0;
  for (auto _ : state) {
    if (wasm_rt_impl_try())
      std::abort();
    benchmark::DoNotOptimize(sum = Z_benchZ_add(&guest.instance, sum, 1));
  }
}
BENCHMARK(callWithTraps)->Name(names::typedExport);

static void guestToHost(benchmark::State &state) {
  Guest guest;
  for (auto _ : state)
    benchmark::DoNotOptimize(Z_benchZ_calls(&guest.instance, 1000));
}
BENCHMARK(guestToHost)->Name(names::guestToHost);

static void instance(benchmark::State &state) {
  for (auto _ : state) {
    Guest guest;
    benchmark::DoNotOptimize(Z_benchZ_add(&guest.instance, 1, 2));
  }
}
BENCHMARK(instance)->Name(names::instance);

// A hundredth of what others have: each copies its image, 1 MiB.
static void many(benchmark::State &state) {
  for (auto _ : state) {
    long before = residentBytes();
    std::vector<std::unique_ptr<Guest>> all;
    for (int i = 0; i < 100; ++i) {
      all.push_back(std::make_unique<Guest>());
      Z_benchZ_touch(&all.back()->instance, 1);
    }
    countEach(state, before, all.size());
  }
}
BENCHMARK(many)
    ->Name(names::many)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

int main(int argc, char **argv) {
  wasm_rt_init();
  Z_bench_init_module();
  benchmark::Initialize(&argc, argv);
  benchmark::RunSpecifiedBenchmarks();
}
