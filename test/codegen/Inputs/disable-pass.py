"""Compiles a module with each optimisation left out, and compares the code of
its functions with that of a compile with all of them.

disable-pass.py MODULE"""
import re
import subprocess
import sys

# What has to change; other functions may, too, when they were vectorised.
AFFECTED = {
    "static-tables": "table", "inline-ranges": "range",
    "inline-calls": "call", "widen-compares": "compare",
    "widen-addresses": "prefix", "reroll-loops": "reroll",
    "fold-addresses": "fields",
    "hoist-checks": "check", "unroll-and-jam": "jam", "fuse-vectors": "fuse",
    "vectorize-loops": "sum", "suspend-pins": "axpy", "slp": "pair",
    "unroll-vectors": "fuse",
    "sink-stack-check": "either", "fold-null-checks": "get",
    "extend-indices": "find",
    "sink-addresses": "sink", "pin-instance": "keep",
    "keep-instance": "keep"}
# What has an effect only where another one is left out.
WITHOUT = {"keep-instance": "pin-instance"}
# Nothing but their own optimisation does anything to these.
PLAIN = {"get", "find", "fields"}


def functions(*options):
    text = subprocess.run(
        ["wasm2obj", sys.argv[1], "-O2", "--target=x86_64-linux-gnu",
         "--cpu=x86-64-v3", "--prefix=m", "--verify-ir", "--emit=asm", "-o",
         "-", *options], capture_output=True, text=True, check=True).stdout
    # Directives, comments and numbers of labels are no code.
    text = re.sub(r"\n\s+\.[^\n]*|\s*#[^\n]*|\.L[A-Za-z0-9_]+", "", text)
    return dict(re.findall(r"\nm\.f\d+\.(\w+):(.*?)(?=\n\w|$)", text, re.S))


full = functions()
none = functions("--disable-pass=all")
for name, function in AFFECTED.items():
    if name in WITHOUT:
        before = functions("--disable-pass=" + WITHOUT[name])
        found = functions("--disable-pass=" + WITHOUT[name] + "," + name)
        assert found[function] != before[function], name
        continue
    found = functions("--disable-pass=" + name)
    assert found.keys() == full.keys(), name
    assert found[function] != full[function], name
    for other in PLAIN - {function}:
        assert found[other] == full[other], (name, other)
    for other in PLAIN & {function}:
        assert found[other] == none[other], (name, other)
listed = functions("--disable-pass=" + ",".join(AFFECTED))
assert listed == none
