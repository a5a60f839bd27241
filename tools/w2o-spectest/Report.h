//===- Report.h - Results of scripts as text and as JSON ------------------===//

#ifndef W2O_SPECTEST_REPORT_H
#define W2O_SPECTEST_REPORT_H

#include "Runner.h"

namespace w2o::spectest {

struct ScriptReport {
  std::string group, name;
  Summary summary;
};

/// One line per failed command, and one with the counts.
void printSummary(const Script &script, const Summary &summary);

/// [{"group":G,"script":S,"counts":{KIND:{STATUS:N}},"findings":[...]}];
/// test/spec reads it. Returns false when the file cannot be written.
bool writeReport(const std::filesystem::path &path,
                 const std::vector<ScriptReport> &reports);

} // namespace w2o::spectest

#endif // W2O_SPECTEST_REPORT_H
