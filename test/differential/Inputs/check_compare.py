"""Traces with and without differences for compare.py."""
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tools", "support",
                                "differential"))
import compare  # noqa: E402

END = "end exit 0"


def check(expected, trace1, trace2, engine="O3", nan="exact"):
    verdict = compare.compare(engine, trace1 + [END], "wasmtime",
                              trace2 + [END], nan)
    if (verdict.kind, verdict.kind == "explained" and verdict.reason) != (
            expected if isinstance(expected, tuple) else (expected, False)):
        sys.exit(f"expected {expected}, got {verdict.kind} "
                 f"{verdict.reason!r} for {trace1} and {trace2}")


ok = ["instance ok", "call ok i32:00000001"]
check("same", ok, ok)
check("different", ok, ["instance ok", "call ok i32:00000002"])
check("different", ok, ok[:1])
check("different", ["compile internal x"], ok)
check("different", ok, ok + ["state table 1 00000000"])

# Traps are compared by their kind.
check("same", ["call trap 5"], ["call trap memory_out_of_bounds"])
check("different", ["call trap 5"], ["call trap unreachable_code_reached"])
check("different", ["call trap 5"], ["call ok"])

# What is explained, and where that ends.
state = ["state memory 65536 00000000", "state memory 65536 00000001"]
trap = ["call trap 5"], ["call trap memory_out_of_bounds"]
explained = ("explained", "memory after trap")
check(explained, trap[0] + state[:1], trap[1] + state[1:])
check("different", trap[0] + state[:1], trap[1] + state[1:], engine="O0")
check("different", trap[0] + state[:1],
      trap[1] + ["state memory 131072 00000000"])
check(("explained", "table after trap"), trap[0] + ["state table 4 00000000"],
      trap[1] + ["state table 4 00000001"])
check("different", trap[0] + ["state table 4 00000000"],
      trap[1] + ["state table 5 00000000"])
check("different", ok + state[:1], ok + state[1:])
check("different", ["call trap 1"] + state[:1],
      ["call trap unreachable_code_reached"] + state[1:])
check(explained, trap[0] + state[:1] + ok, trap[1] + state[1:] + ok)
check("different", trap[0] + state[:1] + ok,
      trap[1] + state[1:] + ["instance ok", "call ok i32:00000002"])
check(("explained", "stack"), ["call trap 10"], ["call ok"])

# A crash behind something explained is still a difference.
verdict = compare.compare("O3", trap[0] + state[:1] + ["end signal 11"],
                          "wasmtime", trap[1] + state[1:] + [END])
assert verdict.kind == "different", verdict.kind

# NaNs.
canonical, quiet, signalling = (["call ok f32:" + bits] for bits in
                                ("7fc00000", "ffc00001", "7f800001"))
negative = ["call ok f32:ffc00000"]
check("different", canonical, negative)
check("same", canonical, negative, nan="class")
check("different", canonical, quiet, nan="class")
check("same", canonical, quiet, nan="quiet")
check("different", quiet, signalling, nan="quiet")
check("different", canonical, ["call ok f32:7f800000"], nan="quiet")
