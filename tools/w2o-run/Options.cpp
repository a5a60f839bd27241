//===- Options.cpp - The command line of w2o-run --------------------------===//
//
// The only file of this tool that is built with exceptions in mind: CLI11
// reports errors by them.
//
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "usage/DisablePass.h"
#include "usage/UsageError.h"
#include "wasm2obj/Compiler.h"
#include "wasm2obj/Error.h"
#include "wasm2obj_wasi.h"
#include <CLI/CLI.hpp>
#include <cstdio>

namespace w2o {

static Directory parseDirectory(const std::string &text, bool isReadOnly) {
  size_t separator = text.find("::");
  if (separator == std::string::npos)
    return {text, text, isReadOnly};
  return {text.substr(0, separator), text.substr(separator + 2), isReadOnly};
}

static Variable parseVariable(const std::string &text) {
  size_t separator = text.find('=');
  if (separator == std::string::npos)
    return {text, std::nullopt};
  return {text.substr(0, separator), text.substr(separator + 1)};
}

static void switchFeatures(const std::vector<std::string> &names, bool on,
                           FeatureSet &features) {
  for (const std::string &name : names) {
    if (name == "all") {
      features = on ? FeatureSet::all() : FeatureSet::none();
      continue;
    }
    std::optional<Feature> feature = featureFromName(name);
    if (!feature)
      throw CLI::ValidationError(on ? "--enable" : "--disable",
                                 "unknown feature '" + name + "'");
    features.set(*feature, on);
  }
}

static OptLevel parseLevel(const std::string &text) {
  if (text == "s")
    return OptLevel::Os;
  return OptLevel(text[0] - '0');
}

namespace {

/// CLI11 does not know of the words behind a prefix command.
class HelpFormatter : public CLI::Formatter {
  std::string make_usage(const CLI::App *, std::string) const override {
    return "Usage: w2o-run [OPTIONS] MODULE [ARGUMENT...]\n";
  }
};

} // namespace

bool parseOptions(int argc, char **argv, RunOptions &options,
                  int &exitStatus) {
  CLI::App app("Runs a WebAssembly program with WASI. The module is compiled "
               "once and kept in a\ncache; a shared library made by `wasm2obj "
               "--emit=shared` runs as it is.",
               "w2o-run");
  app.formatter(std::make_shared<HelpFormatter>());
  // Everything from the module on belongs to the program.
  app.prefix_command();

  std::vector<std::string> dirs, readOnlyDirs, variables, enable, disable,
      disablePass;
  const char *program = "Program";
  app.add_option("--dir", dirs,
                 "give a directory to the program, under its own name or as "
                 "GUEST")
      ->type_name("HOST[::GUEST]")
      ->allow_extra_args(false)
      ->group(program);
  app.add_option("--dir-ro", readOnlyDirs, "the same, only for reading")
      ->type_name("HOST[::GUEST]")
      ->allow_extra_args(false)
      ->group(program);
  app.add_option("--dir-memory", options.memoryDirectories,
                 "give an empty directory in memory, which ends with the "
                 "program")
      ->type_name("GUEST")
      ->allow_extra_args(false)
      ->group(program);
  app.add_option("--env", variables,
                 "set a variable; without a value, pass on this process's")
      ->type_name("NAME[=VALUE]")
      ->allow_extra_args(false)
      ->group(program);
  app.add_flag("--inherit-env", options.inheritEnvironment,
               "pass on all variables of this process")
      ->group(program);
  app.add_option("--invoke", options.invoke,
                 "call this export with the arguments and print its results")
      ->type_name("NAME")
      ->group(program);
  std::string expectedTrap;
  app.add_option("--expect-trap", expectedTrap,
                 "for tests: exit with 0 when it ends with this trap, in "
                 "this\nfunction, and with 1 otherwise; e.g. "
                 "unreachable@main")
      ->type_name("TRAP[@FUNCTION]")
      ->group(program);

  const char *limits = "Limits";
  app.add_option("--max-memory", options.maxMemory,
                 "largest size of each memory, e.g. 64M")
      ->transform(CLI::AsSizeValue(false).description(""))
      ->type_name("SIZE")
      ->group(limits);
  app.add_option("--max-dir-memory", options.maxDirMemory,
                 "most that each directory of --dir-memory takes; default: "
                 "64M")
      ->transform(CLI::AsSizeValue(false).description(""))
      ->type_name("SIZE")
      ->group(limits);
  app.add_option("--stack-size", options.stackSize,
                 "stack of each thread, e.g. 512K; default: all there is")
      ->transform(CLI::AsSizeValue(false).description(""))
      ->type_name("SIZE")
      ->group(limits);
  app.add_option("--max-threads", options.maxThreads,
                 "threads that the program may have beside the first;\n"
                 "default: " +
                     std::to_string(W2O_WASI_DEFAULT_THREADS))
      ->type_name("N")
      ->group(limits);

  app.add_option("--fuel", options.fuel,
                 "end the program after so many WebAssembly instructions (of\n"
                 "each thread); compiles it with wasm2obj --fuel")
      ->check(CLI::Range(uint64_t(1), uint64_t(W2O_MOST_FUEL)).description(""))
      ->type_name("N")
      ->group(limits);
  app.add_option("--timeout", options.timeout,
                 "end the program when it has run for so long, e.g. 2.5")
      ->check(CLI::Range(0.001, 1e9).description(""))
      ->type_name("SECONDS")
      ->group(limits);

  const char *compiling = "Compilation";
  std::string level = "2";
  app.add_option("-O", level, "optimisation level: 0, 1, 2 (default), 3 or s")
      ->check(CLI::IsMember({"0", "1", "2", "3", "s"}).description(""))
      ->type_name("LEVEL")
      ->group(compiling);
  app.add_option("--cpu", options.compile.cpu,
                 "code for this CPU; 'native' is the one it runs on")
      ->type_name("NAME")
      ->group(compiling);
  app.add_option("-j,--jobs", options.compile.jobs,
                 "threads; default: one per core")
      ->type_name("N")
      ->group(compiling);
  app.add_option("--enable", enable,
                 "WebAssembly features to accept, comma-separated, or 'all'")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FEATURE")
      ->group(compiling);
  app.add_option("--disable", disable, "features to refuse")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("FEATURE")
      ->group(compiling);
  app.add_option("--disable-pass", disablePass,
                 "leave out optimisations, as wasm2obj --disable-pass does")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->type_name("NAME")
      ->group(compiling);
  app.add_option("--profile-generate", options.compile.profileGenerate,
                 "code counts how often its branches are taken; write that to\n"
                 "the file when the program has ended")
      ->type_name("FILE")
      ->group(compiling);
  app.add_option("--profile-use", options.profileUse,
                 "optimise for such counts, a file of llvm-profdata merge")
      ->excludes("--profile-generate")
      ->type_name("FILE")
      ->group(compiling);
  app.add_option("--cache-dir", options.cacheDir,
                 "folder of compiled modules; default: $W2O_CACHE_DIR,\n"
                 "$XDG_CACHE_HOME/wasm2obj or ~/.cache/wasm2obj")
      ->type_name("DIR")
      ->group(compiling);
  app.add_flag("--no-cache", options.noCache,
               "compile anew and keep nothing")
      ->group(compiling);
  app.add_option("--prefix", options.prefix,
                 "symbol prefix of a shared library; default: its file name")
      ->type_name("NAME")
      ->group(compiling);

  const char *messages = "Messages";
  app.add_flag("--time", options.time, "say how long each step took")
      ->group(messages);
  app.add_flag("-q,--quiet", options.quiet, "no progress and no notes")
      ->group(messages);
  app.set_version_flag("--version", [] { return versionString(); })
      ->group(messages);
  app.set_help_flag("-h,--help", "this text")->group(messages);
  app.footer("Exit code: that of the program; 134 after a trap; 1 when it "
             "cannot start; 2 to 8\nfor errors of the command line, the "
             "module or a file (see docs/Cli.md).\n\n"
             "Examples:\n"
             "  w2o-run hello.wasm\n"
             "  w2o-run --dir . python.wasm script.py --option\n"
             "  w2o-run --dir /srv/data::/data --env LANG sqlite.wasm "
             "/data/a.db\n"
             "  w2o-run --invoke add sums.wasm 1 2\n");
  try {
    app.parse(argc, argv);
    std::vector<std::string> rest = app.remaining();
    if (!rest.empty() && rest[0] == "--")
      rest.erase(rest.begin());
    if (rest.empty())
      throw CLI::RequiredError("MODULE");
    if (rest[0].size() > 1 && rest[0][0] == '-')
      throw CLI::ExtrasError({rest[0]});
    options.module = rest[0];
    options.arguments.assign(rest.begin() + 1, rest.end());
    switchFeatures(enable, true, options.compile.features);
    switchFeatures(disable, false, options.compile.features);
    std::string message = disablePasses(disablePass, options.compile.passes);
    if (!message.empty())
      throw CLI::ValidationError(message);
    if (app.count("--expect-trap") != 0) {
      options.expectedTrap = ExpectedTrap::parse(expectedTrap, message);
      if (!options.expectedTrap)
        throw CLI::ValidationError("--expect-trap", message);
    }
  } catch (const CLI::ParseError &e) {
    if (e.get_exit_code() == 0) { // --help, --version
      exitStatus = app.exit(e);
      return false;
    }
    fprintf(stderr, "w2o-run: error: %s\n", usageMessage(app, e).c_str());
    exitStatus = exitCode(ErrorClass::Usage);
    return false;
  }
  options.compile.optLevel = parseLevel(level);
  options.compile.fuel = options.fuel.has_value();
  for (const std::string &text : dirs)
    options.directories.push_back(parseDirectory(text, false));
  for (const std::string &text : readOnlyDirs)
    options.directories.push_back(parseDirectory(text, true));
  for (const std::string &text : variables)
    options.environment.push_back(parseVariable(text));
  return true;
}

} // namespace w2o
