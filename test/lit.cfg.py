"""Regression tests: lit and FileCheck, one folder per stage of the compiler.

test/README.md says how to write one. Substitutions beyond lit's own:

  %wat2wasm IN -o OUT   assembles current WebAssembly text
  %cc %cxx              the compilers that built the project
  %wasi_cc %wasi_cxx    C and C++ to WebAssembly with WASI
  %rt %inc %bin         folders of the runtime library, its headers, our tools
  %root %build          the source tree and the build folder
  %python               Python 3
  %java %java_home      Java with the foreign function interface
  %node_gyp             builds addons of node, with the headers that are there,
  %node_include         and the folder of those
  %venv_python          the Python of the assembler, which has setuptools
  %path                 PATH of the tests
  %programs             folder with real programs (feature "programs")
  %go %zig              other compilers, their caches in the build folder;
                        %go_module for Go in a folder with go.mod
  %rustc %rust_wasi     Rust, and its name for WASI
  %asc                  AssemblyScript's compiler
  %bazel                Bazel; a test says where with --output_user_root
  %kotlin_wasm IN OUT   Kotlin to WebAssembly with WASI
  %kotlin_jvm IN OUT    Kotlin to a JAR file
"""
import glob
import os
import re
import shutil
import subprocess

import lit.formats

config.name = "wasm2obj"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".wat", ".test", ".c", ".cpp", ".ll"]
# spec is a suite of its own; the others hold no tests of this kind.
config.excludes = ["Inputs", "spec", "unit", "fuzz", "bench", "support",
                   "CMakeLists.txt"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = os.path.join(config.w2o_build_dir, "test")

source = config.w2o_source_dir
build = config.w2o_build_dir
venv_python = os.path.join(build, "venv", "bin", "python")
clang = os.path.join(config.w2o_llvm_bin_dir, "clang")

# Our tools first, so that an installed wasm2obj is never tested by mistake.
config.environment["PATH"] = os.path.pathsep.join(
    [config.w2o_bin_dir, config.w2o_llvm_bin_dir, os.environ["PATH"]])
for name in ("TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
# A cache of the user must not be read or filled by tests.
config.environment["XDG_CACHE_HOME"] = os.path.join(build, "test", "cache")


def feature(name, condition):
    if condition:
        config.available_features.add(name)


feature("x86_64", config.w2o_processor in ("x86_64", "AMD64"))
feature("aarch64", config.w2o_processor in ("aarch64", "arm64"))
feature("linux", config.w2o_system == "Linux")
feature("darwin", config.w2o_system == "Darwin")
feature("asan", "address" in config.w2o_sanitizers)
feature("root", os.geteuid() == 0)
# Folders that only some machines have; a test that needs one says so.
feature("wat2wasm", os.path.exists(venv_python))
feature("wasi-cc", os.path.exists(clang)
        and os.path.isdir("/usr/include/wasm32-wasi"))
feature("wasi-cxx", os.path.exists(clang)
        and os.path.isdir("/usr/include/wasm32-wasi/c++"))
feature("stb", os.path.exists("/usr/include/stb/stb_image.h"))
feature("w2o-smith", os.path.exists(os.path.join(
    build, "differential", "smith", "release", "w2o-smith")))
programs = os.path.join(build, "programs")
feature("programs", os.path.exists(os.path.join(programs, "sqlite.wasm")))
feature("cpython", os.path.exists(os.path.join(programs, "python.wasm")))
feature("ruby", os.path.exists(os.path.join(programs, "ruby.wasm")))
# Compilers of other languages, see docs/Testing.md. WASI came with Go 1.21.
caches = os.path.join(build, "test", "cache")
zig = os.path.join(programs, "zig", "zig")
kotlin = os.path.join(programs, "kotlin")
go = shutil.which("go")
go_version = go and re.search(r"go1\.(\d+)", subprocess.run(
    [go, "version"], stdout=subprocess.PIPE, text=True).stdout)
feature("go", go_version and int(go_version[1]) >= 21)
feature("zig", os.path.exists(zig))
feature("kotlin", shutil.which("java") and os.path.exists(
    os.path.join(kotlin, "kotlin-stdlib-wasm-wasi.klib")))
# Compiling CPython and Ruby takes minutes: tools/test leaves these tests out
# unless asked, see docs/Testing.md.
feature("long-tests", os.environ.get("W2O_LONG_TESTS", "") not in ("", "0"))
for tool in ("ld.bfd", "ld.gold", "musl-gcc", "gdb", "pkg-config",
             "dpkg-deb", "groff", "cargo", "make", "ccache", "doxygen"):
    feature(tool, shutil.which(tool) is not None)

feature("microhttpd", shutil.which("pkg-config") and subprocess.run(
    ["pkg-config", "--exists", "libmicrohttpd >= 0.9.75"]).returncode == 0)

# Hosts are built like the runtime library that they are linked with; programs
# that wasm2obj links itself have no runtime of a sanitizer.
feature("plain-runtime", not config.w2o_sanitizers)
sanitize = ""
if config.w2o_sanitizers:
    sanitize = " -fsanitize=" + config.w2o_sanitizers.replace(";", ",")
for variable in ("ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]


def find_java():
    """A Java with the foreign function interface (22 and later)."""
    homes = [os.environ.get("JAVA_HOME", "")]
    if shutil.which("java"):
        path = os.path.realpath(shutil.which("java"))
        homes.append(os.path.dirname(os.path.dirname(path)))
    homes += sorted(glob.glob("/usr/lib/jvm/*"))
    for home in homes:
        try:
            with open(os.path.join(home, "release")) as file:
                version = re.search(r'JAVA_VERSION="(\d+)', file.read())
        except OSError:
            continue
        if version and int(version[1]) >= 22:
            return os.path.join(home, "bin", "java")
    return None


java = find_java()
feature("java-ffm", java is not None)
java_home = os.path.dirname(os.path.dirname(java or "/nowhere/bin/java"))
feature("setuptools", glob.glob(os.path.join(
    build, "venv", "lib", "python3*", "site-packages", "setuptools")))


def find_node_gyp():
    """npm's node-gyp, with the headers of node beside node: no download."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    prefix = os.path.dirname(os.path.dirname(os.path.realpath(node)))
    script = os.path.join(os.path.dirname(os.path.dirname(
        os.path.realpath(npm))), "node_modules", "node-gyp", "bin",
        "node-gyp.js")
    header = os.path.join(prefix, "include", "node", "node_api.h")
    if not os.path.exists(script) or not os.path.exists(header):
        return None
    return f"node {script} --nodedir={prefix}"


node_gyp = find_node_gyp()
feature("node-addon", node_gyp is not None and shutil.which("make"))


def find_rust():
    """A Rust that compiles for WASI, and that target's name."""
    for rustc in (shutil.which("rustc"), "/usr/bin/rustc"):
        if not rustc or not os.path.exists(rustc):
            continue
        root = subprocess.run([rustc, "--print", "sysroot"],
                              stdout=subprocess.PIPE, text=True).stdout.strip()
        for target in ("wasm32-wasip1", "wasm32-wasi"):
            if os.path.isdir(os.path.join(root, "lib/rustlib", target)):
                return rustc, target
    return None, None


rustc, rust_wasi = find_rust()
feature("rust-wasi", rustc)
asc = os.path.join(programs, "assemblyscript", "node_modules",
                   "assemblyscript", "bin", "asc.js")
feature("assemblyscript", shutil.which("node") and os.path.exists(asc))


def find_bazel():
    """Bazel, with what it would otherwise download, as Debian has it."""
    parts = "/usr/share/bazel"
    if not shutil.which("bazel") or not os.path.isdir(f"{parts}/platforms"):
        return None
    repositories = {
        "rules_cc": f"{source}/test/packaging/Inputs/rules_cc",
        "rules_java": f"{parts}/rules/java",
        "rules_proto": f"{parts}/rules/proto",
        "platforms": f"{parts}/platforms",
        "bazel_skylib": f"{parts}/tools/skylib",
    }
    rc = os.path.join(caches, "bazelrc")
    os.makedirs(caches, exist_ok=True)
    with open(rc, "w") as file:
        for name, path in repositories.items():
            file.write(f"common --override_repository={name}={path}\n")
        file.write("common --color=no --curses=no\n")
    return f"bazel --batch --nohome_rc --bazelrc={rc}"


bazel = find_bazel()
feature("bazel", bazel is not None)

python = shutil.which("python3")
config.substitutions += [
    ("%wat2wasm", f"{venv_python} {source}/test/support/wat2wasm"),
    ("%wasi_cc", f"{clang} --target=wasm32-wasi"),
    ("%wasi_cxx", f"{clang}++ --target=wasm32-wasi -fno-exceptions"),
    ("%cc", config.w2o_cc + sanitize),
    ("%cxx", config.w2o_cxx + sanitize),
    ("%rt", config.w2o_lib_dir),
    ("%bin", config.w2o_bin_dir),
    ("%inc", f"{source}/runtime-lib/include"),
    ("%root", source),
    ("%build", build),
    ("%python", python),
    ("%java_home", java_home),
    ("%java", java or "java"),
    ("%node_gyp", node_gyp or "node-gyp"),
    ("%node_include", (node_gyp or "").partition("--nodedir=")[2]
     + "/include/node"),
    ("%venv_python", venv_python),
    ("%path", config.environment["PATH"]),
    ("%programs", programs),
    ("%go_module", f"env GOCACHE={caches}/go GOFLAGS= GOTOOLCHAIN=local {go}"),
    ("%go", f"env GOCACHE={caches}/go GOFLAGS= GO111MODULE=off "
            f"GOTOOLCHAIN=local {go}"),
    ("%zig", f"env ZIG_LOCAL_CACHE_DIR={caches}/zig "
             f"ZIG_GLOBAL_CACHE_DIR={caches}/zig {zig}"),
    ("%rustc", rustc or "rustc"),
    ("%rust_wasi", rust_wasi or ""),
    ("%asc", f"node {asc}"),
    ("%bazel", bazel or "bazel"),
    ("%kotlin_wasm", f"{python} {source}/test/support/kotlin.py {kotlin} "
                     f"{caches}/kotlin wasm"),
    ("%kotlin_jvm", f"{python} {source}/test/support/kotlin.py {kotlin} "
                    f"{caches}/kotlin jvm"),
    # How many instances test/run/host/soak.test makes.
    ("%{soak}", os.environ.get("W2O_SOAK", "2000")),
]
