"""Invokes each function of lost-loads.wat with an address behind the memory."""
import re
import subprocess
import sys

level, module = sys.argv[1:]
with open(__file__.replace("Inputs/lost-loads.py", "lost-loads.wat"),
          encoding="utf-8") as file:
    names = re.findall(r'\(export "([a-z0-9-]+)"\)', file.read())
assert len(names) > 15, names
failed = False
for name in names:
    result = subprocess.run(
        ["w2o-run", level, "--invoke", name, module, "65536"],
        capture_output=True, text=True)
    if "trap: out of bounds memory access" not in result.stderr:
        failed = True
        print(f"{level} {name}: {result.returncode} {result.stdout} "
              f"{result.stderr}")
sys.exit(failed)
