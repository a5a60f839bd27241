"""Invokes functions of a module as comments of its text say.

    ;; = NAME ARGUMENT... -> RESULT
    ;; ! NAME ARGUMENT... -> TRAP MESSAGE

A trap must name the function in the first line of the backtrace.
"""
import subprocess
import sys

level, module, text = sys.argv[1:]
failed = False
count = 0
with open(text, encoding="utf-8") as source:
    for line in source:
        words = line.split()
        if words[:2] not in ([";;", "="], [";;", "!"]):
            continue
        arrow = words.index("->")
        name, arguments = words[2], words[3:arrow]
        expected = " ".join(words[arrow + 1:])
        result = subprocess.run(
            ["w2o-run", level, "--invoke", name, module, *arguments],
            capture_output=True, text=True)
        if words[1] == "=":
            good = (result.returncode == 0
                    and result.stdout.split() == expected.split())
        else:
            lines = result.stderr.splitlines() + ["", ""]
            good = (result.returncode == 134
                    and lines[0] == f"w2o-run: trap: {expected}"
                    and lines[1].startswith("  0: func "))
        count += 1
        if not good:
            failed = True
            print(f"{line.strip()}\n  exit code {result.returncode}: "
                  f"{result.stdout[:200]}{result.stderr[:400]}")
sys.exit(failed or count == 0)
