"""Runs a program, closes its standard output at once, prints its errors."""
import subprocess
import sys

program = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
program.stdout.read(1)
program.stdout.close()
print(program.stderr.read().decode(), end="")
status = program.wait()
if status != 0:
    sys.exit(f"exit status {status}, expected 0")
