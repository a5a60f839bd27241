"""Runs a program and checks its exit status: status.py STATUS PROGRAM ARG..."""
import subprocess
import sys

expected = int(sys.argv[1])
found = subprocess.run(sys.argv[2:]).returncode
if found != expected:
    sys.exit(f"exit status {found}, expected {expected}")
