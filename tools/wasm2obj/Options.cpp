//===- Options.cpp - The command line of wasm2obj -------------------------===//
//
// Option names equal the fields of CompileOptions. The one file that is built
// with exceptions: CLI11 reports errors that way.
//
//===----------------------------------------------------------------------===//

#include "Options.h"

#include "usage/DisablePass.h"
#include "usage/UsageError.h"
#include "wasm2obj/Compiler.h"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>

namespace w2o {

namespace {

/// Texts that CLI11 fills and interpret() turns into ToolOptions.
struct Raw {
  std::string emit = "obj";
  std::string level = "2";
  std::string imports = "link";
  std::string interrupt = "none";
  std::string diagnostics = "text";
  std::string features;
  std::optional<uint32_t> partitions, partition;
  std::vector<std::string> enable, disable, disablePass;
  std::string language;
  bool onlyCompile = false;
  bool writeDependencies = false;
  bool hasPrefix = false;
};

std::optional<Error> usage(std::string message) {
  Error error;
  error.kind = ErrorClass::Usage;
  error.message = std::move(message);
  return error;
}

template <typename T> using Choices = std::vector<std::pair<std::string, T>>;

template <typename T>
std::optional<Error> choose(const std::string &option,
                            const std::string &value,
                            const Choices<T> &choices, T &result) {
  std::vector<std::string> names;
  for (const auto &[name, choice] : choices) {
    if (name == value) {
      result = choice;
      return std::nullopt;
    }
    names.push_back(name);
  }
  return usage(unknownValue(option, value, names));
}

std::vector<std::string> featureNames() {
  std::vector<std::string> names;
  for (unsigned i = 0; i < numFeatures; ++i)
    names.push_back(featureName(Feature(i)));
  return names;
}

std::optional<Error> switchFeatures(const char *option,
                                    const std::vector<std::string> &names,
                                    bool on, FeatureSet &features) {
  for (const std::string &name : names) {
    if (name == "all") {
      features = on ? FeatureSet::all() : FeatureSet::none();
    } else if (auto feature = featureFromName(name)) {
      features.set(*feature, on);
    } else {
      return usage(unknownValue(option, name, featureNames()));
    }
  }
  return std::nullopt;
}

void printFeatures() {
  std::cout << "feature                   default  compiled\n";
  for (unsigned i = 0; i < numFeatures; ++i) {
    Feature feature = Feature(i);
    std::string name = featureName(feature);
    std::cout << name << std::string(26 - name.size(), ' ')
              << (FeatureSet().has(feature) ? "on       " : "off      ")
              << (featureIsLowered(feature) ? "yes" : "validated only")
              << '\n';
  }
}

std::string suffixOf(Output emit) {
  switch (emit) {
  case Output::Obj:
    return ".o";
  case Output::Asm:
    return ".s";
  case Output::IR:
    return ".ll";
  case Output::Bitcode:
    return ".bc";
  case Output::Header:
    return ".h";
  case Output::Shared:
    return ".so";
  case Output::Exe:
    return "";
  }
  return "";
}

EmitKind compilerOutput(Output emit) {
  switch (emit) {
  case Output::Asm:
    return EmitKind::Asm;
  case Output::IR:
    return EmitKind::IR;
  case Output::Bitcode:
    return EmitKind::Bitcode;
  case Output::Header:
    return EmitKind::Header;
  case Output::Obj:
  case Output::Shared:
  case Output::Exe:
    return EmitKind::Obj;
  }
  return EmitKind::Obj;
}

/// CLI11 2.1 does not break lines of descriptions, but indents those that are
/// broken.
std::string wrap(std::string text) {
  static constexpr size_t width = 50;
  for (size_t start = 0; text.size() - start > width;) {
    size_t space = text.rfind(' ', start + width);
    if (space == std::string::npos || space <= start)
      break;
    text[space] = '\n';
    start = space + 1;
  }
  return text;
}

/// -MD and -MF have the names that build tools know, which CLI11 would read
/// as groups of one-letter options; what follows an option whose value may be
/// missing it would take for the value.
std::vector<std::string> normalize(int argc, char **argv) {
  std::vector<std::string> args;
  bool optionsOver = false;
  for (int i = 1; i < argc; ++i) {
    std::string arg = argv[i];
    optionsOver |= arg == "--";
    if (optionsOver)
      args.push_back(arg);
    else if (arg == "-MD")
      args.push_back("--write-dependencies");
    else if (arg == "-MF")
      args.push_back("--dependency-file");
    else if (arg.rfind("-MF", 0) == 0)
      args.push_back("--dependency-file=" + arg.substr(3));
    else if (arg == "--profile-generate")
      args.push_back(arg + "=default.profraw");
    else
      args.push_back(arg);
  }
  return args;
}

void addOptions(CLI::App &app, ToolOptions &options, Raw &raw) {
  CompileOptions &compile = options.compile;
  const char *group = "";
  auto option = [&](const char *names, auto &field, const char *type,
                    const char *text) {
    return app.add_option(names, field, wrap(text))
        ->type_name(type)
        ->group(group);
  };
  auto list = [&](const char *names, std::vector<std::string> &field,
                  const char *type, const char *text) {
    return option(names, field, type, text)->allow_extra_args(false);
  };
  auto flag = [&](const char *names, bool &field, const char *text) {
    app.add_flag(names, field, wrap(text))->group(group);
  };

  group = "Input";
  option("FILE", options.input, "",
         "WebAssembly module in the binary format; - is standard input");

  group = "Output";
  option("-o,--output", options.output, "FILE",
         "where to write; - is standard output. Default: the input's name "
         "with the suffix of the kind");
  option("--emit", raw.emit, "KIND",
         "obj (default), asm, ir (LLVM, as text), bitcode, header (C and "
         "C++), shared (library), exe (WASI program)");
  option("--prefix", compile.prefix, "NAME",
         "how all symbols start. Default: from the input's name");
  flag("-g,--debug-info", compile.debugInfo,
       "DWARF with function names and module offsets");
  flag("--validate-only", options.validateOnly,
       "check the module and write nothing");
  flag("--write-dependencies", raw.writeDependencies,
       "also -MD: write a dependency file for make or ninja");
  option("--dependency-file", options.dependencyFile, "FILE",
         "also -MF FILE: its name. Default: the output with the suffix .d");

  group = "Target";
  option("--target", compile.target, "TRIPLE",
         "triple of x86_64, aarch64 or riscv64 with ELF, or of an Apple "
         "system. Default: this machine");
  option("--cpu", compile.cpu, "CPU",
         "CPU as LLVM names it, or native. Default: a baseline that runs "
         "everywhere (x86-64-v2, generic, rv64gc)");
  option("--cpu-features", compile.cpuFeatures, "LIST",
         "on top of the CPU's, e.g. --cpu-features=+avx2,-bmi");

  group = "Code";
  option("-O", raw.level, "LEVEL",
         "optimisation: -O0, -O1, -O2 (default), -O3, or -Os for size");
  option("-j,--jobs", compile.jobs, "N",
         "threads; 0, the default, is one per core. The output does not "
         "depend on it");
  option("--interrupt", raw.interrupt, "HOW",
         "checks that end code which runs for too long: none (default; "
         "w2o_store_interrupt needs none) or epoch (deadlines)");
  flag("--fuel", compile.fuel,
       "count instructions, and stop after as many as the host allows");
  list("--enable", raw.enable, "FEATURE",
       "switch WebAssembly features on; a comma between several")
      ->delimiter(',');
  list("--disable", raw.disable, "FEATURE", "switch them off")
      ->delimiter(',');
  list("--disable-pass", raw.disablePass, "NAME",
       "leave out an optimisation, to find out what it does (docs/Cli.md); a "
       "comma between several, or all")
      ->delimiter(',');
  option("--features", raw.features, "list", "print all features");

  group = "Profiles (docs/Profiles.md)";
  option("--profile-generate", compile.profileGenerate, "[=FILE]",
         "code counts how often its branches are taken, and the process writes "
         "that to a file when it exits. Default: default.profraw");
  option("--profile-use", options.profileUse, "FILE",
         "optimise for what such a process has counted; the file is one of "
         "llvm-profdata merge")
      ->excludes("--profile-generate");

  group = "Initialising at compile time";
  option("--preinit", options.preinit, "FUNC",
         "run this export now, and start instances from the state that it "
         "leaves (docs/Preinit.md)");
  option("--preinit-timeout", options.preinitTimeout, "SECONDS",
         "give up after so long. Default: 10")
      ->check(CLI::Range(0.001, 1e6).description(""));
  option("--preinit-max-memory", options.preinitMaxMemory, "SIZE",
         "largest size of its memories and tables, e.g. 64M. Default: 1G")
      ->transform(CLI::AsSizeValue(false).description(""));

  group = "Sharing work";
  option("--cache-dir", compile.cacheDirectory, "DIR",
         "keep compiled partitions there, and use what is there");
  option("--cache-size", compile.cacheBytes, "SIZE",
         "roughly what may stay there, e.g. 500M; 0 is no limit. Default: 5G")
      ->transform(CLI::AsSizeValue(false).description(""));
  option("--partitions", raw.partitions, "N",
         "compile a part of the module, one of N, for --parts")
      ->check(CLI::Range(1, 65536).description(""));
  option("--partition", raw.partition, "I",
         "which one, from 0");
  list("--parts", options.parts, "FILE",
       "use what --partition has made; all N of them, a comma between or "
       "repeated")
      ->delimiter(',');
  flag("-c", raw.onlyCompile,
       "do not link, which is the default; for tools that know compilers");
  option("-x", raw.language, "LANGUAGE",
         "assembler: be called by a compiler cache (ccache wasm2obj -c "
         "-x assembler --prefix=NAME ...)");

  group = "Imports";
  option("--imports", raw.imports, "HOW",
         "how functions are bound: link (default; C symbols for the linker) "
         "or instance (by name, when an instance is made)");
  list("--link-import", compile.linkImports, "PATTERN",
       "bind these at link time, e.g. 'env.*'; repeatable");
  list("--instance-import", compile.instanceImports, "PATTERN",
       "bind these per instance; repeatable, wins over the former");

  group = "Linking (--emit=exe, --emit=shared)";
  option("--runtime-dir", options.runtimeDir, "DIR",
         "where libw2o_rt.a and libw2o_start.a are. Default: ../lib beside "
         "this program");
  list("--link-arg", options.linkArgs, "ARG",
       "an option or file for the linker (ld.lld); repeatable");

  group = "Diagnostics";
  option("--diagnostics", raw.diagnostics, "FORM",
         "text (default), or json: one object per line");
  flag("--time-report", options.timeReport,
       "print the time of each phase, summed over threads");
  flag("--verify-ir", compile.verifyIR, "check LLVM IR between steps (slow)");
  flag("--unoptimized", compile.unoptimized,
       "with --emit=ir: IR as the lowering makes it");
  app.set_help_flag("-h,--help", "print this")->group(group);
  app.set_version_flag("--version", versionString(), "print the version")
      ->group(group);
}

std::optional<Error> checkParts(const Raw &raw, ToolOptions &options) {
  if (raw.partitions.has_value() != raw.partition.has_value())
    return usage("--partitions=N and --partition=I go together");
  if (!raw.partitions) {
    if (options.parts.empty() || options.compile.emit == EmitKind::Obj)
      return std::nullopt;
    return usage("--parts needs --emit=obj, shared or exe");
  }
  if (*raw.partition >= *raw.partitions)
    return usage("--partition=" + std::to_string(*raw.partition) +
                 ": expected 0 to " + std::to_string(*raw.partitions - 1));
  if (options.emit != Output::Obj || !options.parts.empty())
    return usage("--partition makes a file of its own kind: --emit and --parts "
                 "are for the run that joins the parts");
  options.compile.numParts = *raw.partitions;
  options.compile.part = *raw.partition;
  return std::nullopt;
}

/// For -x. A compiler cache knows the bytes of the input, the options and the
/// compiler, so the output must not depend on anything else. An assembler's
/// source is what it does not want to have preprocessed.
std::optional<Error> checkCompilerCache(const Raw &raw,
                                        const ToolOptions &options) {
  if (raw.language.empty())
    return std::nullopt;
  if (raw.language != "assembler")
    return usage(unknownValue("-x", raw.language, {"assembler"}));
  if (!raw.hasPrefix)
    return usage("-x needs --prefix=NAME: a compiler cache does not see the "
                 "input's name, from which the default comes");
  if (!options.parts.empty())
    return usage("-x cannot be used with --parts: a compiler cache does not "
                 "see these files");
  if (!options.profileUse.empty())
    return usage("-x cannot be used with --profile-use: a compiler cache does "
                 "not see the file");
  if (raw.writeDependencies || !options.dependencyFile.empty())
    return usage("-x cannot be used with -MD: a compiler cache does not keep "
                 "the dependency file of an assembler");
  if (options.compile.cpu == "native")
    return usage("-x cannot be used with --cpu=native: a compiler cache does "
                 "not see the CPU");
  return std::nullopt;
}

std::optional<Error> interpret(const Raw &raw, ToolOptions &options) {
  CompileOptions &compile = options.compile;
  Choices<Output> outputs = {
      {"obj", Output::Obj},         {"asm", Output::Asm},
      {"ir", Output::IR},           {"bitcode", Output::Bitcode},
      {"header", Output::Header},   {"shared", Output::Shared},
      {"exe", Output::Exe}};
  Choices<OptLevel> levels = {{"0", OptLevel::O0},
                              {"1", OptLevel::O1},
                              {"2", OptLevel::O2},
                              {"3", OptLevel::O3},
                              {"s", OptLevel::Os}};
  Choices<ImportBinding> bindings = {{"link", ImportBinding::Link},
                                     {"instance", ImportBinding::Instance}};
  Choices<InterruptKind> interrupts = {{"none", InterruptKind::None},
                                       {"epoch", InterruptKind::Epoch}};
  Choices<bool> forms = {{"text", false}, {"json", true}};
  if (auto error =
          choose("--diagnostics", raw.diagnostics, forms,
                 options.jsonDiagnostics))
    return error;
  if (auto error = choose("--emit", raw.emit, outputs, options.emit))
    return error;
  if (auto error = choose("-O", raw.level, levels, compile.optLevel))
    return error;
  if (auto error = choose("--imports", raw.imports, bindings, compile.imports))
    return error;
  if (auto error =
          choose("--interrupt", raw.interrupt, interrupts, compile.interrupt))
    return error;
  if (auto error =
          switchFeatures("--enable", raw.enable, true, compile.features))
    return error;
  if (auto error =
          switchFeatures("--disable", raw.disable, false, compile.features))
    return error;
  std::string wrong = disablePasses(raw.disablePass, compile.passes);
  if (!wrong.empty())
    return usage(wrong);
  compile.emit = compilerOutput(options.emit);
  if (auto error = checkParts(raw, options))
    return error;
  if (auto error = checkCompilerCache(raw, options))
    return error;

  if (options.input.empty())
    return usage("no input file; --help shows the options");
  if (compile.unoptimized && options.emit != Output::IR)
    return usage("--unoptimized needs --emit=ir");
  bool fromStdin = options.input == "-";
  if (!raw.hasPrefix)
    compile.prefix = fromStdin ? "module" : defaultPrefix(options.input);
  std::filesystem::path stem = std::filesystem::path(
      fromStdin ? std::string("module") : options.input).stem();
  if (options.output.empty())
    options.output =
        stem.string() + (compile.numParts
                             ? "." + std::to_string(compile.part) + ".part"
                             : suffixOf(options.emit));
  if (options.output == options.input && !fromStdin)
    return usage("the output '" + options.output +
                 "' is the input; give another name with -o");
  bool isLinked =
      options.emit == Output::Shared || options.emit == Output::Exe;
  if (isLinked && (raw.onlyCompile || !raw.language.empty()))
    return usage("--emit=" + raw.emit + " links, which -c and -x exclude");
  bool toStdout = options.output == "-";
  if (toStdout && isLinked)
    return usage("--emit=" + raw.emit + " cannot write to standard output");
  if (raw.writeDependencies && options.dependencyFile.empty()) {
    if (toStdout)
      return usage("-MD needs -MF when the output is standard output");
    options.dependencyFile =
        std::filesystem::path(options.output).replace_extension(".d").string();
  }
  return std::nullopt;
}

} // namespace

ParseResult parseOptions(int argc, char **argv, ToolOptions &options) {
  ParseResult result;
  Raw raw;
  CLI::App app("Compiles a WebAssembly module ahead of time: one .wasm file "
               "in, one native object\nfile out, to be linked with -lw2o_rt.",
               "wasm2obj");
  app.get_formatter()->column_width(30);
  app.get_formatter()->label("OPTIONS", "options");
  addOptions(app, options, raw);
  app.footer(
      "\nExamples:\n"
      "  wasm2obj app.wasm                       app.o\n"
      "  wasm2obj app.wasm --emit=header         app.h, to call it from C\n"
      "  wasm2obj app.wasm --emit=exe -o app     a program, for WASI modules\n"
      "  wasm2obj -O3 --cpu=native app.wasm      the fastest code for this "
      "machine\n"
      "  wasm2obj --validate-only app.wasm       exit code 0 when it is "
      "valid\n"
      "\nExit codes: 2 usage, 3 malformed, 4 invalid, 5 unsupported, 6 limit, "
      "7 file,\n8 link, 9 --preinit, 70 internal error. See docs/Cli.md.\n");
  // A wrong command line should be reported in the form that it asks for.
  std::vector<std::string> args = normalize(argc, argv);
  options.jsonDiagnostics =
      std::find(args.begin(), args.end(), "--diagnostics=json") != args.end();
  std::reverse(args.begin(), args.end()); // as CLI11 wants them
  try {
    app.parse(args);
  } catch (const CLI::ParseError &error) {
    if (error.get_exit_code() == 0) { // --help, --version
      result.exitStatus = app.exit(error);
      return result;
    }
    result.error = usage(usageMessage(app, error));
    return result;
  }
  if (!raw.features.empty()) {
    if (raw.features == "list")
      printFeatures();
    else
      result.error = usage(unknownValue("--features", raw.features, {"list"}));
    return result;
  }
  raw.hasPrefix = app.count("--prefix") != 0;
  result.error = interpret(raw, options);
  result.proceed = !result.error;
  return result;
}

} // namespace w2o
