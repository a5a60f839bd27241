//===- Stopwatch.h - For --time -------------------------------------------===//

#ifndef W2O_RUN_STOPWATCH_H
#define W2O_RUN_STOPWATCH_H

#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

namespace w2o {

/// Cuts the time of a run into named steps.
class Stopwatch {
public:
  /// Ends the current step, which was the one called `name`.
  void finish(const char *name) {
    Clock::time_point now = Clock::now();
    steps.push_back({name, std::chrono::duration<double>(now - last).count()});
    last = now;
  }
  void print(FILE *out) const {
    for (const Step &step : steps)
      fprintf(out, "%-12s %10.3f ms\n", step.name, step.seconds * 1000);
  }

private:
  using Clock = std::chrono::steady_clock;
  struct Step {
    const char *name;
    double seconds;
  };
  Clock::time_point last = Clock::now();
  std::vector<Step> steps;
};

} // namespace w2o

#endif // W2O_RUN_STOPWATCH_H
