"""Checks the tests that the promises of docs/Security.md name.

The last column of the table has paths below test, or Suite.Test of a unit
test, each in backticks.
"""
import os
import re
import sys

root = sys.argv[1]
test = os.path.join(root, "test")
units = set()
for folder, _, names in os.walk(os.path.join(test, "unit")):
    for name in names:
        with open(os.path.join(folder, name), encoding="utf-8") as file:
            units.update(".".join(match) for match in re.findall(
                r"^TEST(?:_[FP])?\((\w+),\s*(\w+)\)", file.read(), re.M))

with open(os.path.join(root, "docs", "Security.md"),
          encoding="utf-8") as file:
    page = file.read()
section = page.split("## What the host can rely on")[1].split("\n## ")[0]
rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
problems = []
for row in rows:
    promise, _, tests = row.strip().strip("|").split("|")
    names = re.findall(r"`([^`]+)`", tests)
    if not names:
        problems.append(f"no test for: {promise.strip()}")
    for name in names:
        if name not in units and not os.path.isfile(os.path.join(test, name)):
            problems.append(f"{promise.strip()}: there is no {name}")
print("\n".join(problems))
sys.exit(1 if problems or len(rows) < 20 else 0)
