//===- Options.cpp - The command line of w2o-objdump ----------------------===//

#include "Options.h"
#include "usage/UsageError.h"
#include "abi/Version.h"
#include "wasm2obj/Error.h"
#include <CLI/CLI.hpp>
#include <cstdio>

namespace w2o {

bool parseOptions(int argc, char **argv, ObjdumpOptions &options,
                  int &exitStatus) {
  CLI::App app("Shows what wasm2obj wrote about a module into an object file, "
               "executable,\nshared library or archive. Without a selection: a "
               "summary.",
               "w2o-objdump");
  Parts &parts = options.parts;
  bool all = false;
  app.add_option("FILE", options.files, "ELF or Mach-O files, or archives")
      ->required();
  app.add_flag("--json", options.json,
               "write JSON: everything but the pc map, or the selected parts");

  const char *group = "Selection";
  auto add = [&](const char *name, bool &flag, const char *text) {
    app.add_flag(name, flag, text)->group(group);
  };
  add("-a,--all", all, "all parts except the pc map");
  add("--header", parts.header, "names, producer, target, needed CPU features");
  add("--features", parts.features, "WebAssembly features that are used");
  add("-t,--types", parts.types, "types");
  add("-i,--imports", parts.imports, "imports, and how they are bound");
  add("-e,--exports", parts.exports, "exports with their types");
  add("-f,--functions", parts.functions, "functions with code sizes");
  add("--tables", parts.tables, "tables with their limits");
  add("-m,--memories", parts.memories, "memories with their limits");
  add("-g,--globals", parts.globals, "globals");
  add("--tags", parts.tags, "exception tags");
  add("-s,--segments", parts.segments, "data and element segments");
  add("--layout", parts.layout, "layout of an instance's header");
  add("--pc-map", parts.pcMap,
      "byte offset in the module of each place of the code");
  app.set_version_flag("--version", "w2o-objdump " W2O_VERSION " (ABI " +
                                        std::to_string(W2O_ABI_VERSION) + ")");
  app.footer("Examples:\n"
             "  w2o-objdump app.o             a summary with imports and "
             "exports\n"
             "  w2o-objdump -f app            code sizes of a linked program\n"
             "  w2o-objdump --json libapp.a   everything, for scripts\n");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError &e) {
    if (e.get_exit_code() == 0) { // --help, --version
      exitStatus = app.exit(e);
      return false;
    }
    fprintf(stderr, "w2o-objdump: error: %s\n", usageMessage(app, e).c_str());
    exitStatus = exitCode(ErrorClass::Usage);
    return false;
  }
  if (all) {
    bool pcMap = parts.pcMap;
    parts = {true, true, true, true, true, true, true,
             true, true, true, true, true, pcMap};
  }
  return true;
}

} // namespace w2o
