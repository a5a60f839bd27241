//===- main.cpp - w2o-difftest: the side of wasm2obj in tools/differential ===//
//
// A server for the test: it loads LLVM once and carries out each request in a
// fork of itself, so that a crash or a loop of the compiler or of compiled
// code ends one request. A request is a line on standard input,
//
//   LEVEL SECONDS MODULE PLAN
//
// where LEVEL is O0, O1, O2, O3 or Os, or one of these and "-native" for the
// CPU of the host or "-counting" for code that is profiled, and SECONDS limits
// the processor time. The answer is the trace (Plan.h, Execute.h) and a last
// line `end exit N`, `end signal N` or `end timeout`.
//
//===----------------------------------------------------------------------===//

#include "Execute.h"
#include "wasm2obj/Compiler.h"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <poll.h>
#include <sstream>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace w2o;
using namespace w2o::difftest;

namespace fs = std::filesystem;

namespace {

struct Request {
  OptLevel level = OptLevel::O0;
  bool native = false;
  bool counting = false;
  unsigned seconds = 0;
  std::string module, plan;
};

} // namespace

static bool parseRequest(const std::string &line, Request &request) {
  static const std::pair<const char *, OptLevel> levels[] = {
      {"O0", OptLevel::O0},
      {"O1", OptLevel::O1},
      {"O2", OptLevel::O2},
      {"O3", OptLevel::O3},
      {"Os", OptLevel::Os}};
  std::istringstream words(line);
  std::string level;
  if (!(words >> level >> request.seconds >> request.module >> request.plan))
    return false;
  std::string suffix = level.substr(std::min(level.find('-'), level.size()));
  request.native = suffix == "-native";
  request.counting = suffix == "-counting";
  if (request.native || request.counting)
    level.resize(level.size() - suffix.size());
  for (auto [name, value] : levels)
    if (level == name) {
      request.level = value;
      return true;
    }
  return false;
}

/// In the child: never returns.
[[noreturn]] static void serve(const Request &request, CompileOptions options,
                               int trace) {
  // Processor time, because the machine may be busy with other things. The
  // second limit is the one that cannot be caught.
  rlimit limit = {request.seconds, request.seconds + 1};
  setrlimit(RLIMIT_CPU, &limit);
  rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  options.optLevel = request.level;
  options.cpu = request.native ? "native" : "";
  if (request.counting)
    options.profileGenerate = "/dev/null"; // Nobody writes it: see _exit().
  auto plan = readPlan(request.plan);
  if (!plan)
    _exit(2);
  execute(request.module, *plan, options, trace);
  _exit(0);
}

/// Copies what the child writes to standard output, then says how it ended.
static void report(pid_t child, int trace, unsigned seconds) {
  // A wrong loop could print for ever, and a deadlock uses no processor time.
  static constexpr size_t maxTrace = 16 << 20;
  static constexpr unsigned wallFactor = 10;
  auto deadline = std::chrono::steady_clock::now() +
                  std::chrono::seconds(seconds * wallFactor);
  char buffer[1 << 16];
  size_t total = 0;
  bool stopped = false;
  while (true) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd file = {trace, POLLIN, 0};
    int ready = left.count() > 0 ? poll(&file, 1, int(left.count())) : 0;
    ssize_t count = ready > 0 ? read(trace, buffer, sizeof buffer) : 0;
    total += size_t(count);
    stopped = ready == 0 || total > maxTrace;
    if (stopped)
      kill(child, SIGKILL);
    if (stopped || count <= 0)
      break;
    std::fwrite(buffer, 1, size_t(count), stdout);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status))
    std::printf("end exit %d\n", WEXITSTATUS(status));
  else if (stopped || WTERMSIG(status) == SIGXCPU)
    std::printf("end timeout\n");
  else
    std::printf("end signal %d\n", WTERMSIG(status));
  std::fflush(stdout);
}

static bool setFeatures(const std::string &names, FeatureSet &features) {
  std::istringstream list(names);
  std::string name;
  while (std::getline(list, name, ',')) {
    auto feature = featureFromName(name);
    if (!feature)
      return false;
    features.set(*feature);
  }
  return true;
}

/// A module of eight bytes goes most of the way once, so that what LLVM sets up
/// on first use is there before the first fork. Not the whole way: lld starts
/// threads, and those are not in the fork.
static void warmUp(const CompileOptions &options) {
  static const uint8_t empty[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
  for (OptLevel level : {OptLevel::O0, OptLevel::O3}) {
    CompileOptions warmOptions = options;
    warmOptions.optLevel = level;
    warmOptions.emit = EmitKind::Asm;
    std::vector<char> object;
    (void)compileModule(empty, warmOptions, object);
  }
}

int main(int argc, char **argv) {
  CLI::App app("Carries out plans with modules compiled by wasm2obj, for "
               "tools/differential; requests come from standard input.",
               "w2o-difftest");
  std::string features;
  app.add_option("--enable", features,
                 "features beyond the default, comma-separated");
  CLI11_PARSE(app, argc, argv);

  CompileOptions options;
  options.jobs = 1;
  if (!setFeatures(features, options.features)) {
    std::fprintf(stderr, "w2o-difftest: unknown feature in '%s'\n",
                 features.c_str());
    return exitCode(ErrorClass::Usage);
  }

  // Temporary files of the children, also of those that crash.
  std::error_code error;
  std::string folder =
      (fs::temp_directory_path(error) / "w2o-difftest-XXXXXX").string();
  if (error || !mkdtemp(folder.data())) {
    std::fprintf(stderr, "w2o-difftest: cannot make a temporary folder\n");
    return exitCode(ErrorClass::Io);
  }
  setenv("TMPDIR", folder.c_str(), 1);
  warmUp(options);

  std::string line;
  while (std::getline(std::cin, line)) {
    Request request;
    int ends[2];
    if (!parseRequest(line, request) || pipe(ends) != 0) {
      std::printf("end refused\n");
      std::fflush(stdout);
      continue;
    }
    pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      serve(request, options, ends[1]);
    }
    close(ends[1]);
    if (child > 0)
      report(child, ends[0], request.seconds);
    close(ends[0]);
    for (const auto &entry : fs::directory_iterator(folder, error))
      fs::remove_all(entry.path(), error);
  }
  fs::remove_all(folder, error);
  return 0;
}
