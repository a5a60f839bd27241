"""tools/differential: compares wasm2obj with other engines.

Modules are generated from seeds; each is compiled at several levels, executed
by a plan (plan.py) and compared step by step (compare.py) with what another
engine does. What differs is stored with all that is needed to look at it.
"""
import argparse
import collections
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time

import compare
import engines
import loops
import module as wasm
import patterns
import plan as plans

# What can be switched on in modules, by feature set. A feature that the
# compiler learns gets a line here, and is in `all`.
FEATURE_SETS = {
    "wasm2": ("extended-const",),
    "simd": ("simd", "extended-const"),
    "relaxed-simd": ("simd", "relaxed-simd"),
    "tail-call": ("tail-call",),
    "multi-memory": ("multi-memory", "simd"),
    "memory64": ("memory64", "multi-memory", "simd"),
    "threads": ("threads",),
    "wide-arithmetic": ("wide-arithmetic",),
    "custom-page-sizes": ("custom-page-sizes", "multi-memory", "memory64"),
    "function-references": ("function-references",),
    "exceptions": ("exceptions",),
    "gc": ("gc", "function-references"),
    "gc-exceptions": ("gc", "function-references", "exceptions", "tail-call"),
}
FEATURE_SETS["all"] = tuple(sorted(
    {name for names in FEATURE_SETS.values() for name in names}
    - {"relaxed-simd"}))

# Off by default in the compiler.
EXTRA = ("wide-arithmetic", "custom-page-sizes")
# What node's V8 can be given.
NODE_SETS = ("wasm2", "simd", "tail-call", "threads")
# Relaxed instructions do what the processor has; wasmtime asks it, and
# wasm2obj does so for the host's own type of processor.
LEVELS = {"relaxed-simd": ("O0-native", "O3-native")}

# Generators other than wasm-smith.
OWN = {"patterns": patterns, "loops": loops}


class Job:
    """One module."""

    def __init__(self, number, generator, feature_set, path=None):
        self.number = number
        self.generator = generator
        self.feature_set = feature_set
        self.path = path

    def __str__(self):
        if self.path:
            return self.path
        return (f"--generator {self.generator} --features {self.feature_set} "
                f"--seed {self.number}")

    def levels(self, asked):
        if asked:
            return asked
        if self.feature_set in LEVELS:
            return LEVELS[self.feature_set]
        # The two ends always, the others now and then.
        third = {0: ("O2",), 1: ("O3-native",), 2: ("O1",)}
        return ("O0", "O3") + third.get(self.number % 8, ())


class Worker(threading.Thread):
    """Takes modules until there are none, with engines of its own."""

    def __init__(self, session):
        super().__init__(daemon=True)
        self.session = session
        options = session.options
        self.folder = tempfile.mkdtemp(prefix="w2o-differential-")
        self.w2o = engines.make_engine("wasm2obj", session.build, EXTRA)
        self.others = {name: engines.make_engine(name, session.build, ())
                       for name in options.engine}
        self.smith = engines.Smith(session.smith) if session.smith else None

    def run(self):
        try:
            for job in iter(self.session.next_job, None):
                self.check(job)
        except Exception as error:
            self.session.broken(error)
            raise
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
            for server in (self.w2o, self.smith, *self.others.values()):
                if server:
                    server.stop()

    def make(self, job):
        """Writes module.wasm; returns the comparison of NaNs, or None when
        the seed gives no module."""
        path = os.path.join(self.folder, "module.wasm")
        if job.path:
            shutil.copyfile(job.path, path)
            return "exact"
        features = FEATURE_SETS[job.feature_set]
        if job.generator in OWN:
            data, nan = OWN[job.generator].generate(job.number, features)
            with open(path, "wb") as file:
                file.write(data)
            return nan
        fuel, reason = self.smith.generate(job.number, path, features)
        if reason:
            self.session.note(job, f"no module ({reason})")
            return None
        with open(path, "rb") as file:
            data = file.read()
        with open(path, "wb") as file:
            file.write(wasm.export_global(data, plans.FUEL, fuel))
        return "exact"

    def check(self, job):
        nan = self.make(job)
        if nan is None:
            return
        path = os.path.join(self.folder, "module.wasm")
        plan = os.path.join(self.folder, "plan")
        with open(path, "rb") as file:
            data = file.read()
        with open(plan, "w", encoding="ascii") as file:
            file.write(plans.make(data, job.number, nan))
        seconds = self.session.options.timeout
        traces = {}
        for level in job.levels(self.session.options.levels):
            traces[level] = self.w2o.run(level, seconds, path, plan)
        for name, engine in self.others.items():
            if name != "node" or job.feature_set in NODE_SETS:
                traces[name] = engine.run("-", seconds, path, plan)
        self.session.judge(job, self.folder, traces, nan)


class Session:
    def __init__(self, options, build, smith):
        self.options = options
        self.build = build
        self.smith = smith
        self.lock = threading.Lock()
        self.jobs = self.make_jobs()
        self.stopping = False
        self.failure = None
        self.begin = time.monotonic()
        self.last_report = self.begin
        self.done = collections.Counter()  # modules by feature set
        self.calls = collections.Counter()  # how they ended
        self.notes = collections.Counter()
        self.explained = collections.Counter()
        self.findings = []

    def make_jobs(self):
        options = self.options
        if options.files:
            for path in options.files:
                yield Job(options.seed, "file", "all", path)
            return
        for number in range(options.seed, options.seed + options.count):
            # All combinations in turn, so that a short run sees them too.
            turn = number
            sets = options.features
            generator = options.generator[turn % len(options.generator)]
            turn //= len(options.generator)
            yield Job(number, generator, sets[turn % len(sets)])

    def next_job(self):
        with self.lock:
            return None if self.stopping else next(self.jobs, None)

    def note(self, job, text):
        with self.lock:
            self.notes[text.split(":")[0]] += 1
            self.done[job.feature_set] += 0

    def broken(self, error):
        with self.lock:
            self.failure = error
            self.stopping = True

    def judge(self, job, folder, traces, nan):
        names = list(traces)
        # The engine that is compared with comes last; without one, the first
        # level is it.
        others = [name for name in names if not name.startswith("O")]
        pairs = []
        for name in names:
            if name.startswith("O"):
                pairs += [(name, other) for other in others or names[:1]
                          if other != name]
        verdicts = [(pair, compare.compare(pair[0], traces[pair[0]], pair[1],
                                           traces[pair[1]], nan))
                    for pair in pairs]
        with self.lock:
            self.done[job.feature_set] += 1
            for line in traces[names[0]]:
                if line.startswith(("call ", "instance trap")):
                    words = compare.normalise(names[0], line, nan,
                                              False).split()
                    outcome = {"ok": "returned", "missing": "no instance"}
                    self.calls[outcome.get(words[1],
                                           " ".join(words[2:]))] += 1
            for reason in {v.reason for _, v in verdicts
                           if v.kind == "explained"}:
                self.explained[reason] += 1
            bad = [(pair, v) for pair, v in verdicts if v.kind == "different"]
            if bad:
                self.store(job, folder, traces, bad)
            now = time.monotonic()
            if now - self.last_report > 60:
                self.last_report = now
                self.report()

    def store(self, job, folder, traces, bad):
        pair, verdict = bad[0]
        name = (os.path.basename(job.path) if job.path else
                f"{job.generator}-{job.feature_set}-{job.number}")
        target = os.path.join(self.build, "differential", "findings", name)
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        shutil.copy(os.path.join(folder, "module.wasm"), target)
        shutil.copy(os.path.join(folder, "plan"), target)
        for engine, trace in traces.items():
            path = os.path.join(target, f"trace-{engine}")
            with open(path, "w", encoding="utf-8") as file:
                file.write("\n".join(trace) + "\n")
        self.findings.append(target)
        print(f"DIFFERENT {job}\n  {target}")
        for pair, verdict in bad:
            print(f"  line {verdict.line + 1} of the traces of {pair[0]} and "
                  f"{pair[1]}:")
            print("    " + verdict.reason.replace("\n", "\n    "))
        sys.stdout.flush()
        if not self.options.keep_going:
            self.stopping = True

    def report(self):
        seconds = max(time.monotonic() - self.begin, 0.001)
        total = sum(self.done.values())
        print(f"differential: {total} modules, "
              f"{sum(self.calls.values())} calls, "
              f"{len(self.findings)} differences, "
              f"{total / seconds:.1f} modules a second")
        sys.stdout.flush()

    def close(self):
        self.report()
        for title, counter in (("modules", self.done),
                               ("calls", self.calls),
                               ("explained", self.explained),
                               ("left out", self.notes)):
            if counter:
                print(f"  {title}: " + ", ".join(
                    f"{name} {count}" for name, count in
                    sorted(counter.items())))
        if self.findings:
            print("  kept in " + os.path.dirname(self.findings[0]))


def parse_options(arguments):
    parser = argparse.ArgumentParser(
        prog="tools/differential",
        description="Compares modules compiled by wasm2obj with other "
                    "engines. Exits with 1 when something differs.")
    names = ", ".join(FEATURE_SETS)

    def list_of(known):
        def parse(text):
            values = text.split(",")
            for value in values:
                if value not in known:
                    raise argparse.ArgumentTypeError(
                        f"unknown '{value}', expected {', '.join(known)}")
            return values
        return parse

    parser.add_argument("files", nargs="*", metavar="FILE",
                        help="modules to compare instead of generated ones")
    parser.add_argument("--count", type=int, default=1000, metavar="N",
                        help="number of modules (1000)")
    parser.add_argument("--seed", type=int, default=0, metavar="N",
                        help="the first seed (0); with files, the seed of "
                             "the arguments")
    parser.add_argument("--jobs", "-j", type=int, default=os.cpu_count(),
                        metavar="N", help="modules at the same time (one per "
                                          "core)")
    parser.add_argument("--engine", type=list_of(("wasmtime", "node",
                                                  "none")),
                        default=None, metavar="LIST",
                        help="what to compare with: wasmtime, node, or none "
                             "to compare levels only (wasmtime)")
    parser.add_argument("--features", type=list_of(tuple(FEATURE_SETS)),
                        default=list(FEATURE_SETS), metavar="LIST",
                        help=f"feature sets, in turn ({names})")
    parser.add_argument("--generator", type=list_of(("smith", *OWN)),
                        default=None, metavar="LIST",
                        help="smith (wasm-smith, needs cargo), patterns and "
                             "loops (our own); in turn (all)")
    known_levels = [f"O{level}{suffix}" for level in "0123s"
                    for suffix in ("", "-native", "-counting")]
    parser.add_argument("--levels", type=list_of(known_levels), default=None,
                        metavar="LIST",
                        help="such as O0,O3,O3-native (O0, O3 and now and "
                             "then another)")
    parser.add_argument("--timeout", type=int, default=20, metavar="SECONDS",
                        help="processor time for one module at one level "
                             "(20)")
    parser.add_argument("--keep-going", action="store_true",
                        help="do not stop at the first difference")
    options = parser.parse_args(arguments)
    if options.engine and "none" in options.engine:
        options.engine = []
    elif options.engine is None:
        options.engine = ["wasmtime"]
    for path in options.files:
        if not os.path.isfile(path):
            parser.error(f"cannot read {path}")
    return options


def missing(engine, build):
    """Why an engine cannot be used, or None."""
    if engine == "wasmtime":
        python = os.path.join(build, "venv", "bin", "python")
        found = os.path.exists(python) and subprocess.run(
            [python, "-c", "import wasmtime"], stderr=subprocess.DEVNULL
        ).returncode == 0
        return None if found else "no wasmtime in build/venv: run " \
                                  "tools/bootstrap test"
    return None if shutil.which("node") else "no node on PATH"


def main(root, arguments):
    options = parse_options(arguments)
    build = os.environ.get("W2O_BUILD_DIR", os.path.join(root, "build"))
    if not os.path.exists(os.path.join(build, "bin", "w2o-difftest")):
        print("differential: no w2o-difftest: build the project first",
              file=sys.stderr)
        return 2
    for engine in options.engine:
        reason = missing(engine, build)
        if reason:
            print(f"differential: {reason}", file=sys.stderr)
            return 2
    smith = None
    if not options.files and "smith" in (options.generator or ["smith"]):
        smith = engines.build_smith(build)
        if not smith and options.generator:
            return 2
    if not options.generator:
        options.generator = ["smith"] * bool(smith) + list(OWN)
    session = Session(options, build, smith)
    workers = [Worker(session) for _ in range(max(options.jobs, 1))]
    for worker in workers:
        worker.start()
    try:
        for worker in workers:
            while worker.is_alive():
                worker.join(0.5)
    except KeyboardInterrupt:
        session.stopping = True
        for worker in workers:
            worker.join()
    session.close()
    if session.failure:
        return 2
    return 1 if session.findings else 0
