//===- Progress.h - A line that counts functions --------------------------===//

#ifndef W2O_RUN_PROGRESS_H
#define W2O_RUN_PROGRESS_H

#include <chrono>
#include <cstddef>
#include <string>

namespace w2o {

/// Shows how far a long compile is, on a terminal only. The line goes away
/// when the object does.
class Progress {
public:
  Progress(std::string name, bool isQuiet);
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;
  ~Progress();

  /// For CompileOptions::progress: one call at a time, from any thread.
  void show(size_t done, size_t all);

private:
  using Clock = std::chrono::steady_clock;
  std::string name;
  bool isOn;
  bool isShown = false;
  Clock::time_point next;
};

} // namespace w2o

#endif // W2O_RUN_PROGRESS_H
