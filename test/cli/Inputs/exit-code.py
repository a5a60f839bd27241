"""Runs a command: exit-code.py EXPECTED COMMAND... Fails on another code."""
import subprocess
import sys

code = subprocess.call(sys.argv[2:])
if code != int(sys.argv[1]):
    print(f"exit code {code}, expected {sys.argv[1]}")
    sys.exit(1)
