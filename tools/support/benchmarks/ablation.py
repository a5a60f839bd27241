"""What each optimisation of ours is good for: instructions of kernels that were
compiled without it, and without any, over those with all (wasm2obj
--disable-pass); and with it alone over those without any, since one can do the
work of another, or need it. Counts do not depend on the load of the machine."""
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
ALONE = "only "  # In front of the name of one that is used alone.
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


def left_out(label):
    """The option for one of labels()."""
    if not label.startswith(ALONE):
        return ["--disable-pass=" + label] if label else []
    others = [name for name in pass_names() if name != label[len(ALONE):]]
    return ["--disable-pass=" + ",".join(others)]


def labels(passes, alone):
    """What is compiled: with all, without one, without any, with one alone."""
    return ["", *passes, EVERY, *(ALONE + name for name in passes if alone)]


def compiled(stem, wasm, flags, label, more=()):
    """The second time, with --emit=exe, most comes out of a cache."""
    checked([WASM2OBJ, wasm, *flags, *left_out(label), "-j1",
             "--cache-dir=" + wasm + ".cache", *more, "-o", stem])
    return stem


def count(benchmark, wasm, flags, counter, jobs, names):
    """Instructions by those labels. Code that does not change is counted
    once."""
    if sys.stderr.isatty():
        print(f"\r\033[Kbench: {benchmark.name}", end="", file=sys.stderr,
              flush=True)

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
    for key, (output, instructions) in found.items():
        if not instructions:
            raise RuntimeError(f"{benchmark.name} without {first[key]}: "
                               "the instructions cannot be counted")
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


def ratios_of(counts, label, base):
    return {benchmark: found[label] / found[base]
            for benchmark, found in counts.items()}


def mean(ratios):
    return f"{statistics.geometric_mean(ratios.values()):.3f}"


def table(counts):
    """One row for each optimisation, of {benchmark: {label: count}}."""
    names = next(iter(counts.values()))
    alone = any(name.startswith(ALONE) for name in names)
    rows = []
    for name in names:
        if not name or name.startswith(ALONE):
            continue
        ratios = ratios_of(counts, name, "")
        row = ["all of these" if name == EVERY else name, mean(ratios)]
        if alone:
            row.append("" if name == EVERY else
                       mean(ratios_of(counts, ALONE + name, EVERY)))
        rows.append(row + [most_affected(ratios)])
    head = ["", "left out", "most affected when left out"]
    if alone:
        head.insert(2, "alone, relative to none")
    return markdown_table(head, rows)


def tables(results):
    """Of {suite: {kind of module: {benchmark: {label: count}}}}."""
    return "\n".join(
        f"Suite {suite}, {kind} modules, instructions relative to all "
        f"optimisations:\n\n{table(counts)}"
        for suite, kinds in results.items() for kind, counts in kinds.items())
