//===- main.cpp - w2o-spectest: runs converted specification scripts ------===//
//
// Usage: w2o-spectest [-O3] SCRIPT.json...   (docs/Testing.md)
//
// Each script gets fresh state. The exit code is 0 when nothing failed, 1 when
// something did; a crash of compiled code or of the compiler is reported with
// the line of the script and ends the process, so test/spec runs one process
// per script.
//
//===----------------------------------------------------------------------===//

#include "CrashHandler.h"
#include "ModuleLoader.h"
#include "Report.h"
#include "Runner.h"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>

using namespace w2o;
using namespace w2o::spectest;

/// Comma-separated feature names, or "all".
static bool setFeatures(const std::string &names, FeatureSet &features) {
  if (names == "all") {
    features = FeatureSet::all();
    return true;
  }
  size_t begin = 0;
  while (begin < names.size()) {
    size_t end = std::min(names.find(',', begin), names.size());
    auto feature = featureFromName(names.substr(begin, end - begin));
    if (!feature)
      return false;
    features.set(*feature);
    begin = end + 1;
  }
  return true;
}

/// <suite>/spectest/ for <suite>/<group>/<script>/<script>.json.
static std::filesystem::path spectestFor(const Script &script) {
  auto suite = std::filesystem::absolute(script.path)
                   .parent_path()
                   .parent_path()
                   .parent_path();
  return suite / "spectest" / "spectest.wasm";
}

int main(int argc, char **argv) {
  CLI::App app("Runs converted WebAssembly test scripts against wasm2obj.",
               "w2o-spectest");
  std::vector<std::string> scripts;
  std::string level = "2", features, report, skips, interrupt = "none",
              profileUse;
  RunnerOptions options;
  app.add_option("scripts", scripts, "script files (JSON)")->required();
  app.add_option("-O", level, "optimisation level: 0 to 3, or s")
      ->check(CLI::IsMember({"0", "1", "2", "3", "s"}));
  app.add_flag("--validate-only", options.validateOnly,
               "decode and validate modules, run nothing");
  app.add_option("--enable", features,
                 "features beyond the default, comma-separated, or 'all'");
  app.add_flag("--fuel", options.compile.fuel,
               "compile with --fuel; there is more than scripts use");
  app.add_option("--interrupt", interrupt,
                 "compile with --interrupt: none or epoch, without a deadline")
      ->check(CLI::IsMember({"none", "epoch"}));
  app.add_option("--profile-generate", options.compile.profileGenerate,
                 "compile with --profile-generate=FILE");
  app.add_option("--profile-use", profileUse, "compile with --profile-use");
  app.add_flag("--verify-ir", options.compile.verifyIR,
               "run LLVM's verifier over the code");
  app.add_option("--report", report, "write the counts to this file (JSON)");
  app.add_option("--skips", skips, "the suite's list of exceptions (JSON)");
  app.add_option("--gc-stress", options.heapStress,
                 "collect at every N-th allocation of an object");
  app.add_flag("--trace", options.trace, "print commands before running them");
  CLI11_PARSE(app, argc, argv);

  static const std::pair<const char *, OptLevel> levels[] = {
      {"0", OptLevel::O0},
      {"1", OptLevel::O1},
      {"2", OptLevel::O2},
      {"3", OptLevel::O3},
      {"s", OptLevel::Os}};
  for (auto [name, value] : levels)
    if (level == name)
      options.compile.optLevel = value;
  std::vector<uint8_t> profile;
  if (!profileUse.empty()) {
    if (auto error = readFile(profileUse, profile)) {
      std::fprintf(stderr, "w2o-spectest: %s\n", error->message.c_str());
      return exitCode(error->kind);
    }
    options.compile.profileUse = {profileUse, profile};
  }
  if (interrupt == "epoch")
    options.compile.interrupt = InterruptKind::Epoch;
  // Modules are small, and the suite runs many of these processes.
  options.compile.jobs = 1;
  if (!setFeatures(features, options.compile.features)) {
    std::fprintf(stderr, "w2o-spectest: unknown feature in '%s'\n",
                 features.c_str());
    return exitCode(ErrorClass::Usage);
  }
  if (!skips.empty()) {
    if (auto error = readSkips(skips, options.skips)) {
      std::fprintf(stderr, "w2o-spectest: %s\n", error->c_str());
      return exitCode(ErrorClass::Io);
    }
  }

  installCrashHandler();
  std::vector<ScriptReport> reports;
  unsigned numFailed = 0;
  for (const std::string &path : scripts) {
    Script script;
    if (auto error = readScript(path, script)) {
      std::fprintf(stderr, "w2o-spectest: %s\n", error->c_str());
      return exitCode(ErrorClass::Io);
    }
    options.spectestModule = spectestFor(script);
    Runner runner(options);
    Summary summary = runner.run(script);
    numFailed += summary.total(Status::Failed);
    printSummary(script, summary);
    reports.push_back({script.group, script.name, std::move(summary)});
  }
  if (!report.empty() && !writeReport(report, reports)) {
    std::fprintf(stderr, "w2o-spectest: cannot write %s\n", report.c_str());
    return exitCode(ErrorClass::Io);
  }
  return numFailed ? 1 : 0;
}
