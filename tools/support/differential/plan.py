"""Plans: what every engine does with a module. See tools/w2o-difftest/Plan.h
for the form.

A plan is made from the exports of a module and a seed alone, so it need not be
stored to reproduce a difference.
"""
import random

import module as wasm

# The name under which a generator exports the global that ends loops.
FUEL = b"__fuel"
FUEL_PER_CALL = 1000

I32 = (0, 1, 2, 3, 7, 8, 16, 31, 32, 100, 255, 256, 32767, 65535, 65536,
       65528, 65532, 65535 - 3, 0x1ffff, 0x20000, 0x3fffc, 0x7fffffff,
       0x80000000, 0x80000001, 0xfffffffe, 0xffffffff, 0x12345678)
I64 = I32 + (0xffffffff00000000, 0x100000000, 0x7fffffffffffffff,
             0x8000000000000000, 0x8000000000000001, 0xffffffffffffffff,
             0xfffffffffffffff8, 0x123456789abcdef0)
# Zeros, ones, denormals, limits of the integer types and their neighbours,
# infinities. NaNs are canonical: others make the bits of results depend on
# the engine.
F32 = (0x00000000, 0x80000000, 0x3f800000, 0xbf800000, 0x3f000000, 0xbf000000,
       0x40200000, 0x3effffff, 0x00000001, 0x80000001, 0x007fffff, 0x7f7fffff,
       0xff7fffff, 0x7f800000, 0xff800000, 0x4effffff, 0x4f000000, 0xcf000000,
       0xcf000001, 0x4f7fffff, 0x4f800000, 0x5effffff, 0x5f000000, 0xdf000000,
       0x5f7fffff, 0x5f800000, 0xbf7fffff, 0x7fc00000)
F64 = (0, 1 << 63, 0x3ff0000000000000, 0xbff0000000000000, 0x3fe0000000000000,
       0x4004000000000000, 0x3fdfffffffffffff, 1, 0x000fffffffffffff,
       0x7fefffffffffffff, 0x7ff0000000000000, 0xfff0000000000000,
       0x41dfffffffc00000, 0x41e0000000000000, 0xc1e0000000000000,
       0xc1e0000000200000, 0xc1e00000001fffff, 0x41efffffffe00000,
       0x41f0000000000000, 0x43dfffffffffffff, 0x43e0000000000000,
       0xc3e0000000000000, 0xc3e0000000000001, 0x43efffffffffffff,
       0x43f0000000000000, 0xbfefffffffffffff, 0x47efffffe0000000,
       0x47effffff0000000, 0x36a0000000000000, 0x3690000000000000,
       0x7ff8000000000000)


def number(kind, rng):
    """Bits of a numeric type."""
    interesting = {"i32": I32, "i64": I64, "f32": F32, "f64": F64}[kind]
    width = 32 if kind in ("i32", "f32") else 64
    if rng.random() < 0.7:
        return rng.choice(interesting)
    if kind[0] == "i":
        return (rng.getrandbits(width) if rng.random() < 0.5
                else rng.randrange(70000))
    # A float of moderate size: sign, exponent near the bias, any fraction.
    exponent, bias = (23, 127) if width == 32 else (52, 1023)
    return (rng.getrandbits(1) << (width - 1)
            | (bias + rng.randrange(-40, 70)) << exponent
            | rng.getrandbits(exponent))


def value(kind, rng):
    """A value as plans write it; references are null, or a number for an
    externref."""
    if kind == "v128":
        lane = rng.choice(("i32", "i64", "f32", "f64"))
        width = 32 if lane in ("i32", "f32") else 64
        bits = 0
        for _ in range(128 // width):
            bits = bits << width | number(lane, rng)
        return f"v128:{bits:032x}"
    if kind in ("i32", "f32"):
        return f"{kind}:{number(kind, rng):08x}"
    if kind in ("i64", "f64"):
        return f"{kind}:{number(kind, rng):016x}"
    if kind == "externref" and rng.random() < 0.7:
        return f"externref:{rng.randrange(1, 1000):x}"
    return f"{kind}:null"


def callable_by_host(signature):
    params, results = signature
    return (all(p.is_numeric() or p.nullable for p in params)
            and len(params) <= 1000 and len(results) <= 1000)


def hex_name(name):
    return name.hex() or "-"


def make(data, seed, nan="exact", calls_per_func=3):
    """The text of a plan for a module. `nan` says how floats of results are
    compared, see compare.py."""
    rng = random.Random(seed)
    module = wasm.Module(data)
    lines = [f"nan {nan}"]
    fuel = None
    seen = set()
    for name, kind, index in module.exports:
        if name == FUEL:
            fuel = hex_name(name)
            continue
        if (kind, index) in seen:
            continue
        if (kind == "memory"
                or kind == "table" and module.tables[index].kind in
                ("funcref", "externref")
                or kind == "global" and module.globals[index][0].kind in
                ("i32", "i64", "f32", "f64", "v128", "funcref", "externref")):
            seen.add((kind, index))
            line = f"watch {kind} {hex_name(name)}"
            if kind == "global":
                line += " " + module.globals[index][0].kind
            lines.append(line)
    funcs = {index: name for name, kind, index in module.exports
             if kind == "func"}
    calls = []
    for index, name in funcs.items():
        params, results = module.signature(index)
        if not callable_by_host((params, results)):
            continue
        for _ in range(calls_per_func if params else 1):
            args = [value(p.kind, rng) for p in params]
            kinds = ",".join(r.kind for r in results) or "-"
            calls.append(" ".join(["call", hex_name(name), kinds, *args]))
    # Calls work on what those before them left behind.
    rng.shuffle(calls)
    lines += ["instance", "state"]
    # Every second plan gives each call its own instance: what one call left
    # behind, or a trap that was explained, then hides nothing in the next.
    fresh = rng.random() < 0.5
    for call in calls:
        if fresh and lines[-2] != "instance":
            lines.append("instance")
        if fuel:
            lines.append(f"set {fuel} i32:{FUEL_PER_CALL:08x}")
        lines += [call, "state"]
    return "\n".join(lines) + "\n"
