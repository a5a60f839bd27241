"""What there is to run.

Kernels are C files of test/bench/SUITE, built natively and for WebAssembly by
the same clang-19 -O3; with SIMD, also by clang-19 -O3 -msimd128. Programs are
those that tools/demo uses (build/programs); they have no native form.

The suites `features` and `memory64` use no WASI: each module exports `run`,
from i32 to i32, and every candidate prints the result and the seconds of one
call. Those of `features` are WebAssembly text, those of `memory64` the same C
with addresses of 32 and of 64 bits.
"""
import os
import shutil
import subprocess

from .process import checked

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__),
                                      os.pardir, os.pardir, os.pardir))
BUILD = os.path.abspath(os.environ.get("W2O_BUILD_DIR",
                                       os.path.join(SOURCE, "build")))
SUPPORT = os.path.join(SOURCE, "tools", "support")
KERNELS = os.path.join(SOURCE, "test", "bench")
CLANG = shutil.which("clang-19") or "/usr/lib/llvm-19/bin/clang"
# The ISA that wasm2obj assumes on x86-64 unless it is told another.
BASELINE = "x86-64-v2"

# Arguments that give each program work for about a second, and its file.
PROGRAMS = {
    "cpython": ("python.wasm", ["-c", """
import json, re, hashlib
total = 0
for i in range(150000):
    total = (total * 31 + i % 7) % 1000003
words = re.findall(r"[a-z]+", "the quick brown fox " * 3000)
text = json.dumps({w: words.count(w) for w in set(words)}, sort_keys=True)
print(total, hashlib.sha256(text.encode()).hexdigest()[:16])
"""]),
    "ruby": ("ruby.wasm", ["--disable-gems", "-e", """
total = 0
600000.times { |i| total = (total * 31 + i % 7) % 1000003 }
words = ("the quick brown fox " * 3000).scan(/[a-z]+/).tally
puts total, words.inspect
"""]),
    "sqlite": ("sqlite.wasm", [":memory:", """
pragma temp_store = memory;
create table t(a integer primary key, b text, c real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000)
insert into t select i, 'row ' || (i * 7919 % 100003), i * 0.5 from n;
create index tb on t(b);
select count(*), sum(c) from t where b like 'row 9%';
select max(b), min(b) from (select b from t order by b limit 1000);
"""]),
}


OBJECTS = os.path.join(SOURCE, "test", "run", "gc", "Inputs")
TEXTS = os.path.join(KERNELS, "features")
# The text of each benchmark, the argument of `run`, and how many of what that
# is: the times are given for one.
FEATURES = {
    "throw": (TEXTS + "/throw.wat", 400000, 400000, "throw and catch"),
    "throw-deep": (TEXTS + "/throw-deep.wat", 100000, 100000,
                   "throw through 10 frames"),
    "throw-local": (TEXTS + "/throw-local.wat", 100000000, 50000000,
                    "throw and catch in one function"),
    "no-throw": (TEXTS + "/no-throw.wat", 100000000, 100000000,
                 "call in a try_table"),
    "binary-trees": (OBJECTS + "/tree.wat", 16, 7340000, "tree node"),
    "list-sort": (OBJECTS + "/list.wat", 100000, 1000000, "list cell"),
    "strings": (OBJECTS + "/strings.wat", 200000, 200000, "string"),
    "dispatch": (TEXTS + "/dispatch.wat", 100000000, 100000000,
                 "virtual call"),
    "casts": (TEXTS + "/casts.wat", 100000000, 100000000, "object"),
    "atomics": (TEXTS + "/atomics.wat", 20000000, 20000000,
                "add, load, exchange, store"),
}
MEMORY64 = {"matrix": 60, "list": 20, "table": 30000000, "words": 1500}


class Benchmark:
    """A name, its modules by kind ("scalar", "simd", "memory64"), arguments,
    and the native program where there is one. `operations` is how many things
    are done, `inside` whether the candidates measure the time themselves."""

    inside = False
    operations = None
    thing = ""

    def __init__(self, name, suite):
        self.name = name
        self.suite = suite
        self.args = []
        self.native = None
        self.modules = {}


def suites():
    """Names of benchmarks by suite."""
    found = {}
    for suite in sorted(os.listdir(KERNELS)):
        folder = os.path.join(KERNELS, suite)
        if os.path.isdir(folder) and suite not in ("features", "calls",
                                                  "server"):
            found[suite] = sorted(name[:-2] for name in os.listdir(folder)
                                  if name.endswith(".c"))
    found["features"] = list(FEATURES)
    found["calls"] = ["calls"]
    found["server"] = ["server"]
    found["programs"] = list(PROGRAMS)
    return found


def native_flags(cpu):
    if os.uname().machine != "x86_64":
        return [f"-mcpu={cpu}"] if cpu else []
    return [f"-march={cpu or BASELINE}"]


def build_kernel(suite, name, kinds, cpu, work):
    benchmark = Benchmark(name, suite)
    source = os.path.join(KERNELS, suite, name + ".c")
    benchmark.native = os.path.join(work, name)
    checked([CLANG, "-O3", *native_flags(cpu), source, "-o",
             benchmark.native, "-lm"])
    flags = {"scalar": [], "simd": ["-msimd128"]}
    for kind in kinds:
        wasm = os.path.join(work, f"{name}-{kind}.wasm")
        checked([CLANG, "-O3", *flags[kind], "--target=wasm32-wasi", source,
                 "-o", wasm, "-lm"])
        benchmark.modules[kind] = wasm
    return benchmark


def build_feature(name, work):
    """None without the assembler."""
    python = os.path.join(BUILD, "venv", "bin", "python")
    if not os.path.exists(python):
        return None
    benchmark = Benchmark(name, "features")
    benchmark.inside = True
    text, argument, benchmark.operations, benchmark.thing = FEATURES[name]
    benchmark.args = [str(argument)]
    wasm = os.path.join(work, name + ".wasm")
    checked([python, os.path.join(SOURCE, "test", "support", "wat2wasm"),
             text, "-o", wasm])
    benchmark.modules["scalar"] = wasm
    return benchmark


def build_memory64(name, cpu, work):
    benchmark = Benchmark(name, "memory64")
    benchmark.inside = True
    benchmark.args = [str(MEMORY64[name])]
    source = os.path.join(KERNELS, "memory64", name + ".c")
    benchmark.native = os.path.join(work, name)
    checked([CLANG, "-O3", *native_flags(cpu), source, "-o",
             benchmark.native])
    for kind, width in (("scalar", 32), ("memory64", 64)):
        wasm = os.path.join(work, f"{name}-{kind}.wasm")
        checked([CLANG, "-O3", f"--target=wasm{width}", "-mbulk-memory",
                 "-nostdlib", "-Wl,--no-entry", "-Wl,--export=run", source,
                 "-o", wasm])
        benchmark.modules[kind] = wasm
    return benchmark


def find_program(name, work):
    """None when the program is not there."""
    file, args = PROGRAMS[name]
    original = os.path.join(BUILD, "programs", file)
    if not os.path.exists(original):
        return None
    benchmark = Benchmark(name, "programs")
    benchmark.args = args
    benchmark.modules["scalar"] = shutil.copy(original, work)
    return benchmark
