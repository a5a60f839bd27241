"""Compiles with a profile that was cut or changed in many places.

    damage.py WASM2OBJ MODULE PROFILE

Each compile ends with exit code 0 or 7, and one line at most.
"""
import os
import random
import subprocess
import sys

wasm2obj, module, profile = sys.argv[1:]
with open(profile, "rb") as file:
    good = file.read()
random.seed(19)


def cases():
    for length in list(range(0, 300, 7)) + [len(good) - 1, len(good) - 8]:
        yield good[:length]
    for _ in range(160):
        bad = bytearray(good)
        for _ in range(random.choice((1, 1, 1, 4))):
            at = random.randrange(len(bad))
            bad[at] = random.choice((0, 1, 0x7f, 0x80, 0xff,
                                     bad[at] ^ 1 << random.randrange(8)))
        yield bytes(bad)
    for _ in range(60):  # A whole number of 8 bytes.
        at = random.randrange(len(good) // 8) * 8
        word = random.choice((0, 1, len(good), 1 << 31, 1 << 62, (1 << 64) - 1,
                              (1 << 64) - 8))
        yield good[:at] + word.to_bytes(8, "little") + good[at + 8:]


for number, bad in enumerate(cases()):
    with open("bad.profdata", "wb") as file:
        file.write(bad)
    done = subprocess.run(
        [wasm2obj, module, "-j1", "--verify-ir", "--profile-use=bad.profdata",
         "-o", "bad.o"], stderr=subprocess.PIPE, timeout=60)
    lines = done.stderr.decode().splitlines()
    if done.returncode not in (0, 7) or len(lines) > 1:
        sys.exit(f"case {number}: exit code {done.returncode}, {lines}")
    if done.returncode == 7 and os.path.exists("bad.o"):
        sys.exit(f"case {number}: an output after an error")
    if done.returncode == 0:
        os.unlink("bad.o")
