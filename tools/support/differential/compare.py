"""Compares traces of two engines, for tools/differential.

Everything must be equal but for what is listed here, each with the reason why
the specification or a documented property of wasm2obj allows it:

  stack     How deep calls can nest depends on frame sizes and on the stack
            that an engine gives. Nothing is compared from the first call on
            that exhausts the stack in one of the two.
  allocation
            How much memory objects of the guest may take depends on the limit
            of the engine. Handled like an exhausted stack.
  memory after trap, table after trap, global after trap
            docs/Security.md, "Stores around a trap": with optimisation, the
            contents of memories and tables (not their sizes) and globals after
            an access of memory that is out of bounds. Without optimisation, or
            after any other trap, it is a difference. After this or an
            exhausted stack, nothing is compared up to the next new instance,
            because state decides what comes later.
  traps     Engines distinguish different kinds of traps; the classes below
            are the finest that both know.
  nan       Bits of NaNs, as far as the generator leaves them open: `exact`
            compares all bits; `class` only whether a NaN is canonical, quiet
            or signalling; `quiet` takes the first two for the same. This
            concerns floats that are results or globals, nothing else.
  node      JavaScript has no v128 and one NaN. A call that needs a v128 is
            skipped there, so nothing is compared up to the next new instance.
            What this V8 cannot compile is not compared.
"""

# Our codes of runtime-lib/abi/Traps.def. No host function traps here: the
# last one is an argument that does not have the type of the parameter. wasmtime
# does not tell an index of call_indirect from one of table.get, nor the kinds
# of null references.
W2O = {1: "unreachable", 2: "divide", 3: "overflow", 4: "conversion",
       5: "memory", 6: "table", 7: "table", 8: "uninitialized",
       9: "signature", 10: "stack", 11: "null", 12: "null", 13: "null",
       14: "null", 15: "null", 16: "null", 17: "cast", 18: "array",
       19: "unaligned", 20: "not shared", 21: "allocation",
       24: "exception", 25: "type"}
WASMTIME = {"unreachable_code_reached": "unreachable",
            "integer_division_by_zero": "divide",
            "integer_overflow": "overflow",
            "bad_conversion_to_integer": "conversion",
            "memory_out_of_bounds": "memory",
            "table_out_of_bounds": "table",
            "indirect_call_to_null": "uninitialized",
            "bad_signature": "signature", "stack_overflow": "stack",
            "null_reference": "null", "cast_failure": "cast",
            "array_out_of_bounds": "array", "heap_misaligned": "unaligned",
            "atomic_wait_non_shared_memory": "not shared",
            "allocation_too_large": "allocation",
            "uncaught_exception": "exception"}
# V8 has one message for two of them, twice. Its side names classes itself.
NODE = {"uninitialized": "signature", "conversion": "overflow",
        # Which of the two comes first is not specified.
        "unaligned": "memory"}


class Verdict:
    """`kind` is "same", "explained" or "different"."""

    def __init__(self, kind, reason="", line=0):
        self.kind = kind
        self.reason = reason
        self.line = line


def trap_class(engine, text):
    if engine.startswith("O"):
        return W2O.get(int(text), text)
    return WASMTIME.get(text, text)


def nan_class(kind, bits):
    """canonical, quiet or signalling; None for other values."""
    fraction = 23 if kind == "f32" else 52
    magnitude = bits & ((1 << (31 if kind == "f32" else 63)) - 1)
    if magnitude >> fraction != (0xff if kind == "f32" else 0x7ff):
        return None
    payload = magnitude & ((1 << fraction) - 1)
    if payload == 0:
        return None
    top = 1 << (fraction - 1)
    if payload == top:
        return "canonical"
    return "quiet" if payload & top else "signalling"


def normalise(engine, line, nan, with_node):
    words = line.split()
    if line.startswith("call error argument type mismatch"):
        return "call trap type"
    if words[1:2] == ["error"] and "GC heap out of memory" in line:
        return f"{words[0]} trap allocation"
    if words[1:2] == ["trap"]:
        trap = trap_class(engine, " ".join(words[2:]))
        if with_node:
            trap = NODE.get(trap, trap)
        return f"{words[0]} trap {trap}"
    if nan != "exact" and words[:2] in (["call", "ok"], ["state", "global"]):
        for i, word in enumerate(words):
            kind, _, bits = word.partition(":")
            if kind in ("f32", "f64"):
                name = nan_class(kind, int(bits, 16))
                if name:
                    if nan == "node":
                        name = "any"
                    elif nan == "quiet" and name == "canonical":
                        name = "quiet"
                    words[i] = f"{kind}:nan:{name}"
    return " ".join(words)


def compare(engine1, trace1, engine2, trace2, nan="exact"):
    """The first difference of two traces, lists of lines of which the last
    says how the engine ended."""
    with_node = "node" in (engine1, engine2)
    optimised = any(name.startswith("O") and not name.startswith("O0")
                    for name in (engine1, engine2))
    if with_node:
        nan = "node"
    if with_node and any(trace[0].startswith("compile WebAssembly")
                         for trace in (trace1, trace2)):
        return Verdict("explained", "node")
    last_call = reason = ""
    skipping = False
    for number in range(max(len(trace1), len(trace2))):
        line1 = trace1[number] if number < len(trace1) else "(nothing)"
        line2 = trace2[number] if number < len(trace2) else "(nothing)"
        line1 = normalise(engine1, line1, nan, with_node)
        line2 = normalise(engine2, line2, nan, with_node)
        if line1.startswith("instance ") and line2.startswith("instance "):
            skipping = False
        if skipping and not line1.startswith("end "):
            continue
        ends = {line.rpartition(" trap ")[2] for line in (line1, line2)}
        if line1 != line2 and not ends.isdisjoint(("stack", "allocation")):
            skipping = True
            reason = "stack" if "stack" in ends else "allocation"
            continue
        if with_node and "state unsupported" in (line1, line2):
            continue
        if with_node and "call unsupported" in (line1, line2):
            skipping, reason = True, "node"
            continue
        if line1 == line2:
            if not line1.startswith("state "):
                last_call = line1
            continue
        if optimised and last_call == "call trap memory":
            words1, words2 = line1.split(), line2.split()
            if words1[0] == words2[0] == "state" and (
                    words1[1] == words2[1] == "global"
                    or words1[1] == words2[1] in ("memory", "table")
                    and words1[2] == words2[2]):
                skipping, reason = True, words1[1] + " after trap"
                continue
        return Verdict("different", f"{engine1}: {line1}\n{engine2}: {line2}",
                       number)
    return Verdict("explained" if reason else "same", reason)
