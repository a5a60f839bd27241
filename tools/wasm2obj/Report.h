//===- Report.h - What wasm2obj says on standard error --------------------===//

#ifndef W2O_WASM2OBJ_REPORT_H
#define W2O_WASM2OBJ_REPORT_H

#include "wasm2obj/CompileOptions.h"
#include "wasm2obj/Error.h"
#include <chrono>
#include <string>
#include <vector>

namespace w2o {

/// Prints the error as one line, of text or of JSON, and returns its exit
/// code. `file` is empty where no input is concerned.
int reportError(const Error &error, const std::string &file, bool json);

/// Prints a warning, of the forms that errors have.
void reportWarning(const std::string &message, const std::string &file,
                   bool json);

/// A line with the progress of a compile, on a terminal only and not before
/// the first second is over.
class ProgressLine {
public:
  ProgressLine();
  ProgressLine(const ProgressLine &) = delete;
  ProgressLine &operator=(const ProgressLine &) = delete;
  ~ProgressLine() { clear(); }

  void update(size_t done, size_t total);
  void clear();

private:
  std::chrono::steady_clock::time_point start, last;
  bool isTerminal;
  bool isShown = false;
};

void printTimes(const std::vector<PhaseTime> &phases, double wallSeconds);

} // namespace w2o

#endif // W2O_WASM2OBJ_REPORT_H
