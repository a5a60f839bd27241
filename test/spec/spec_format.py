"""The lit format of the conformance suite: one test per script and level.

Each test is a process of w2o-spectest, so that a crash stays in one test. The
counts of each go to build/test-results/spec/, where report.py adds them up.
"""
import json
import os
import subprocess

import lit.Test
import lit.formats

import conformance
import expectations

LEVELS = ("O0", "O3")
# Checks in the code must change nothing while there is enough fuel and time.
# Only with tools/test --long; not part of docs/Conformance.md.
CHECKS = {"fuel": ["--fuel"], "epoch": ["--interrupt", "epoch"],
          "counters": ["--profile-generate", os.devnull]}

# Proposals that are off by default and that a group of scripts is about.
GROUP_FEATURES = {
    "legacy-exceptions": "legacy-exceptions",
    "wide-arithmetic": "wide-arithmetic",
    "custom-page-sizes": "custom-page-sizes",
}

TIMEOUT_SECONDS = 600


class SpecFormat(lit.formats.FileBasedTest):
    def __init__(self, source_dir, build_dir, runner):
        super().__init__()
        self.runner = runner
        self.results = os.path.join(build_dir, "test-results", "spec")
        os.makedirs(self.results, exist_ok=True)
        self.suite = conformance.unpack(source_dir, build_dir)
        here = os.path.dirname(os.path.abspath(__file__))
        with open(os.path.join(here, "expectations.txt")) as file:
            self.expectations = expectations.parse(file.read())

    def getTestsInDirectory(self, testSuite, path_in_suite, litConfig,
                            localConfig):
        if path_in_suite:
            return
        if self.suite is None:
            yield lit.Test.Test(testSuite, ("conformance",), localConfig)
            return
        levels = list(LEVELS)
        if os.environ.get("W2O_LONG_TESTS", "") not in ("", "0"):
            levels += [f"{level}-{check}" for check in CHECKS
                       for level in LEVELS]
        groups = set()
        for group, script, _ in conformance.scripts(self.suite):
            groups.add(group)
            for level in levels:
                yield lit.Test.Test(testSuite, (group, f"{script}@{level}"),
                                    localConfig)
        for group in sorted(groups):
            yield lit.Test.Test(testSuite, (group, "validate-only"),
                                localConfig)

    def execute(self, test, litConfig):
        if self.suite is None:
            return lit.Test.UNSUPPORTED, conformance.HOW_TO_GET
        group, name = test.path_in_suite
        if name == "validate-only":
            return self.execute_validation(group)
        script, level = name.split("@")
        optimisation, _, check = level.partition("-")
        options = [f"-{optimisation}", *CHECKS.get(check, [])]
        failed, unsupported, output = self.run(group, [script], level,
                                               options)
        expectation = expectations.find(self.expectations, group, script,
                                        level)
        passed, message = expectations.judge(expectation, failed, unsupported)
        if not passed:
            return lit.Test.FAIL, f"{message}\n{output}"
        return (lit.Test.XFAIL if expectation else lit.Test.PASS), message

    def execute_validation(self, group):
        """Every module of a group, whether it can be compiled yet or not."""
        names = [script for found, script, _ in conformance.scripts(self.suite)
                 if found == group]
        failed, unsupported, output = self.run(group, names, "validate",
                                               ["--validate-only"])
        good = failed == 0 and unsupported == 0
        return (lit.Test.PASS if good else lit.Test.FAIL), output

    def run(self, group, names, level, options):
        """(failed, unsupported, output); counts are None after a crash."""
        label = names[0] if level != "validate" else "all"
        report = os.path.join(self.results, f"{group}.{label}.{level}.json")
        if os.path.exists(report):
            os.remove(report)
        command = [self.runner, *options, "--report", report]
        skips = os.path.join(self.suite, "skips.json")
        if os.path.exists(skips):
            command += ["--skips", skips]
        if group in GROUP_FEATURES:
            command += ["--enable", GROUP_FEATURES[group]]
        command += [os.path.join(self.suite, group, name, name + ".json")
                    for name in names]
        try:
            done = subprocess.run(command, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, errors="replace",
                                  stdin=subprocess.DEVNULL,
                                  timeout=TIMEOUT_SECONDS)
            output = done.stdout
            ended = f"exit code {done.returncode}"
        except subprocess.TimeoutExpired as error:
            output = (error.stdout or b"").decode(errors="replace")
            ended = f"stopped after {TIMEOUT_SECONDS} s"
        output = "$ " + " ".join(command) + "\n" + output
        if not os.path.exists(report):
            return None, None, f"{output}{ended}"
        with open(report) as file:
            scripts = json.load(file)
        totals = {"failed": 0, "unsupported": 0}
        for script in scripts:
            for counts in script["counts"].values():
                for status in totals:
                    totals[status] += counts.get(status, 0)
        return totals["failed"], totals["unsupported"], output
