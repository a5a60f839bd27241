//===- main.cpp - wasm2obj: WebAssembly module to native object -----------===//

#include "Files.h"
#include "Options.h"
#include "Preinit.h"
#include "Report.h"
#include "wasm2obj/Compiler.h"
#include "wasm2obj/Link.h"

using namespace w2o;

/// The last step of --emit=exe and --emit=shared.
static std::optional<Error> link(const ToolOptions &options,
                                 const std::vector<char> &object) {
  TemporaryFile file;
  if (auto error = file.write(object))
    return error;
  LinkOptions link;
  link.target = options.compile.target;
  link.output = options.output;
  link.extraArgs = options.linkArgs;
  link.runtimeDir = options.runtimeDir;
  if (link.runtimeDir.empty())
    link.runtimeDir = (programFolder().parent_path() / "lib").string();
  std::string objects[] = {file.path()};
  return options.emit == Output::Exe
             ? linkExecutable(objects, options.compile.prefix, link)
             : linkShared(objects, link);
}

/// A profile that is of little use is no error, but should not be a surprise.
static void warnOfProfile(const ToolOptions &options,
                          const ProfileReport &report) {
  uint32_t numChanged = report.numKnown - report.numUsed;
  if (!report.numKnown)
    reportWarning("profile '" + options.profileUse +
                      "' knows no function of this module",
                  options.input, options.jsonDiagnostics);
  else if (numChanged)
    reportWarning("profile '" + options.profileUse + "' is older than " +
                      std::to_string(numChanged) + " of the " +
                      std::to_string(report.numKnown) +
                      " functions that it knows; they are compiled without it",
                  options.input, options.jsonDiagnostics);
}

static std::optional<Error> run(ToolOptions &options) {
  std::vector<uint8_t> module;
  if (auto error = readModule(options.input, module))
    return error;
  if (options.validateOnly)
    return validateModule(module, options.compile);
  if (auto error = checkWritable(options.output))
    return error;

  ProgressLine progress;
  options.compile.progress = [&](size_t done, size_t total) {
    progress.update(done, total);
  };
  PreinitState state;
  if (options.preinit) {
    if (auto error = state.make(module, options))
      return error;
    options.compile.initialState = &state.get();
  }
  std::vector<std::vector<uint8_t>> parts(options.parts.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    if (auto error = readFile(options.parts[i], parts[i]))
      return error;
    options.compile.parts.emplace_back(options.parts[i], parts[i]);
  }
  std::vector<uint8_t> profile;
  ProfileReport report;
  if (!options.profileUse.empty()) {
    if (auto error = readFile(options.profileUse, profile))
      return error;
    options.compile.profileUse = {options.profileUse, profile};
    options.compile.profileReport = &report;
  }
  std::vector<char> output;
  if (auto error = compileModule(module, options.compile, output))
    return error;
  progress.clear();
  if (options.compile.profileUse && !options.compile.numParts &&
      options.emit != Output::Header)
    warnOfProfile(options, report);
  bool isLinked = options.emit == Output::Shared || options.emit == Output::Exe;
  auto error = isLinked ? link(options, output)
                        : writeOutput(options.output, output);
  if (error || options.dependencyFile.empty())
    return error;
  std::string rule = dependencyRule(options.output,
                                    {options.input, options.profileUse});
  return writeOutput(options.dependencyFile, {rule.begin(), rule.end()});
}

int main(int argc, char **argv) {
  ToolOptions options;
  ParseResult parsed = parseOptions(argc, argv, options);
  if (parsed.error)
    return reportError(*parsed.error, "", options.jsonDiagnostics);
  if (!parsed.proceed)
    return parsed.exitStatus;
  std::vector<PhaseTime> phases;
  if (options.timeReport)
    options.compile.timeReport = &phases;
  auto start = std::chrono::steady_clock::now();
  std::optional<Error> error = run(options);
  if (options.timeReport)
    printTimes(phases, std::chrono::duration<double>(
                           std::chrono::steady_clock::now() - start).count());
  if (!error)
    return 0;
  bool isAboutInput = error->kind != ErrorClass::Usage &&
                      error->message.rfind("cannot write", 0) != 0;
  return reportError(*error, isAboutInput ? options.input : "",
                     options.jsonDiagnostics);
}
