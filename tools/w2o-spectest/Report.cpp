//===- Report.cpp - Results of scripts as text and as JSON ----------------===//

#include "Report.h"
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

namespace w2o::spectest {

void printSummary(const Script &script, const Summary &summary) {
  for (const Finding &finding : summary.findings)
    std::printf("%s/%s:%u: %s %s: %s\n", script.group.c_str(),
                script.name.c_str(), finding.line, commandName(finding.kind),
                statusName(finding.result.status),
                finding.result.message.c_str());
  std::printf("%s/%s: %u passed, %u failed, %u unsupported, %u skipped\n",
              script.group.c_str(), script.name.c_str(),
              summary.total(Status::Passed), summary.total(Status::Failed),
              summary.total(Status::Unsupported),
              summary.total(Status::Skipped));
  std::fflush(stdout);
}

bool writeReport(const std::filesystem::path &path,
                 const std::vector<ScriptReport> &reports) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const ScriptReport &report : reports) {
    Json counts = Json::object();
    for (unsigned kind = 0; kind < numCommandKinds; ++kind)
      for (unsigned status = 0; status < numStatuses; ++status)
        if (unsigned count = report.summary.counts[kind][status])
          counts[commandName(CommandKind(kind))][statusName(Status(status))] =
              count;
    Json findings = Json::array();
    for (const Finding &finding : report.summary.findings)
      findings.push_back({{"line", finding.line},
                          {"type", commandName(finding.kind)},
                          {"status", statusName(finding.result.status)},
                          {"message", finding.result.message}});
    list.push_back({{"group", report.group},
                    {"script", report.name},
                    {"counts", std::move(counts)},
                    {"findings", std::move(findings)}});
  }
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  // Export names may be any bytes in messages: replace what is not UTF-8.
  stream << list.dump(1, ' ', false, Json::error_handler_t::replace) << '\n';
  return bool(stream.flush());
}

} // namespace w2o::spectest
