//===- Workers.cpp - Threads, and the first error of many -----------------===//

#include "driver/Workers.h"

#include "llvm/Support/thread.h"
#include <algorithm>
#include <thread>

namespace w2o {

/// LLVM recurses over expressions and control flow; wasm can nest both deeply.
/// Only touched pages cost memory.
static constexpr unsigned workerStackBytes = 256u << 20;

unsigned workerCount(size_t items, unsigned jobs) {
  if (jobs == 0)
    jobs = std::max(1u, std::thread::hardware_concurrency());
  return unsigned(std::min<size_t>(jobs, items));
}

std::optional<Error> runItems(const std::vector<size_t> &schedule,
                              unsigned jobs, ItemWork work) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::optional<Error> firstError;
  std::atomic<size_t> firstFailed = SIZE_MAX;

  auto run = [&](unsigned worker) {
    for (size_t i; (i = next++) < schedule.size();) {
      size_t item = schedule[i];
      if (item > firstFailed)
        continue;
      std::optional<Error> error = work(item, worker);
      if (!error)
        continue;
      std::lock_guard<std::mutex> lock(mutex);
      if (item < firstFailed) {
        firstFailed = item;
        firstError = std::move(error);
      }
    }
  };

  // Always on threads of our own, because of the stack.
  std::vector<llvm::thread> threads;
  for (unsigned worker = 0; worker < workerCount(schedule.size(), jobs);
       ++worker)
    threads.emplace_back(std::optional<unsigned>(workerStackBytes),
                         [&run, worker] { run(worker); });
  for (llvm::thread &thread : threads)
    thread.join();
  return firstError;
}

void Progress::add(size_t count) {
  if (!callback)
    return;
  std::lock_guard<std::mutex> lock(mutex);
  done += count;
  callback(done, total);
}

void PhaseTimes::add(const char *name, double seconds) {
  if (!report)
    return;
  std::lock_guard<std::mutex> lock(mutex);
  for (PhaseTime &phase : *report)
    if (phase.name == name) {
      phase.seconds += seconds;
      return;
    }
  report->push_back({name, seconds});
}

} // namespace w2o
