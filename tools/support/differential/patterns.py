"""Modules that attack what wasm2obj takes care of, for tools/differential.

wasm-smith's modules are of any shape, but few of them get far. These do: most
accesses are in bounds, many just so, at the end of a small memory; loads whose
value is not needed, or only on one path; stores followed by traps, seen in
memory and globals afterwards; divisions and conversions at their limits;
loops that LLVM unrolls and vectorises; br_table, multi-value, vectors across
calls.

All loops are counted and calls go to functions with lower indices only, so
everything ends. Bits of NaNs that the specification leaves open never reach
memory, integers or vectors: they are replaced by the canonical NaN there.
"""
import random

from instructions import (ATOMICS, BITSELECT, BY_RESULT, CANONICAL_NAN,
                          COPYSIGN, FLOAT_LANES, FLOAT_LOADS, FLOAT_SIMD,
                          FROM_BITS, LANE_EQUAL, LANE_LOADS, LANE_STORES,
                          LANES, LOADS, SHUFFLE, SIMD_LOADS, SIMD_STORES,
                          STORES, TO_BITS, TRAPPING_BY_RESULT, VALUE_TYPE,
                          WIDE, const, leb, simd)
from plan import number
from references import NULL, REFERENCES, TABLES, References

PAGE = 65536
END = b"\x0b"
FLOATS = ("f32", "f64")


class Memory:
    def __init__(self, rng, features, index):
        self.is64 = "memory64" in features and rng.random() < 0.6
        self.shared = "threads" in features and rng.random() < 0.5
        self.small = ("custom-page-sizes" in features and not self.shared
                      and rng.random() < 0.6)
        if self.small:
            self.pages = rng.choice((8, 64, 100, 4096, 4097, 65537))
            self.maximum = self.pages + rng.randrange(100)
            self.length = self.pages
        else:
            self.pages = 1 if index == 0 else rng.randrange(1, 3)
            self.maximum = self.pages + rng.randrange(3)
            self.length = self.pages * PAGE
        self.address = "i64" if self.is64 else "i32"
        self.wide = 0xffffffffffffffff if self.is64 else 0xffffffff

    def encode(self):
        flags = (1 | 2 * self.shared | 4 * self.is64 | 8 * self.small)
        return (bytes([flags]) + leb(self.pages) + leb(self.maximum)
                + (b"\0" if self.small else b""))


class Signature:
    def __init__(self, params, results):
        self.params = params
        self.results = results

    def encode(self):
        return (b"\x60" + leb(len(self.params))
                + b"".join(VALUE_TYPE[t] for t in self.params)
                + leb(len(self.results))
                + b"".join(VALUE_TYPE[t] for t in self.results))


class Generator:
    """One module."""

    def __init__(self, seed, features):
        self.rng = random.Random(seed)
        self.features = features
        self.simd = "simd" in features
        self.types = ["i32", "i64", "f32", "f64"] + ["v128"] * self.simd
        self.references = self.rng.random() < 0.4
        if self.references:
            self.types += REFERENCES
        # Loads of floats and reinterpretations make NaNs of any payload;
        # without them every NaN must be canonical all along.
        self.any_nan = self.rng.random() < 0.5
        count = 1
        if "multi-memory" in features:
            count = self.rng.randrange(1, 4)
        self.memories = [Memory(self.rng, features, i) for i in range(count)]
        self.globals = [self.rng.choice(self.types)
                        for _ in range(self.rng.randrange(2, 6))]
        self.signatures = []
        self.functions = []  # index of signature
        self.bodies = []

    def some_types(self, most, least=0):
        return [self.rng.choice(self.types)
                for _ in range(self.rng.randrange(least, most + 1))]

    def signature_index(self, signature):
        for i, other in enumerate(self.signatures):
            if (other.params, other.results) == (signature.params,
                                                 signature.results):
                return i
        self.signatures.append(signature)
        return len(self.signatures) - 1

    def module(self):
        rng = self.rng
        for index in range(rng.randrange(2, 6)):
            params = self.some_types(4)
            if rng.random() < 0.1:  # more than there are registers
                params = self.some_types(24, 12)
            results = (self.some_types(1, 1) if rng.random() < 0.6
                       else self.some_types(4))
            signature = Signature(params, results)
            self.functions.append(self.signature_index(signature))
            self.bodies.append(Function(self, index, signature).encode())
        return self.encode()

    def encode(self):
        rng = self.rng

        def section(code, items):
            body = leb(len(items)) + b"".join(items)
            return bytes([code]) + leb(len(body)) + body

        exports = [(f"f{i}", 0, i) for i in range(len(self.functions))]
        exports += [(f"m{i}", 2, i) for i in range(len(self.memories))]
        exports += [(f"g{i}", 3, i) for i in range(len(self.globals))]
        exports += [(f"t{i}", 1, i) for i in range(1 + len(TABLES))]
        table_types = [b"\x70\1" + leb(len(self.functions) + 2)
                       + leb(len(self.functions) + 4)]
        table_types += [VALUE_TYPE[t] + b"\1" + leb(low) + leb(high)
                        for t, low, high in TABLES]
        data = []
        for i, memory in enumerate(self.memories):
            for at in (0, memory.length - min(memory.length, 24)):
                contents = rng.randbytes(min(memory.length, 24))
                data.append((b"\0" if i == 0 else b"\2" + leb(i))
                            + const(memory.address, at) + END
                            + leb(len(contents)) + contents)
        data.append(b"\1" + leb(16) + rng.randbytes(16))
        count = len(self.functions)
        return b"".join([
            b"\0asm\1\0\0\0",
            section(1, [s.encode() for s in self.signatures]),
            section(3, [leb(i) for i in self.functions]),
            section(4, table_types),
            section(5, [memory.encode() for memory in self.memories]),
            section(6, [VALUE_TYPE[t] + b"\1"
                        + (NULL.get(t) or const(t, self.bits(t))) + END
                        for t in self.globals]),
            section(7, [leb(len(name)) + name.encode() + bytes([kind])
                        + leb(index) for name, kind, index in exports]),
            section(9, [b"\0" + const("i32", 0) + END + leb(count)
                        + b"".join(leb(i) for i in range(count))]),
            section(12, [])[:1] + leb(len(leb(len(data)))) + leb(len(data)),
            section(10, self.bodies),
            section(11, data)])

    def bits(self, kind):
        if kind == "v128":
            lane = self.rng.choice(("i32", "i64", "f32", "f64"))
            width = 32 if lane in ("i32", "f32") else 64
            return sum(number(lane, self.rng) << at
                       for at in range(0, 128, width))
        return number(kind, self.rng)


class Function(References):
    """Expressions and statements are strings of bytes."""

    def __init__(self, generator, index, signature):
        self.generator = generator
        self.rng = generator.rng
        self.index = index
        self.signature = signature
        self.locals = list(signature.params)
        # Two of each for values, and scratch that only one statement uses.
        for kind in generator.types:
            self.locals += [kind, kind]
        self.readable = list(range(len(self.locals)))
        self.scratch = {}
        for kind in generator.types:
            self.scratch[kind] = self.add_local(kind)
        self.loops = 0
        self.labels = []  # innermost last; True for those of loops
        self.budget = self.rng.randrange(30, 160)

    def add_local(self, kind):
        self.locals.append(kind)
        return len(self.locals) - 1

    def chance(self, probability):
        return self.rng.random() < probability

    # ---- Expressions

    def constant(self, kind):
        if kind in REFERENCES:
            return self.reference_constant(kind)
        return const(kind, self.generator.bits(kind))

    def leaf(self, kind):
        choices = [i for i in self.readable if self.locals[i] == kind]
        if choices and self.chance(0.65):
            return b"\x20" + leb(self.rng.choice(choices))
        globals_ = [i for i, t in enumerate(self.generator.globals)
                    if t == kind]
        if globals_ and self.chance(0.4):
            return b"\x23" + leb(self.rng.choice(globals_))
        return self.constant(kind)

    def canonical(self, kind, value):
        """A float whose NaNs are canonical."""
        local = leb(self.scratch[kind])
        equal = b"\x5b" if kind == "f32" else b"\x61"
        return (value + b"\x22" + local + const(kind, CANONICAL_NAN[kind])
                + b"\x20" + local + b"\x20" + local + equal + b"\x1b")

    def canonical_lanes(self, kind, value):
        local = leb(self.scratch["v128"])
        width = 32 if kind == "f32" else 64
        nan = sum(CANONICAL_NAN[kind] << at for at in range(0, 128, width))
        return (value + b"\x22" + local + const("v128", nan)
                + b"\x20" + local + b"\x20" + local + LANE_EQUAL[kind]
                + BITSELECT)

    def expression(self, kind, depth=None):
        if depth is None:
            depth = self.rng.randrange(1, 5)
        self.budget -= 1
        if depth <= 0 or self.budget < 0:
            return self.leaf(kind)
        roll = self.rng.random()
        if roll < 0.15:
            return self.leaf(kind)
        if kind in REFERENCES:
            return (self.if_value(kind, depth - 1) if roll < 0.25 else
                    self.call_value(kind, depth - 1) if roll < 0.3 else
                    self.reference(kind, depth - 1))
        if kind == "i32" and self.generator.references and roll > 0.95:
            return self.reference_test(depth - 1)
        if roll < 0.27:
            return self.load(kind, depth - 1)
        if roll < 0.32:
            return (self.expression(kind, depth - 1)
                    + self.expression(kind, depth - 1)
                    + self.expression("i32", depth - 1) + b"\x1b")
        if roll < 0.37:
            return self.if_value(kind, depth - 1)
        if roll < 0.42 and kind in TRAPPING_BY_RESULT:
            return self.trapping(kind, depth - 1)
        if roll < 0.45:
            return self.call_value(kind, depth - 1)
        if kind == "v128":
            return self.vector(depth - 1)
        if roll < 0.5 and kind in TO_BITS:
            other, code = TO_BITS[kind]
            return self.canonical(other, self.expression(other, depth - 1)) \
                + code
        if roll < 0.5 and kind in FROM_BITS and self.generator.any_nan:
            other, code = FROM_BITS[kind]
            return self.expression(other, depth - 1) + code
        if roll < 0.53 and kind in COPYSIGN:
            return (self.expression(kind, depth - 1)
                    + self.canonical(kind, self.expression(kind, depth - 1))
                    + COPYSIGN[kind])
        if roll < 0.62 and self.generator.simd:
            return self.from_vector(kind, depth - 1)
        return self.operator((kind, False), depth - 1)

    def operator(self, key, depth):
        code, operands, _ = self.rng.choice(BY_RESULT[key])
        return b"".join(self.expression(t, depth) for t in operands) + code

    def trapping(self, kind, depth):
        code, operands, _ = self.rng.choice(TRAPPING_BY_RESULT[kind])
        values = [self.expression(t, depth) for t in operands]
        if len(operands) == 2 and self.chance(0.75):
            # A divisor that is not 0: its lowest bit is set.
            values[1] += const(operands[1], 1) + (
                b"\x72" if operands[1] == "i32" else b"\x84")
        elif len(operands) == 1 and self.chance(0.7):
            # The scaled-down magnitude of a float is in range.
            kind = operands[0]
            values[0] = self.canonical(kind, values[0])
            first = const(kind, 0x3f000000 if kind == "f32"
                          else 0x3fe0000000000000)
            low, high = ((b"\x97", b"\x96") if kind == "f32"
                         else (b"\xa5", b"\xa4"))
            limit = const(kind, 0x42c80000 if kind == "f32"
                          else 0x4059000000000000)
            values[0] += first + low + limit + high
            local = leb(self.scratch[kind])
            equal = b"\x5b" if kind == "f32" else b"\x61"
            values[0] += (b"\x22" + local + first + b"\x20" + local
                          + b"\x20" + local + equal + b"\x1b")
        return b"".join(values) + code

    def vector(self, depth):
        roll = self.rng.random()
        if roll < 0.2:
            code, operands, lane = self.rng.choice(FLOAT_SIMD)
            return self.canonical_lanes(
                lane, b"".join(self.expression(t, depth) for t in operands)
                + code)
        if roll < 0.35:
            rows = [row for row in LANES if row[3] == "v128"]
            code, lanes, operands, _ = self.rng.choice(rows)
            return (b"".join(self.expression(t, depth) for t in operands)
                    + code + bytes([self.rng.randrange(lanes)]))
        if roll < 0.42:
            order = bytes(self.rng.randrange(32) for _ in range(16))
            if self.chance(0.4):  # one that moves wider lanes
                first = self.rng.choice((0, 4, 8, 16, 20))
                order = bytes((first + i) % 32 for i in range(16))
            return (self.expression("v128", depth)
                    + self.expression("v128", depth) + SHUFFLE + order)
        if roll < 0.5:
            kind = self.rng.choice(FLOATS)
            return (self.canonical(kind, self.expression(kind, depth))
                    + simd(19 if kind == "f32" else 20))
        return self.operator(("v128", True), depth)

    def from_vector(self, kind, depth):
        if kind in FLOATS:
            if not self.generator.any_nan:
                return self.leaf(kind)
            code, lanes = FLOAT_LANES[kind]
            return (self.expression("v128", depth) + code
                    + bytes([self.rng.randrange(lanes)]))
        if kind == "i32" and self.chance(0.4):
            return self.operator(("i32", True), depth)
        rows = [row for row in LANES if row[3] == kind]
        code, lanes, operands, _ = self.rng.choice(rows)
        return (self.expression("v128", depth) + code
                + bytes([self.rng.randrange(lanes)]))

    def if_value(self, kind, depth):
        self.labels.append(False)
        value = (self.expression("i32", depth) + b"\x04" + VALUE_TYPE[kind]
                 + self.expression(kind, depth) + b"\x05"
                 + self.expression(kind, depth) + END)
        self.labels.pop()
        return value

    # ---- Memory

    def address(self, memory, size, depth):
        """An address and an offset; most of them are in bounds."""
        rng, kind = self.rng, memory.address
        last = memory.length - size
        offset = rng.choice((0, 0, 0, 1, 4, rng.randrange(32)))
        if last < 64:
            offset = 0
        roll = rng.random()
        if roll < 0.3:  # just in bounds, seldom just not
            at = last - offset - rng.choice((0, 0, 0, 1, 2, 4, 8))
            at += rng.choice((0,) * 14 + (1, 2, 7, 8))
            return const(kind, max(at, 0)), offset
        if roll < 0.5:
            return const(kind, rng.randrange(max(last - offset, 1))), offset
        index = self.expression(kind, depth)
        and_, add = ((b"\x83", b"\x7c") if memory.is64
                     else (b"\x71", b"\x6a"))
        if last < 64:
            return index + const(kind, 3) + and_, 0
        if roll < 0.7:  # anywhere near the start
            return index + const(kind, 31) + and_, offset
        if roll < 0.94:  # near the end; one in many is out of bounds
            low = max(last - 31 - offset, 0)
            if rng.random() < 0.08:
                low += rng.choice((1, 16, 31))
            return index + const(kind, 31) + and_ + const(kind, low) + add, \
                offset
        if roll < 0.98:  # all of the distance in the offset
            return index + const(kind, 15) + and_, max(last - 15, 0)
        offset = rng.choice((0, memory.length - 1, memory.length, 0x7fffffff,
                             0x80000000, 0xffffffff))
        return index, offset

    def access(self, code, size, depth, before=b"", after=b"", memory=None,
               aligned=False):
        """An instruction with an address and a memory argument; `before` is
        the operands behind the address."""
        index = memory
        if index is None:
            index = self.rng.randrange(len(self.generator.memories))
        memory = self.generator.memories[index]
        address, offset = self.address(memory, size, depth)
        alignment = size.bit_length() - 1
        if aligned:
            # Atomics need the alignment, and trap without.
            if self.chance(0.95):
                mask = memory.wide & ~(size - 1)
                address += const(memory.address, mask) + (
                    b"\x83" if memory.is64 else b"\x71")
                offset &= ~(size - 1)
        else:
            alignment = self.rng.randrange(alignment + 1)
        argument = (leb(alignment | 0x40) + leb(index) if index
                    else leb(alignment)) + leb(offset)
        return address + before + code + argument + after

    def load(self, kind, depth):
        generator = self.generator
        if kind in REFERENCES:
            return self.reference(kind, depth)
        if kind in FLOATS:
            if not generator.any_nan:
                return self.leaf(kind)
            rows = FLOAT_LOADS
        elif kind == "v128":
            if self.chance(0.2):
                code, size = self.rng.choice(LANE_LOADS)
                return self.access(
                    code, size, depth, self.expression("v128", depth),
                    bytes([self.rng.randrange(16 // size)]))
            rows = SIMD_LOADS
        else:
            if "threads" in generator.features and self.chance(0.4):
                return self.atomic(kind, depth)
            rows = LOADS
        code, size, _ = self.rng.choice([r for r in rows if r[2] == kind])
        return self.access(code, size, depth)

    def atomic(self, result, depth):
        code, size, operands, _ = self.rng.choice(
            [row for row in ATOMICS if row[3] == result])
        return self.access(
            code, size, depth,
            b"".join(self.expression(t, depth) for t in operands),
            aligned=True)

    def stored_value(self, kind, depth):
        value = self.expression(kind, depth)
        return self.canonical(kind, value) if kind in FLOATS else value

    def store(self):
        depth = self.rng.randrange(3)
        if "threads" in self.generator.features and self.chance(0.4):
            return self.atomic(None, depth)
        if self.generator.simd and self.chance(0.3):
            if self.chance(0.4):
                code, size = self.rng.choice(LANE_STORES)
                return self.access(
                    code, size, depth, self.expression("v128", depth),
                    bytes([self.rng.randrange(16 // size)]))
            code, size, kind = self.rng.choice(SIMD_STORES)
        else:
            code, size, kind = self.rng.choice(STORES)
        return self.access(code, size, depth, self.stored_value(kind, depth))

    def bulk(self):
        generator, rng = self.generator, self.rng
        index = rng.randrange(len(generator.memories))
        memory = generator.memories[index]
        kind = memory.address
        count = const(kind, rng.choice((0, 1, 7, 16, 40)))
        roll = rng.random()
        start = self.address(memory, 40, 1)[0]
        if roll < 0.3:
            return (start + self.expression("i32", 1) + count + b"\xfc\x0b"
                    + leb(index))
        if roll < 0.6:
            return (start + self.address(memory, 40, 1)[0] + count
                    + b"\xfc\x0a" + leb(index) * 2)
        if roll < 0.9:  # the passive segment of 16 bytes comes last
            segment = 2 * len(generator.memories)
            if rng.random() < 0.1:
                return b"\xfc\x09" + leb(segment)
            return (start + const("i32", rng.randrange(10))
                    + const("i32", rng.randrange(9)) + b"\xfc\x08"
                    + leb(segment) + leb(index))
        delta = const(kind, rng.choice((0, 0, 1, 2, memory.wide)))
        return delta + b"\x40" + leb(index) + b"\x1a"

    # ---- Calls

    def arguments(self, signature, depth):
        return b"".join(self.expression(t, depth) for t in signature.params)

    def call(self, callee, depth):
        """A call of a function with a lower index, direct or not."""
        generator = self.generator
        signature_index = generator.functions[callee]
        signature = generator.signatures[signature_index]
        args = self.arguments(signature, depth)
        if self.chance(0.7):
            return args + b"\x10" + leb(callee)
        if "function-references" in generator.features and self.chance(0.6):
            return self.call_by_reference(callee, args)
        # Mostly the right element; sometimes null or beyond the table.
        index = const("i32", callee)
        if self.chance(0.03):
            count = len(generator.functions)
            index = const("i32", self.rng.choice((count + 1, 1000)))
        return args + index + b"\x11" + leb(signature_index) + b"\0"

    def callees(self):
        """Not within loops, so that calls do not multiply."""
        return range(self.index) if not self.loops else ()

    def call_value(self, kind, depth):
        generator = self.generator
        choices = [i for i in self.callees() if
                   generator.signatures[generator.functions[i]].results
                   == [kind]]
        if not choices:
            return self.leaf(kind)
        return self.call(self.rng.choice(choices), depth)

    def call_statement(self):
        choices = list(self.callees())
        if not choices:
            return self.store()
        callee = self.rng.choice(choices)
        generator = self.generator
        results = generator.signatures[generator.functions[callee]].results
        code = self.call(callee, 1)
        for kind in reversed(results):
            if self.chance(0.7):
                code += b"\x21" + leb(self.writable(kind))
            else:
                code += b"\x1a"
        return code

    def tail_call(self):
        generator = self.generator
        choices = [i for i in self.callees() if
                   generator.signatures[generator.functions[i]].results
                   == self.signature.results]
        if "tail-call" not in generator.features or not choices:
            return b""
        callee = self.rng.choice(choices)
        index = generator.functions[callee]
        args = self.arguments(generator.signatures[index], 1)
        if self.chance(0.6):
            return args + b"\x12" + leb(callee)
        if "function-references" in generator.features and self.chance(0.6):
            return self.call_by_reference(callee, args, tail=True)
        return args + const("i32", callee) + b"\x13" + leb(index) + b"\0"

    # ---- Statements

    def writable(self, kind):
        return self.rng.choice([i for i in self.readable
                                if self.locals[i] == kind])

    def assign(self):
        kind = self.rng.choice(self.generator.types)
        return self.expression(kind) + b"\x21" + leb(self.writable(kind))

    def assign_global(self):
        index = self.rng.randrange(len(self.generator.globals))
        return (self.stored_value(self.generator.globals[index], 2)
                + b"\x24" + leb(index))

    def unused_load(self):
        kind = self.rng.choice(self.generator.types)
        return self.load(kind, 1) + b"\x1a"

    def masked_load(self):
        """A load of which a part is used, or nothing after all."""
        kind = self.rng.choice(("i32", "i64"))
        code = self.load(kind, 1)
        ops = ((0x71, 0x74, 0x76, 0x75, 0x6c, 0x78) if kind == "i32"
               else (0x83, 0x86, 0x88, 0x87, 0x7e, 0x8a))
        bits = self.rng.choice((0, 1, 0xff, 0xff00, 16, 24, 31, 0x80000000))
        for _ in range(self.rng.randrange(1, 3)):
            code += const(kind, bits) + bytes([self.rng.choice(ops)])
            bits = self.rng.choice((0, 0xff, 8, 24, 0xff000000))
        return code + b"\x21" + leb(self.writable(kind))

    def conditional_load(self):
        """A load before a condition whose value one arm uses."""
        kind = self.rng.choice(self.generator.types)
        local = leb(self.writable(kind))
        code = self.load(kind, 1) + b"\x21" + local
        self.labels.append(False)
        code += (self.expression("i32", 1) + b"\x04\x40" + self.store()
                 + b"\x20" + local + b"\x21" + leb(self.writable(kind))
                 + (b"\x05" + self.statement() if self.chance(0.4) else b"")
                 + END)
        self.labels.pop()
        return code

    def wide(self):
        code, count = self.rng.choice(WIDE)
        return (b"".join(self.expression("i64", 2) for _ in range(count))
                + code + b"\x21" + leb(self.writable("i64"))
                + b"\x21" + leb(self.writable("i64")))

    def conditional(self):
        self.labels.append(False)
        code = self.expression("i32") + b"\x04\x40" + self.block_of(3)
        if self.chance(0.5):
            code += b"\x05" + self.block_of(2)
        self.labels.pop()
        return code + END

    def block(self):
        self.labels.append(False)
        code = b"\x02\x40" + self.block_of(2)
        # Not to a loop: that would be a turn that nobody counts.
        targets = [i for i, loop in enumerate(reversed(self.labels))
                   if not loop]
        code += self.expression("i32", 1) + b"\x0d" + leb(
            self.rng.choice(targets[:3]))
        code += self.block_of(2)
        self.labels.pop()
        return code + END

    def table_of_branches(self):
        count = self.rng.randrange(1, 6)
        self.labels += [False] * count
        labels = [self.rng.randrange(count) for _ in range(count + 1)]
        code = (b"\x02\x40" * count + self.expression("i32", 2)
                + (b"" if self.chance(0.3) else const("i32", 7) + b"\x71")
                + b"\x0e" + leb(count)
                + b"".join(leb(label) for label in labels))
        for _ in range(count):
            self.labels.pop()
            code += END + self.statement()
        return code

    def multi_value(self):
        """A block with parameters and results."""
        kinds = self.generator.some_types(3, 1)
        results = self.generator.some_types(3, 1)
        index = self.generator.signature_index(Signature(kinds, results))
        code = b"".join(self.expression(t, 1) for t in kinds)
        self.labels.append(False)
        code += b"\x02" + leb(index)
        for kind in reversed(kinds):
            code += b"\x21" + leb(self.writable(kind))
        if self.chance(0.5):
            code += b"".join(self.expression(t, 1) for t in results)
            code += self.expression("i32", 1) + b"\x0d\x00"
            code += b"\x1a" * len(results)
        code += b"".join(self.expression(t, 1) for t in results)
        self.labels.pop()
        code += END
        for kind in reversed(results):
            code += b"\x21" + leb(self.writable(kind))
        return code

    def loop(self):
        """A counted loop; in the innermost one the counter is an address."""
        if self.loops >= 2:
            return self.store()
        counter = self.add_local("i32")
        turns = self.rng.choice((1, 2, 3, 4, 5, 8, 15, 16, 17, 33))
        if self.loops:
            turns = min(turns, 5)
        local = leb(counter)
        # The counter can be read, but a body must not write it.
        self.loops += 1
        self.labels.append(True)
        self.labels[-1:] = [False, True]
        code = b"\x02\x40" + const("i32", 0) + b"\x21" + local + b"\x03\x40"
        code += self.array_body(local) if self.chance(0.5) else \
            self.block_of(3)
        # The number of turns is known, or is not.
        limit = const("i32", turns) if self.chance(0.6) else (
            self.leaf("i32") + const("i32", 31 if self.loops < 2 else 3)
            + b"\x71")
        code += (b"\x20" + local + const("i32", 1) + b"\x6a\x22" + local
                 + limit + b"\x48\x0d\x00" + END + END)
        self.labels[-2:] = []
        self.loops -= 1
        return code

    def array_body(self, local):
        """memory[a + i * size] = memory[b + i * size] op x, or a sum of
        them, near the end of the memory."""
        memories = self.generator.memories
        choices = [i for i, m in enumerate(memories) if not m.is64]
        if not choices:
            return self.store()
        index = self.rng.choice(choices)
        memory = memories[index]
        size, load, store, kind, operator = self.rng.choice((
            (1, b"\x2d", b"\x3a", "i32", b"\x6a"),
            (1, b"\x2c", b"\x3a", "i32", b"\x73"),
            (2, b"\x2f", b"\x3b", "i32", b"\x6a"),
            (4, b"\x28", b"\x36", "i32", b"\x6c"),
            (4, b"\x28", b"\x36", "i32", b"\x71"),
            (4, b"\x34", b"\x3e", "i64", b"\x7c"),
            (8, b"\x29", b"\x37", "i64", b"\x7c")))
        argument = (b"\x40" + leb(index) if index else b"\0")

        def at():
            # Most of the way in bounds; sometimes out of them at the end.
            start = max(memory.length - size * self.rng.choice(
                (20, 33, 33, 40, 64, 16)), 0)
            if self.chance(0.5):
                start = self.rng.randrange(max(memory.length - 300, 1))
            return (b"\x20" + local + const("i32", size) + b"\x6c"
                    + const("i32", start) + b"\x6a")

        value = at() + load + argument + leb(self.rng.randrange(2) * size)
        x = leb(self.writable(kind))
        if self.chance(0.2):  # a search that ends early, around the loop
            return value + (b"\x45" if kind == "i32" else b"\x50") \
                + b"\x0d\x01"
        if self.chance(0.4):
            return value + b"\x20" + x + operator + b"\x21" + x
        return (at() + value + b"\x20" + x + operator + store + argument
                + b"\0")

    def trap(self):
        """Under a condition that seldom holds."""
        kind = self.rng.choice(("i32", "i64"))
        bits = self.generator.bits(kind)
        self.labels.append(False)
        code = (self.expression(kind, 2) + const(kind, bits)
                + (b"\x46" if kind == "i32" else b"\x51") + b"\x04\x40"
                + (self.store() if self.chance(0.5) else b"") + b"\x00" + END)
        self.labels.pop()
        return code

    def leave(self):
        """An early return."""
        self.labels.append(False)
        code = self.expression("i32", 2) + b"\x04\x40"
        tail = self.tail_call() if self.chance(0.5) else b""
        code += tail or (b"".join(self.expression(t, 1) for t
                                  in self.signature.results) + b"\x0f")
        self.labels.pop()
        return code + END

    def statement(self):
        self.budget -= 1
        if self.budget < 0:
            return self.assign() if self.chance(0.5) else self.store()
        kinds = [(self.assign, 14), (self.store, 16), (self.assign_global, 6),
                 (self.unused_load, 7), (self.masked_load, 6),
                 (self.conditional_load, 6), (self.conditional, 6),
                 (self.block, 5), (self.table_of_branches, 4),
                 (self.multi_value, 4), (self.loop, 7), (self.trap, 3),
                 (self.leave, 3), (self.call_statement, 8), (self.bulk, 4)]
        if "wide-arithmetic" in self.generator.features:
            kinds.append((self.wide, 20))
        if self.generator.references:
            kinds.append((self.table_statement, 10))
        if "function-references" in self.generator.features:
            kinds.append((self.branch_on_null, 10))
        makers, weights = zip(*kinds)
        return self.rng.choices(makers, weights)[0]()

    def block_of(self, most):
        return b"".join(self.statement()
                        for _ in range(self.rng.randrange(1, most + 1)))

    def encode(self):
        code = self.block_of(10)
        code += self.tail_call() if self.chance(0.2) else b""
        code += b"".join(self.expression(t, 2)
                         for t in self.signature.results)
        params = len(self.signature.params)
        declared = self.locals[params:]
        body = (leb(len(declared))
                + b"".join(b"\1" + VALUE_TYPE[t] for t in declared)
                + code + END)
        return leb(len(body)) + body


def generate(seed, features):
    """(bytes of a module, how NaNs are compared)."""
    generator = Generator(seed, features)
    data = generator.module()
    return data, "quiet" if generator.any_nan else "class"
