//===- Workers.h - Threads, and the first error of many -------------------===//

#ifndef W2O_DRIVER_WORKERS_H
#define W2O_DRIVER_WORKERS_H

#include "wasm2obj/CompileOptions.h"
#include "wasm2obj/Error.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <atomic>
#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace w2o {

/// Runs `work` for each item of `schedule`, on at most `jobs` threads (0: one
/// per core). The error that is returned is that of the smallest item, as if
/// the items had run one after the other; items behind a failed one may not
/// run at all. `work` gets the item and the number of the worker it runs on.
using ItemWork =
    llvm::function_ref<std::optional<Error>(size_t item, unsigned worker)>;
std::optional<Error> runItems(const std::vector<size_t> &schedule,
                              unsigned jobs, ItemWork work);

/// How many threads runItems() starts.
unsigned workerCount(size_t items, unsigned jobs);

/// Calls options.progress, one thread at a time.
class Progress {
public:
  Progress(const CompileOptions &options, size_t total)
      : callback(options.progress), total(total) {}
  void add(size_t count);

private:
  const std::function<void(size_t, size_t)> &callback;
  std::mutex mutex;
  size_t done = 0;
  size_t total;
};

/// Sums the time of each phase over all threads, in order of first use.
class PhaseTimes {
public:
  explicit PhaseTimes(const CompileOptions &options)
      : report(options.timeReport) {}

  /// Measures the scope it lives in.
  class Scope {
  public:
    Scope(PhaseTimes &times, const char *name)
        : times(times), name(name), start(std::chrono::steady_clock::now()) {}
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;
    ~Scope() {
      times.add(name, std::chrono::duration<double>(
                          std::chrono::steady_clock::now() - start)
                          .count());
    }

  private:
    PhaseTimes &times;
    const char *name;
    std::chrono::steady_clock::time_point start;
  };

private:
  void add(const char *name, double seconds);

  std::vector<PhaseTime> *report;
  std::mutex mutex;
};

} // namespace w2o

#endif // W2O_DRIVER_WORKERS_H
