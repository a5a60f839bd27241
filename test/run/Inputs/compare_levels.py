"""Runs the exported functions of a module at -O0 and with optimisation, and
compares what they print, traps and backtraces included.

compare_levels.py MODULE"""
import subprocess
import sys

CALLS = {
    "lengths": range(9), "across": range(1, 20), "at_end": range(1, 30),
    "left_out": range(12), "right_out": range(12), "both_out": range(12),
    "wrapped": range(1, 12)}


def output(level, name, argument):
    result = subprocess.run(
        ["w2o-run", level, "--invoke", name, sys.argv[1], str(argument)],
        capture_output=True, text=True)
    assert result.returncode >= 0, (level, name, argument)
    return result.stdout + result.stderr


for name, arguments in CALLS.items():
    for argument in arguments:
        expected = output("-O0", name, argument)
        for level in "-O2", "-O3":
            found = output(level, name, argument)
            assert found == expected, (level, name, argument, found, expected)
