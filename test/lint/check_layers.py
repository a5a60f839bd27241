"""Checks the rules about the source tree that no compiler checks.

  check_layers.py SOURCE_DIR

Prints one line per broken rule, "file:line: message", and fails when there is
one. The rules (docs/CodingStyle.md and docs/Architecture.md give the reasons):

  layers    who may include whom, as the tables below
  length    code files have at most 800 lines, and lines at most 80 columns
  platform  no `#if` about an operating system outside runtime-lib/platform
  guards    include guards are named after the path
  headers   a source file opens with a comment that names it
  leftovers no notes to self, no paths of a machine
"""
import os
import re
import sys

MAX_LINES = 800
MAX_COLUMNS = 80

# What the columns "llvm ADT/Support" and "llvm IR/MC" of the table mean.
LLVM_BASE = ("llvm/ADT/", "llvm/Support/")
LLVM_ALL = ("llvm/", "llvm-c/")
LLD = ("lld/", "llvm/ADT/", "llvm/Support/", "llvm/TargetParser/")

# Folder of the compiler -> (prefixes of ours, prefixes of LLVM). Everything
# may include wasm2obj/, the public headers.
COMPILER = {
    "include": ((), LLVM_BASE[:1]),
    "support": (("support/",), LLVM_BASE),
    "wasm": (("support/", "wasm/", "abi/Symbols.h"), LLVM_BASE),
    "decode": (("support/", "wasm/", "decode/"), LLVM_BASE),
    "validate": (("support/", "wasm/", "decode/", "validate/"), LLVM_BASE),
    "lower": (("support/", "wasm/", "lower/", "abi/"), LLVM_ALL),
    "codegen": (("support/", "codegen/", "abi/Symbols.h",
                 "abi/HeapLayout.h", "abi/VmLayout.h",
                 "abi/ProfileData.h"), LLVM_ALL),
    "link": (("support/", "link/", "abi/Symbols.h"), LLD),
    "driver": (("support/", "wasm/", "decode/", "validate/", "lower/",
                "codegen/", "link/", "driver/", "abi/"), LLVM_ALL),
}

# Folder of the runtime -> prefixes of ours. `abi` is known to all of them.
PUBLIC = ("wasm2obj_rt.h", "wasm2obj_wasi.h", "wasm2obj_wasi_fs.h",
          "wasm2obj_profile.h")
RUNTIME = {
    "abi": ("abi/",),
    "include": PUBLIC + ("wasm2obj_rt.hpp", "wasm2obj_gc.hpp"),
    "platform": ("abi/", "platform/"),
    "core": ("abi/", "platform/", "core/") + PUBLIC,
    "builtins": ("abi/", "platform/", "core/", "gc/", "builtins/") + PUBLIC,
    "gc": ("abi/", "platform/", "core/", "gc/") + PUBLIC,
    "wasi": ("abi/", "platform/", "core/", "wasi/") + PUBLIC,
    "capi": ("abi/", "platform/", "core/", "gc/", "wasi/", "capi/") + PUBLIC,
    "profile": ("abi/", "core/", "profile/") + PUBLIC,
    "start": PUBLIC,
}

# Tools see the public headers, the contract, and libraries of their own; two
# of them load modules with the same code, and two talk to each other.
TOOLS = ("wasm2obj/", "abi/", "CLI/", "nlohmann/", "usage/",
         "w2o-spectest/ModuleLoader.h", "w2o-preinit/StateStream.h") + PUBLIC

CODE = (".cpp", ".h", ".hpp", ".c", ".S", ".py", ".def", ".inc")
TEXT = CODE + (".md", ".txt", ".cmake", ".test", ".wat", ".in", "")
SKIPPED_FOLDERS = {".git", "build", "__pycache__", "Inputs"}
# This folder's tests hold what the rules forbid.
SKIPPED_PATHS = ("test/lint/",)

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]')
OS_CONDITION = re.compile(
    r"^\s*#\s*(if|ifdef|ifndef|elif)\b.*\b"
    r"(__linux__|__linux|__gnu_linux__|__APPLE__|__FreeBSD__|_WIN32)\b")
TEST_COMMAND = re.compile(r"\b(RUN|CHECK[A-Z0-9-]*):")
LEFTOVERS = (
    (re.compile(r"\b(TODO|FIXME|XXX|HACK)\b"), "a note to self"),
    (re.compile(r"(?<![\w.])/(work|root|Users)/"), "a path of a machine"),
)


class Checker:
    def __init__(self, root):
        self.root = root
        self.problems = []

    def problem(self, path, line, message):
        self.problems.append(f"{path}:{line}: {message}")

    def files(self):
        for folder, folders, names in os.walk(self.root):
            folders[:] = sorted(
                name for name in folders
                if name not in SKIPPED_FOLDERS
                and not name.startswith("build-"))
            for name in sorted(names):
                path = os.path.relpath(os.path.join(folder, name), self.root)
                if name == ".git":  # A file in a linked work tree.
                    continue
                if not path.startswith(SKIPPED_PATHS):
                    yield path

    def check(self):
        for path in self.files():
            extension = os.path.splitext(path)[1]
            if extension not in TEXT:
                continue
            try:
                with open(os.path.join(self.root, path),
                          encoding="utf-8") as file:
                    lines = file.read().splitlines()
            except UnicodeDecodeError:
                continue
            self.check_leftovers(path, lines)
            if extension in CODE:
                self.check_length(path, lines, extension)
            top = path.split(os.sep)[0]
            if top in ("compiler", "runtime-lib", "tools"):
                self.check_source(path, lines, extension)

    def check_leftovers(self, path, lines):
        for number, line in enumerate(lines, 1):
            for pattern, what in LEFTOVERS:
                found = pattern.search(line)
                if found:
                    self.problem(path, number,
                                 f"{what}: '{found.group(0)}'")

    def check_length(self, path, lines, extension):
        if len(lines) > MAX_LINES:
            self.problem(path, len(lines),
                         f"{len(lines)} lines, expected at most {MAX_LINES}")
        # Tables of .def files are wider where one row is one line.
        if extension in (".def", ".inc"):
            return
        for number, line in enumerate(lines, 1):
            # A command of a test is one line.
            if len(line) > MAX_COLUMNS and not TEST_COMMAND.search(line):
                self.problem(path, number, f"{len(line)} columns, expected at "
                                           f"most {MAX_COLUMNS}")

    def check_source(self, path, lines, extension):
        if extension not in (".cpp", ".h", ".hpp", ".c", ".S", ".def", ".inc"):
            return
        for number, line in enumerate(lines, 1):
            include = INCLUDE.match(line)
            if include:
                message = self.forbidden(path, include.group(2),
                                         include.group(1) == '"')
                if message:
                    self.problem(path, number, message)
            if (OS_CONDITION.match(line)
                    and not path.startswith("runtime-lib/platform/")):
                self.problem(path, number, "an operating system is asked for "
                                           "outside runtime-lib/platform")
        self.check_opening(path, lines)
        if extension in (".h", ".hpp"):
            self.check_guard(path, lines)

    def forbidden(self, path, name, quoted):
        """The message for an include that is not allowed, or None."""
        parts = path.split(os.sep)
        if parts[0] == "compiler":
            ours, llvm = COMPILER.get(parts[1], ((), ()))
            allowed = ours + llvm + ("wasm2obj/",)
        elif parts[0] == "runtime-lib":
            allowed = RUNTIME.get(parts[1], ())
        else:
            allowed = TOOLS
        if name.startswith(allowed):
            return None
        # A file beside this one.
        if quoted and "/" not in name:
            beside = os.path.join(self.root, os.path.dirname(path), name)
            if os.path.exists(beside):
                return None
        is_library = name.startswith(("llvm/", "llvm-c/", "lld/", "CLI/",
                                      "nlohmann/", "clang/"))
        if not quoted and not is_library:
            return None  # of the system
        where = "/".join(parts[:2])
        return f"{where} must not include {name}"

    def check_opening(self, path, lines):
        """The first line is `//===- Name.cpp - What it is`."""
        name = os.path.basename(path)
        first = lines[0] if lines else ""
        if not re.match(r"(//|/\*)", first) or name not in first:
            self.problem(path, 1, "expected an opening comment that names "
                                  "the file and says what it is for")

    def check_guard(self, path, lines):
        parts = path.split(os.sep)
        name = re.sub(r"\W", "_", parts[-1]).upper()
        if "include" in parts:
            # Public headers: wasm2obj/Link.h and wasm2obj_rt.h.
            expected = name if name.startswith("WASM2OBJ") \
                else "WASM2OBJ_" + name
        else:
            folders = [re.sub(r"^w2o-", "", part) for part in parts[1:-1]]
            expected = "_".join(["W2O", *folders, name])
            expected = expected.upper().replace("-", "_")
        for number, line in enumerate(lines, 1):
            if line.startswith("#ifndef"):
                if line.split()[1] != expected:
                    self.problem(path, number, f"include guard "
                                 f"{line.split()[1]}, expected {expected}")
                return
        self.problem(path, 1, f"no include guard, expected {expected}")


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    checker = Checker(sys.argv[1])
    checker.check()
    for problem in checker.problems:
        print(problem)
    print(f"{len(checker.problems)} problems")
    sys.exit(1 if checker.problems else 0)


main()
