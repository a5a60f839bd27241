"""Invokes each function of a module with one address, where each must trap.

lost-loads.py LEVEL MODULE TEXT ADDRESS [OPTION...]"""
import re
import subprocess
import sys

level, module, text, address, *options = sys.argv[1:]
with open(text, encoding="utf-8") as file:
    names = re.findall(r'\(export "([a-z0-9-]+)"\)', file.read())
assert len(names) > 15, names
failed = False
for name in names:
    result = subprocess.run(
        ["w2o-run", level, *options, "--invoke", name, module, address],
        capture_output=True, text=True)
    if "trap: out of bounds memory access" not in result.stderr:
        failed = True
        print(f"{level} {name}: {result.returncode} {result.stdout} "
              f"{result.stderr}")
sys.exit(failed)
