"""The suite `calls`: programs of Google Benchmark that do the same with the
interface of wasm2obj and with those of peers, wasmtime's C API (from PyPI's
package) and the C that wabt's wasm2c makes, as far as they are there."""
import json
import os
import shutil
import statistics
import subprocess

from .engines import wasmtime_library
from .process import checked
from .report import markdown_table
from .suites import BUILD, CLANG, KERNELS, SOURCE

FOLDER = os.path.join(KERNELS, "calls")
WABT = "/usr/share/wabt/wasm2c"
CXX = CLANG + "++" if os.path.exists(CLANG + "++") else "c++"
LIBRARIES = ["-lbenchmark", "-ldl", "-lpthread"]
# Does a thousand of what its name says.
CALLS_INSIDE = "guest to host, 1000 times"


class Program:
    def __init__(self, name, path, environment=None):
        self.name = name
        self.path = path
        self.environment = dict(os.environ, **(environment or {}))
        self.rounds = {}  # nanoseconds, or KiB, by benchmark

    def run(self, clock):
        done = subprocess.run(
            [self.path, "--benchmark_min_time=0.1",
             "--benchmark_format=json"], env=self.environment,
            stdout=subprocess.PIPE, text=True, check=True)
        scale = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}
        for result in json.loads(done.stdout)["benchmarks"]:
            # The name is followed by arguments and by how it was measured.
            name, *rest = result["name"].split("/")
            name = "/".join([name] + [r for r in rest if r.isdigit()])
            kind = "real" if "manual_time" in rest else clock
            value = (result[f"{'cpu' if kind == 'cpu' else 'real'}_time"]
                     * scale[result["time_unit"]])
            if name == CALLS_INSIDE:
                value /= 1000
            value = result.get("KiB each", value)
            self.rounds.setdefault(name, []).append(value)


def build_module(wasm2obj, level, work):
    """bench.wasm, bench.o and bench.h."""
    text, wasm = (os.path.join(work, "bench" + end)
                  for end in (".wat", ".wasm"))
    with open(os.path.join(FOLDER, "calls.wat"), encoding="utf-8") as file:
        source = file.read()
    image = '(data (i32.const 0) "' + "w2o." * (1 << 18) + '")\n'
    with open(text, "w", encoding="utf-8") as file:
        file.write(source.replace("  ;; IMAGE", image + "  ;; IMAGE"))
    checked([os.path.join(BUILD, "venv", "bin", "python"),
             os.path.join(SOURCE, "test", "support", "wat2wasm"), text, "-o",
             wasm])
    checked([wasm2obj, "-" + level, wasm, "-o", wasm[:-5] + ".o"])
    checked([wasm2obj, wasm, "--emit=header", "-o", wasm[:-5] + ".h"])
    return wasm


def compile_host(source, work, *more):
    program = os.path.join(work, os.path.splitext(source)[0])
    checked([CXX, "-std=c++20", "-O2", "-I", work, "-I",
             os.path.join(SOURCE, "runtime-lib", "include"), "-I", WABT,
             os.path.join(FOLDER, source), *more, *LIBRARIES, "-o", program])
    return program


def programs(wasm2obj, level, work, with_peers):
    wasm = build_module(wasm2obj, level, work)
    found = [Program("wasm2obj", compile_host(
        "calls.cpp", work, wasm[:-5] + ".o",
        os.path.join(BUILD, "lib", "libw2o_rt.a")))]
    library = wasmtime_library()
    if with_peers and library:
        found.append(Program("wasmtime", compile_host("wasmtime.cpp", work), {
            "WASMTIME_LIBRARY": library, "WASMTIME_MODULE": wasm}))
    if with_peers and shutil.which("wasm2c") and os.path.isdir(WABT):
        source = os.path.join(work, "bench2c.c")
        checked(["wasm2c", wasm, "-n", "bench", "-o", source])
        objects = []
        for file in (source, os.path.join(WABT, "wasm-rt-impl.c")):
            objects.append(os.path.join(
                work, os.path.basename(file)[:-2] + "-2c.o"))
            checked([CLANG, "-O3", "-w", "-c", "-I", WABT, file, "-o",
                     objects[-1]])
        found.append(Program("wasm2c", compile_host(
            "wasm2c.cpp", work, *objects, "-lm")))
    return found


def text(value, name):
    if "instances that live" in name:
        return f"{value:.0f} KiB each"
    for unit, size in (("ms", 1e6), ("us", 1e3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value:.2g} ns" if value < 10 else f"{value:.0f} ns"


def run(wasm2obj, level, work, rounds, clock, with_peers):
    """A table: what each costs, and in how many times what wasm2obj's does."""
    found = programs(wasm2obj, level, work, with_peers)
    for _ in range(max(rounds, 1)):
        for program in found:
            program.run(clock)
    rows = []
    for name, base in found[0].rounds.items():
        row = [name.replace(", 1000 times", "")]
        for program in found:
            values = program.rounds.get(name)
            if not values:
                row.append("")
                continue
            value = statistics.median(values)
            cell = text(value, name)
            if program is not found[0]:
                cell += f" ({value / statistics.median(base):.2g})"
            row.append(cell)
        rows.append(row)
    return markdown_table(["calls", *(p.name for p in found)], rows)
