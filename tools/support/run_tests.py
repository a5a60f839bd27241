"""The part of tools/test that comes after the set-up: build, run, count.

Every part of the tests is a CTest entry that writes a JSON file of results:
GoogleTest's or lit's. The counts of the closing line are added up from those
files, and a part that leaves none (it crashed, or was stopped) counts as one
failure, so that nothing can fail without being seen.
"""
import argparse
import collections
import json
import os
import re
import statistics
import subprocess
import sys

from benchmarks.report import WORSE

SOURCE = os.path.abspath(os.path.join(os.path.dirname(__file__),
                                      os.pardir, os.pardir))
BUILD = os.path.abspath(os.environ.get("W2O_BUILD_DIR",
                                       os.path.join(SOURCE, "build")))
RESULTS = os.path.join(BUILD, "test-results")
COUNTS = os.path.join(SOURCE, "test", "bench", "instructions.json")

# How lit's result codes count. What is expected to fail is work that is not
# done yet: it is not a failure, and must not look like a success.
LIT_CODES = {
    "PASS": "passed",
    "FLAKYPASS": "passed",
    "XFAIL": "skipped",
    "UNSUPPORTED": "skipped",
    "SKIPPED": "skipped",
    "EXCLUDED": "skipped",
    "FAIL": "failed",
    "XPASS": "failed",
    "UNRESOLVED": "failed",
    "TIMEOUT": "failed",
}


class Failed(Exception):
    pass


def run(command, **options):
    print("+ " + " ".join(command), flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL, **options)


def check(command, **options):
    if run(command, **options).returncode:
        raise Failed(f"'{' '.join(command[:3])} ...' failed")


def build(jobs):
    check([os.path.join(SOURCE, "tools", "support", "build")],
          env=dict(os.environ, W2O_JOBS=str(jobs)))


def ctest_names():
    done = subprocess.run(["ctest", "--test-dir", BUILD, "-N"],
                          stdout=subprocess.PIPE, text=True, check=True)
    return re.findall(r"Test\s+#\d+: (\S+)", done.stdout)


def select(names, parts):
    if not parts:
        return names
    chosen = []
    for part in parts:
        found = [name for name in names
                 if name == part or name.startswith(part + "-")]
        if not found:
            raise Failed(f"there is no part '{part}'; there are: "
                         + " ".join(names))
        chosen += [name for name in found if name not in chosen]
    return chosen


def count(name):
    """Counter of passed, failed, skipped for one part."""
    counts = collections.Counter()
    try:
        with open(os.path.join(RESULTS, name + ".json")) as file:
            results = json.load(file)
    except (FileNotFoundError, json.JSONDecodeError):
        return collections.Counter(failed=1)
    if "testsuites" in results:  # GoogleTest
        for suite in results["testsuites"]:
            for test in suite["testsuite"]:
                if test.get("failures"):
                    counts["failed"] += 1
                elif test.get("result") == "SKIPPED" or \
                        test.get("status") == "NOTRUN":
                    counts["skipped"] += 1
                else:
                    counts["passed"] += 1
    else:  # lit
        for test in results["tests"]:
            counts[LIT_CODES.get(test["code"], "failed")] += 1
    return counts


def test(names, jobs):
    for name in names:
        path = os.path.join(RESULTS, name + ".json")
        if os.path.exists(path):
            os.remove(path)
    pattern = "^(" + "|".join(re.escape(name) for name in names) + ")$"
    environment = dict(os.environ, LIT_OPTS=" ".join(
        filter(None, [os.environ.get("LIT_OPTS"), f"-j{jobs}"])))
    ended = run(["ctest", "--test-dir", BUILD, "--output-on-failure",
                 "-j", str(jobs), "-R", pattern], env=environment)
    total = collections.Counter()
    print()
    for name in names:
        counts = count(name)
        total.update(counts)
        print(f"{name}: {counts['passed']} passed, {counts['failed']} failed, "
              f"{counts['skipped']} skipped")
    # A part can fail without a failing test, e.g. when it found none.
    if ended.returncode and not total["failed"]:
        total["failed"] += 1
    return total


def report_counts(update):
    """Counts the instructions of the kernels and says what became worse. It is
    no test: whether a change is worth its price is for people to decide."""
    found = os.path.join(RESULTS, "instructions.json")
    check([os.path.join(SOURCE, "tools", "bench"), "numeric", "integer",
           "--instructions", "--runs", "0", "--levels", "O3", "--no-peers",
           "--no-setup", "--json", found], stdout=subprocess.DEVNULL)
    with open(found) as file:
        counts = {kernel: by_name["wasm2obj -O3"]["instructions"]
                  for kernel, by_name in json.load(file)["run"].items()
                  if by_name.get("wasm2obj -O3")}
    if update:
        with open(COUNTS, "w") as file:
            json.dump(counts, file, indent=1)
            file.write("\n")
    known = {}
    if os.path.exists(COUNTS):
        with open(COUNTS) as file:
            known = json.load(file)
    ratios = {kernel: count / known[kernel] for kernel, count in counts.items()
              if count and known.get(kernel)}
    if not ratios:
        print("instructions of kernels: nothing to compare")
        return
    mean = statistics.geometric_mean(ratios.values())
    print(f"instructions of {len(ratios)} kernels: {mean:.3f} times those of "
          f"{os.path.relpath(COUNTS, SOURCE)}")
    for kernel, ratio in sorted(ratios.items(), key=lambda pair: -pair[1]):
        if ratio > WORSE or ratio < 1 / WORSE:
            print(f"  {kernel}: {ratio:.3f}"
                  + (" (worse)" if ratio > WORSE else ""))


def update_docs():
    page = os.path.join(SOURCE, "docs", "Conformance.md")
    check([sys.executable, os.path.join(SOURCE, "test", "spec", "report.py"),
           BUILD, page])


def main():
    parser = argparse.ArgumentParser(prog="tools/test")
    parser.add_argument("parts", nargs="*")
    parser.add_argument("--update-docs", action="store_true")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--counts", action="store_true")
    parser.add_argument("-j", type=int, default=len(os.sched_getaffinity(0)))
    options = parser.parse_args()
    if options.long:
        os.environ["W2O_LONG_TESTS"] = "1"
    total = collections.Counter()
    try:
        build(options.j)
        names = select(ctest_names(), options.parts)
        total = test(names, options.j)
        if options.update_docs and not options.counts:
            update_docs()
        if options.counts:
            report_counts(options.update_docs)
    except (Failed, OSError, subprocess.CalledProcessError) as error:
        print(f"tools/test: {error}", file=sys.stderr)
        total["failed"] += 1
    sys.stderr.flush()
    print(f"{total['passed']} passed, {total['failed']} failed, "
          f"{total['skipped']} skipped", flush=True)
    return 1 if total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
