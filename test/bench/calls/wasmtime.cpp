//===- wasmtime.cpp - The benchmarks of calls.cpp for wasmtime ------------===//
//
// Measures wasmtime's C API, which is loaded at run time from the library that
// the environment variable WASMTIME_LIBRARY names (PyPI's package has it); the
// module is WASMTIME_MODULE. What is used of the API is declared here, as of
// version 50.
//
//===----------------------------------------------------------------------===//

#include "shared.h"
#include <chrono>
#include <cstdint>
#include <cstring>
#include <dlfcn.h>
#include <thread>
#include <vector>

// ---- the API: opaque things are void

struct Func {
  uint64_t store;
  void *inner;
};
struct Instance {
  uint64_t store;
  size_t inner;
};
union Raw {
  int32_t i32;
  alignas(8) uint8_t v128[16];
};
struct Value {
  uint8_t kind; // 0: i32
  union {
    int32_t i32;
    uint64_t rest[3];
  } of;
};
struct Extern {
  uint8_t kind;
  union {
    Func func;
    uint64_t rest[3];
  } of;
};
struct Vector {
  size_t size;
  void **data;
};
static_assert(sizeof(Raw) == 16 && sizeof(Value) == 32 &&
              sizeof(Extern) == 32);
using Callback = void *(*)(void *, void *, Raw *, size_t);

static void *library() {
  static void *handle = [] {
    const char *path = std::getenv("WASMTIME_LIBRARY");
    void *found = path ? dlopen(path, RTLD_NOW) : nullptr;
    if (!found) {
      std::fprintf(stderr, "WASMTIME_LIBRARY: %s\n", dlerror());
      std::exit(1);
    }
    return found;
  }();
  return handle;
}

template <class F> static F *api(const char *name) {
  void *found = dlsym(library(), name);
  if (!found) {
    std::fprintf(stderr, "%s\n", dlerror());
    std::exit(1);
  }
  return reinterpret_cast<F *>(found);
}
#define API(name, type) static auto *const name = api<type>(#name)

API(wasm_config_new, void *());
API(wasmtime_config_epoch_interruption_set, void(void *, bool));
API(wasmtime_pooling_allocation_config_new, void *());
API(wasmtime_pooling_allocation_config_total_core_instances_set,
    void(void *, uint32_t));
API(wasmtime_pooling_allocation_config_total_memories_set,
    void(void *, uint32_t));
API(wasmtime_pooling_allocation_config_linear_memory_keep_resident_set,
    void(void *, size_t));
API(wasmtime_pooling_allocation_strategy_set, void(void *, void *));
API(wasm_engine_new_with_config, void *(void *));
API(wasmtime_module_new, void *(void *, const uint8_t *, size_t, void **));
API(wasmtime_linker_new, void *(void *));
API(wasm_valtype_new, void *(uint8_t));
API(wasm_valtype_vec_new, void(Vector *, size_t, void *const *));
API(wasm_functype_new, void *(Vector *, Vector *));
API(wasmtime_linker_define_func_unchecked,
    void *(void *, const char *, size_t, const char *, size_t, void *, Callback,
           void *, void (*)(void *)));
API(wasmtime_linker_instantiate_pre, void *(void *, void *, void **));
API(wasmtime_instance_pre_instantiate,
    void *(void *, void *, Instance *, void **));
API(wasmtime_store_new, void *(void *, void *, void (*)(void *)));
API(wasmtime_store_context, void *(void *));
API(wasmtime_store_delete, void(void *));
API(wasmtime_context_set_epoch_deadline, void(void *, uint64_t));
API(wasmtime_engine_increment_epoch, void(void *));
API(wasmtime_instance_export_get,
    bool(void *, const Instance *, const char *, size_t, Extern *));
API(wasmtime_func_call, void *(void *, const Func *, const Value *, size_t,
                               Value *, size_t, void **));
API(wasmtime_func_call_unchecked,
    void *(void *, const Func *, Raw *, size_t, void **));
API(wasm_trap_delete, void(void *));

static void check(void *error, const char *what) {
  if (!error)
    return;
  std::fprintf(stderr, "wasmtime: %s failed\n", what);
  std::exit(1);
}

static void *add(void *, void *, Raw *values, size_t) {
  values[0].i32 = values[0].i32 + values[1].i32;
  return nullptr;
}

// ---- one engine of each kind, with the module compiled and linked

struct Engine {
  explicit Engine(bool isPooling, bool hasEpochs = false) {
    void *config = wasm_config_new();
    wasmtime_config_epoch_interruption_set(config, hasEpochs);
    if (isPooling) {
      void *pool = wasmtime_pooling_allocation_config_new();
      wasmtime_pooling_allocation_config_total_core_instances_set(pool, 8);
      wasmtime_pooling_allocation_config_total_memories_set(pool, 8);
      // As many pages as wasm2obj keeps.
      wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(
          pool, 32 * 4096);
      wasmtime_pooling_allocation_strategy_set(config, pool);
    }
    engine = wasm_engine_new_with_config(config);
    std::FILE *file = std::fopen(std::getenv("WASMTIME_MODULE"), "rb");
    if (!file)
      std::exit(1);
    std::vector<uint8_t> bytes;
    for (int c; (c = std::fgetc(file)) != EOF;)
      bytes.push_back(uint8_t(c));
    std::fclose(file);
    void *module = nullptr;
    check(wasmtime_module_new(engine, bytes.data(), bytes.size(), &module),
          "compilation");
    void *linker = wasmtime_linker_new(engine);
    void *two[] = {wasm_valtype_new(0), wasm_valtype_new(0)};
    void *one[] = {wasm_valtype_new(0)};
    Vector params, results;
    wasm_valtype_vec_new(&params, 2, two);
    wasm_valtype_vec_new(&results, 1, one);
    check(wasmtime_linker_define_func_unchecked(
              linker, "host", 4, "add", 3, wasm_functype_new(&params, &results),
              add, nullptr, nullptr),
          "linking");
    check(wasmtime_linker_instantiate_pre(linker, module, &pre), "linking");
  }
  void *engine = nullptr;
  void *pre = nullptr;
};

struct Guest {
  explicit Guest(const Engine &engine)
      : store(wasmtime_store_new(engine.engine, nullptr, nullptr)),
        context(wasmtime_store_context(store)) {
    void *trap = nullptr;
    check(wasmtime_instance_pre_instantiate(engine.pre, context, &instance,
                                            &trap),
          "instantiation");
    check(trap, "instantiation");
  }
  ~Guest() { wasmtime_store_delete(store); }
  Guest(const Guest &) = delete;

  Func find(const char *name) const {
    Extern found;
    if (!wasmtime_instance_export_get(context, &instance, name,
                                      std::strlen(name), &found))
      std::exit(1);
    return found.of.func;
  }
  int32_t call(const Func &func, int32_t a, int32_t b) const {
    Raw values[2];
    values[0].i32 = a;
    values[1].i32 = b;
    void *trap = nullptr;
    check(wasmtime_func_call_unchecked(context, &func, values, 2, &trap),
          "call");
    return values[0].i32;
  }

  void *store;
  void *context;
  Instance instance;
};

static const Engine &plainEngine() {
  static const Engine engine(false);
  return engine;
}

static void unchecked(benchmark::State &state) {
  Guest guest(plainEngine());
  Func add = guest.find("add");
  int32_t sum = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(sum = guest.call(add, sum, 1));
}
BENCHMARK(unchecked)->Name(names::typedExport);

static void callByName(benchmark::State &state) {
  Guest guest(plainEngine());
  Func add = guest.find("add");
  Value args[2] = {}, result = {};
  for (auto _ : state) {
    void *trap = nullptr;
    wasmtime_func_call(guest.context, &add, args, 2, &result, 1, &trap);
    benchmark::DoNotOptimize(result.of.i32);
  }
}
BENCHMARK(callByName)->Name(names::byName);

static void guestToHost(benchmark::State &state) {
  Guest guest(plainEngine());
  Func calls = guest.find("calls");
  for (auto _ : state)
    benchmark::DoNotOptimize(guest.call(calls, 1000, 0));
}
BENCHMARK(guestToHost)->Name(names::guestToHost);

static void fresh(benchmark::State &state, const Engine &engine) {
  for (auto _ : state) {
    Guest guest(engine);
    benchmark::DoNotOptimize(guest.call(guest.find("add"), 1, 2));
  }
}
static void instance(benchmark::State &state) { fresh(state, plainEngine()); }
BENCHMARK(instance)->Name(names::instance);

static void another(benchmark::State &state) {
  Guest first(plainEngine());
  fresh(state, plainEngine());
}
BENCHMARK(another)->Name(names::another);

static void pooled(benchmark::State &state) {
  static const Engine engine(true);
  fresh(state, engine);
}
BENCHMARK(pooled)->Name(names::pooled);

static void many(benchmark::State &state) {
  for (auto _ : state) {
    long before = residentBytes();
    std::vector<Guest *> all;
    for (int i = 0; i < 10000; ++i) {
      all.push_back(new Guest(plainEngine()));
      all.back()->call(all.back()->find("touch"), 1, 0);
    }
    countEach(state, before, all.size());
    for (Guest *guest : all)
      delete guest;
  }
}
BENCHMARK(many)
    ->Name(names::many)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// By an epoch, which is what wasmtime has for it.
static void interrupt(benchmark::State &state) {
  using Clock = std::chrono::steady_clock;
  static const Engine engine(false, true);
  Guest guest(engine);
  Func spin = guest.find("spin");
  for (auto _ : state) {
    wasmtime_context_set_epoch_deadline(guest.context, 1);
    Clock::time_point begin;
    std::thread watchdog([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      begin = Clock::now();
      wasmtime_engine_increment_epoch(engine.engine);
    });
    void *trap = nullptr;
    wasmtime_func_call(guest.context, &spin, nullptr, 0, nullptr, 0, &trap);
    Clock::time_point end = Clock::now();
    watchdog.join();
    wasm_trap_delete(trap);
    state.SetIterationTime(
        std::chrono::duration<double>(end - begin).count());
  }
}
BENCHMARK(interrupt)
    ->Name(names::interrupt)
    ->UseManualTime()
    ->Iterations(200);

BENCHMARK_MAIN();
