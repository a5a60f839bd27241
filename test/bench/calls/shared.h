//===- shared.h - What the benchmarks of calls have in common -------------===//
//
// The names of what more than one engine does: tools/bench puts results of the
// same name side by side. And how memory is measured.
//
//===----------------------------------------------------------------------===//

#ifndef W2O_BENCH_CALLS_SHARED_H
#define W2O_BENCH_CALLS_SHARED_H

#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace names {
constexpr const char *typedExport = "host to guest, typed export";
constexpr const char *scope = "host to guest, in a scope";
constexpr const char *byName = "host to guest, w2o_func_call";
constexpr const char *guestToHost = "guest to host, 1000 times";
constexpr const char *instance = "new instance, call, delete";
constexpr const char *another = "the same while another one lives";
constexpr const char *pooled = "new instance from a pool, call, delete";
constexpr const char *many =
    "10,000 instances that live, one page written in each";
constexpr const char *interrupt = "interrupt of a loop";
} // namespace names

/// Bytes of the process that are in memory.
inline long residentBytes() {
  long pages = 0, resident = 0;
  std::FILE *file = std::fopen("/proc/self/statm", "r");
  if (!file || std::fscanf(file, "%ld %ld", &pages, &resident) != 2)
    std::abort();
  std::fclose(file);
  return resident * sysconf(_SC_PAGESIZE);
}

/// The result of a benchmark of memory: how much of it came for each of `count`
/// instances since there were `before` bytes.
inline void countEach(benchmark::State &state, long before, size_t count) {
  state.counters["KiB each"] =
      double(residentBytes() - before) / 1024 / double(count);
}

#endif // W2O_BENCH_CALLS_SHARED_H
