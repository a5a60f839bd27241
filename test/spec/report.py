#!/usr/bin/env python3
"""Writes the conformance page from the results of the last run.

  report.py BUILD_DIR OUTPUT.md
  report.py BUILD_DIR --expectations    prints lines for expectations.txt:
                                        scripts that are unsupported in part

Reads build/conformance (what there is) and build/test-results/spec (what
w2o-spectest counted). The page depends on nothing else: no dates, no machine.
"""
import json
import os
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import conformance  # noqa: E402

LEVELS = ("O0", "O3")
STATUSES = ("passed", "failed", "unsupported", "skipped")

# Order of the tables; kinds as FORMAT.md of the suite lists them.
KINDS = ("module", "module_definition", "module_instance", "register",
         "action", "assert_return", "assert_trap", "assert_exhaustion",
         "assert_exception", "assert_invalid", "assert_malformed",
         "assert_unlinkable", "assert_uninstantiable",
         "assert_malformed_custom", "assert_invalid_custom")

INTRODUCTION = """\
# Conformance

Written by `tools/test spec --update-docs` from the results of `w2o-spectest`;
do not edit. docs/Testing.md says what the suite is and how to get it.

Modules are compiled to objects, linked and executed: nothing here is
interpreted. *unsupported* counts commands that need a feature that is
validated but not compiled yet, or an instance that could not be made for that
reason. *skipped* counts commands about the text format and about the contents
of custom sections, and those that the suite's list of exceptions names
because they contradict WebAssembly 3.0.
"""


def read_results(folder, group, script, level):
    """One script's results, or None when it crashed or was not run."""
    path = os.path.join(folder, f"{group}.{script}.{level}.json")
    try:
        with open(path) as file:
            return json.load(file)
    except (FileNotFoundError, json.JSONDecodeError):
        return None


def empty_counts():
    return dict.fromkeys(STATUSES, 0)


def add(total, counts):
    for status in STATUSES:
        total[status] += counts.get(status, 0)


def crashed_counts(path):
    """All commands of a script without a result count as failed."""
    with open(path) as file:
        commands = json.load(file)["commands"]
    kinds = {}
    for command in commands:
        kinds.setdefault(command["type"], {"failed": 0})["failed"] += 1
    return kinds


def table(title, rows):
    """rows: (label, {level: counts}). One row per label and level."""
    lines = [f"| {title} | level | passed | failed | unsupported | skipped |",
             "|---|---|---:|---:|---:|---:|"]
    for label, levels in rows:
        for level in LEVELS:
            numbers = " | ".join(str(levels[level][status])
                                 for status in STATUSES)
            lines.append(f"| {label} | -{level} | {numbers} |")
            label = ""
    return "\n".join(lines) + "\n"


def collect(suite, folder):
    groups, kinds, incomplete, complete = {}, {}, [], {}
    for group, script, path in conformance.scripts(suite):
        for level in LEVELS:
            results = read_results(folder, group, script, level)
            if results is None:
                counts, reasons = crashed_counts(path), ["no result"]
            else:
                counts = results[0]["counts"]
                reasons = sorted({finding["message"]
                                  for finding in results[0]["findings"]
                                  if finding["status"] == "unsupported"})
            script_total = empty_counts()
            for kind, statuses in counts.items():
                for target, key in ((groups, group), (kinds, (group, kind))):
                    levels = target.setdefault(
                        key, {each: empty_counts() for each in LEVELS})
                    add(levels[level], statuses)
                add(script_total, statuses)
            done = complete.setdefault(group, dict.fromkeys(LEVELS, 0) | {
                "scripts": set()})
            done["scripts"].add(script)
            if script_total["failed"] or script_total["unsupported"]:
                incomplete.append((group, script, level, script_total,
                                   reasons))
            else:
                done[level] += 1
    return groups, kinds, incomplete, complete


def validation_rows(folder, groups):
    rows = []
    for group in groups:
        results = read_results(folder, group, "all", "validate")
        total = empty_counts()
        for script in results or []:
            for statuses in script["counts"].values():
                add(total, statuses)
        state = "not run" if results is None else ""
        rows.append(f"| {group} | {total['passed']} | {total['failed']} | "
                    f"{state} |")
    return rows


def short(reasons):
    """Reasons without offsets and functions, each once."""
    seen = []
    for reason in reasons:
        reason = reason.split(" (function")[0].split(" (offset")[0]
        reason = reason.removeprefix("unsupported: ").replace("|", "\\|")
        if reason not in seen:
            seen.append(reason)
    return "; ".join(seen[:3]) + ("; ..." if len(seen) > 3 else "")


def write_page(suite, folder):
    groups, kinds, incomplete, complete = collect(suite, folder)
    order = ["core"] + sorted(set(groups) - {"core"})
    parts = [INTRODUCTION, "## Scripts that pass completely\n"]
    lines = ["| group | scripts | complete at -O0 | complete at -O3 |",
             "|---|---:|---:|---:|"]
    for group in order:
        done = complete[group]
        lines.append(f"| {group} | {len(done['scripts'])} | {done['O0']} | "
                     f"{done['O3']} |")
    parts += ["\n".join(lines) + "\n", "## Commands per group\n",
              table("group", [(group, groups[group]) for group in order]),
              "## Validation of all modules\n",
              "`--validate-only`: every valid module of every group is "
              "accepted, every binary `assert_invalid` and "
              "`assert_malformed` refused with the right class.\n",
              "| group | passed | failed | |\n|---|---:|---:|---|\n"
              + "\n".join(validation_rows(folder, order)) + "\n"]
    for group in order:
        rows = [(kind, kinds[group, kind]) for kind in KINDS
                if (group, kind) in kinds]
        parts += [f"## Group {group} by kind of command\n",
                  table("command", rows)]
    parts.append("## Scripts that do not pass completely\n")
    if not incomplete:
        parts.append("None.\n")
    else:
        lines = ["| script | level | failed | unsupported | for lack of |",
                 "|---|---|---:|---:|---|"]
        for group, script, level, total, reasons in incomplete:
            lines.append(f"| {group}/{script} | -{level} | {total['failed']} "
                         f"| {total['unsupported']} | {short(reasons)} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def print_expectations(suite, folder):
    """What is unsupported at both levels, sorted by the lacking features."""
    scripts = {}
    for group, script, level, total, reasons in collect(suite, folder)[2]:
        if total["unsupported"] and not total["failed"]:
            scripts.setdefault(f"{group}/{script}", set()).update(
                found.group(1) for reason in reasons
                for found in [re.search(r"feature '([^']+)'", reason)]
                if found)
    rows = sorted((", ".join(sorted(features)), name)
                  for name, features in scripts.items())
    for features, name in rows:
        print(f"unsupported {name:<40} {features}")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build, output = sys.argv[1:]
    suite = os.path.join(build, "conformance")
    if not os.path.isdir(suite):
        sys.exit("report.py: " + conformance.HOW_TO_GET)
    folder = os.path.join(build, "test-results", "spec")
    if output == "--expectations":
        print_expectations(suite, folder)
        return
    page = write_page(suite, folder)
    with open(output, "w") as file:
        file.write(page)


if __name__ == "__main__":
    main()
