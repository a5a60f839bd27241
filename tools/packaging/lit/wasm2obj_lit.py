"""lit tests of your own modules: what a lit.cfg.py needs, in one call.

    import wasm2obj_lit
    wasm2obj_lit.configure(config, lit_config, __file__)

docs/tutorials/TestWithLit.md shows it at work. A lit.cfg.py finds this file in
the folder that `pkg-config --variable=litdir wasm2obj` prints, or is given it
in PYTHONPATH, which the CMake function wasm2obj_add_lit_tests() does.

Substitutions for RUN lines, beside lit's own:

  wasm2obj, w2o-run, w2o-objdump   found without a path
  FileCheck, not, count, split-file, where LLVM has them
  %run            w2o-run with nothing but the program's own output
  %trap           %run --expect-trap: `%trap unreachable@main app.wasm`
  %wat2wasm       text to binary, with `-o` (feature "wat2wasm")
  %wasi_cc        C to WebAssembly with WASI (feature "wasi-cc")
  %cc             the compiler of C for hosts: `%cc host.c plugin.o %rt -o host`
  %rt             what hosts are compiled and linked with
  %{NAME}         the value of each `--param NAME=VALUE` of lit

Features for REQUIRES lines: "wat2wasm", "wasi-cc", the processor ("x86_64"),
the system ("linux"), and "wasm-NAME" for each WebAssembly feature that wasm2obj
compiles, such as "wasm-simd".
"""

import glob
import os
import platform
import re
import shutil
import subprocess

import lit.formats

# This file is in PREFIX/share/wasm2obj/lit.
PREFIX = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.realpath(__file__)))))

# Programs that tests call by name and that are no part of wasm2obj.
LLVM_TOOLS = ("FileCheck", "not", "count", "split-file")


def _version(path):
    return [int(digits) for digits in re.findall(r"\d+", path)]


def _llvm_folders():
    """Folders that may have LLVM's tools, the newest LLVM first."""
    folders = [os.environ["LLVM_BIN"]] if "LLVM_BIN" in os.environ else []
    folders += os.environ.get("PATH", "").split(os.pathsep)
    return folders + sorted(glob.glob("/usr/lib/llvm-*/bin"), key=_version,
                            reverse=True)


def _find_llvm_tools(lit_config):
    for folder in _llvm_folders():
        if all(os.access(os.path.join(folder, tool), os.X_OK)
               for tool in LLVM_TOOLS):
            return folder
    lit_config.fatal("no folder has all of %s: install LLVM's tools for tests "
                     "(Debian: llvm-19-tools), or name their folder in "
                     "LLVM_BIN" % ", ".join(LLVM_TOOLS))


def _find_wat2wasm():
    """Command for text: wasm-tools and Binaryen know more than wabt."""
    for name, command in (("wasm-tools", "wasm-tools parse"),
                          ("wasm-as", "wasm-as --all-features"),
                          ("wat2wasm", "wat2wasm")):
        if shutil.which(name):
            return command
    return None


def _find_wasi_cc():
    """A clang that has WASI's C library, as Debian or a WASI SDK has it."""
    sdk = os.environ.get("WASI_SDK_PATH")
    if sdk:
        return os.path.join(sdk, "bin", "clang")
    if not os.path.isdir("/usr/include/wasm32-wasi"):
        return None
    for folder in _llvm_folders():
        clang = os.path.join(folder, "clang")
        if os.access(clang, os.X_OK):
            return clang + " --target=wasm32-wasi"
    return None


def _compiled_features(compiler):
    """Names of the features that `--features=list` says are compiled."""
    table = subprocess.run([compiler, "--features=list"], check=True,
                           stdout=subprocess.PIPE, text=True).stdout
    return [line.split()[0] for line in table.splitlines()[1:]
            if line.split()[-1] == "yes"]


def configure(config, lit_config, file, output=None, suffixes=None):
    """Fills the `config` of a lit.cfg.py.

    file: that of the lit.cfg.py, `__file__`; its folder has the tests.
    output: where tests may write (%t); default: `--param output=FOLDER`, or
    the folder "output" beside the tests. suffixes: of files that are tests;
    default: .test, .wat and .c.
    """
    source = os.path.dirname(os.path.realpath(file))
    config.name = config.name or os.path.basename(source)
    config.test_source_root = source
    config.test_exec_root = (output or lit_config.params.get("output")
                             or os.path.join(source, "output"))
    config.test_format = lit.formats.ShTest(execute_external=False)
    config.suffixes = suffixes or [".test", ".wat", ".c"]
    config.excludes = {"output", "Inputs"} | set(config.excludes)

    folders = [os.path.join(PREFIX, "bin"), _find_llvm_tools(lit_config)]
    config.environment["PATH"] = os.pathsep.join(
        folders + [os.environ.get("PATH", "")])
    # Modules that w2o-run has compiled; not the user's own cache.
    config.environment["W2O_CACHE_DIR"] = os.path.join(
        config.test_exec_root, "cache")

    config.available_features |= {
        platform.machine().replace("AMD64", "x86_64"),
        platform.system().lower()}
    for feature in _compiled_features(os.path.join(folders[0], "wasm2obj")):
        config.available_features.add("wasm-" + feature)

    library = os.path.join(PREFIX, "lib", "libw2o_rt.a")
    config.substitutions += [
        (re.escape("%{" + name + "}"), value)
        for name, value in lit_config.params.items()]
    for name, command in (("wat2wasm", _find_wat2wasm()),
                          ("wasi_cc", _find_wasi_cc())):
        if command:
            config.available_features.add(name.replace("_", "-"))
        config.substitutions.append(("%" + name, command or "false"))
    config.substitutions += [
        ("%run", "w2o-run -q"),
        ("%trap", "w2o-run -q --expect-trap"),
        ("%cc", os.environ.get("CC", "cc")),
        ("%rt", f"-I{PREFIX}/include {library} -pthread"),
    ]
