//===- Progress.cpp - A line that counts functions ------------------------===//

#include "Progress.h"
#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace w2o {

/// Whether standard error is a terminal that can erase a line.
static bool isTerminal() {
  const char *term = getenv("TERM");
  return isatty(STDERR_FILENO) && term && std::string(term) != "dumb";
}

Progress::Progress(std::string name, bool isQuiet)
    : name(std::move(name)), isOn(!isQuiet && isTerminal()),
      // Short compiles should not flicker.
      next(Clock::now() + std::chrono::milliseconds(400)) {}

Progress::~Progress() {
  if (isShown)
    fputs("\r\033[K", stderr);
}

void Progress::show(size_t done, size_t all) {
  if (!isOn || all == 0)
    return;
  Clock::time_point now = Clock::now();
  if (now < next)
    return;
  next = now + std::chrono::milliseconds(100);
  isShown = true;
  fprintf(stderr, "\r\033[Kcompiling %s: %zu of %zu functions, %zu %%",
          name.c_str(), done, all, done * 100 / all);
}

} // namespace w2o
