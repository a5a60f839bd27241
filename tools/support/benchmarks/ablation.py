"""What each optimisation of ours is good for: instructions of kernels that were
compiled without it, and without any, over those with all (wasm2obj
--disable-pass). Counts do not depend on the load of the machine."""
import concurrent.futures
import hashlib
import math
import os
import re
import statistics
import subprocess
import sys

from .engines import WASM2OBJ
from .process import checked, dump_tool
from .report import markdown_table
from .suites import SOURCE

# Suites whose programs do a part of their work on request.
SUITES = ("integer", "libraries", "numeric")
EVERY = "all"  # What --disable-pass calls them.
MOST = 3  # Benchmarks that a row of the table names.
# Ratios nearer to 1 than this are printed like it.
NOTICED = 0.005


def pass_names():
    path = os.path.join(SOURCE, "compiler", "include", "wasm2obj",
                        "OptionalPasses.def")
    with open(path, encoding="utf-8") as file:
        return re.findall(r'^OPTIONAL_PASS\(\w+, "([a-z-]+)"\)', file.read(),
                          re.M)


def code_of(object_file):
    """A digest of machine code with what it refers to. Bytes of objects differ
    always: they say how they were made."""
    done = subprocess.run([dump_tool(), "-d", "-r", object_file],
                          capture_output=True, check=True)
    return hashlib.sha256(done.stdout).hexdigest()


def compiled(stem, wasm, flags, name, more=()):
    """The second time, with --emit=exe, most comes out of a cache."""
    left_out = ["--disable-pass=" + name] if name else []
    checked([WASM2OBJ, wasm, *flags, *left_out, "-j1",
             "--cache-dir=" + wasm + ".cache", *more, "-o", stem])
    return stem


def count(benchmark, wasm, flags, counter, jobs, passes):
    """Instructions by what was left out; "" is nothing. Code that does not
    change is counted once."""
    if sys.stderr.isatty():
        print(f"\r\033[Kbench: {benchmark.name}", end="", file=sys.stderr,
              flush=True)
    names = ["", *passes, EVERY]

    def code(name):
        return code_of(compiled(f"{wasm[:-5]}-{name}.o", wasm, flags, name))

    def measured(name):
        program = compiled(f"{wasm[:-5]}-{name}", wasm, flags, name,
                           ["--emit=exe"])
        command = [program, *benchmark.args]
        return checked([*command, "/10"]).output, counter.count(command)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        codes = dict(zip(names, pool.map(code, names)))
        first = {}  # The first name with each code.
        for name in names:
            first.setdefault(codes[name], name)
        found = dict(zip(first, pool.map(measured, first.values())))
    for key, (output, _) in found.items():
        if output != found[codes[""]][0]:
            raise RuntimeError(f"{benchmark.name} without {first[key]}: "
                               f"{output!r}, not {found[codes['']][0]!r}")
    return {name: found[codes[name]][1] for name in names}


def most_affected(ratios):
    """"name ratio", of those that change most in either direction."""
    noticed = [(name, ratio) for name, ratio in ratios.items()
               if abs(ratio - 1) > NOTICED]
    noticed.sort(key=lambda item: -abs(math.log(item[1])))
    return ", ".join(f"{name} {ratio:.2f}" for name, ratio in noticed[:MOST])


def table(counts):
    """One row for each optimisation, of {benchmark: {left out: count}}."""
    names = list(dict.fromkeys(
        name for found in counts.values() for name in found if name))
    rows = []
    for name in names:
        ratios = {benchmark: found[name] / found[""]
                  for benchmark, found in counts.items()}
        rows.append(["all of these" if name == EVERY else name,
                     f"{statistics.geometric_mean(ratios.values()):.3f}",
                     most_affected(ratios)])
    return markdown_table(["left out", "instructions", "most affected"], rows)


def tables(results):
    """Of {suite: {kind of module: {benchmark: {left out: count}}}}."""
    return "\n".join(
        f"Suite {suite}, {kind} modules, instructions relative to all "
        f"optimisations:\n\n{table(counts)}"
        for suite, kinds in results.items() for kind, counts in kinds.items())
