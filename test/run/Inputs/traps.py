"""Invokes each function of traps.wat and checks what w2o-run reports."""
import subprocess
import sys

EXPECTED = {
    "unreachable": "unreachable",
    "divide": "integer divide by zero",
    "remainder": "integer divide by zero",
    "overflow": "integer overflow",
    "convert": "integer overflow",
    "not-a-number": "invalid conversion to integer",
    "load": "out of bounds memory access",
    "store": "out of bounds memory access",
    "far": "out of bounds memory access",
    "vector": "out of bounds memory access",
    "fill": "out of bounds memory access",
    "copy": "out of bounds memory access",
    "init": "out of bounds memory access",
    "table-get": "out of bounds table access",
    "table-set": "out of bounds table access",
    "table-init": "out of bounds table access",
    "undefined": "undefined element",
    "uninitialized": "uninitialized element",
    "mismatch": "indirect call type mismatch",
    "recursion": "call stack exhausted",
}

failed = False
level, module = sys.argv[1:]
for name, message in EXPECTED.items():
    result = subprocess.run(["w2o-run", level, "--invoke", name, module],
                            capture_output=True, text=True)
    lines = result.stderr.splitlines() + ["", ""]
    good = (result.returncode == 134
            and lines[0].startswith(f"w2o-run: trap: {message}")
            and lines[1].startswith("  0: func ")
            and f" '{name}'" in lines[1]
            and result.stdout == "")
    if not good:
        failed = True
        print(f"{name}: exit code {result.returncode}\n{result.stderr[:400]}")
sys.exit(failed)
