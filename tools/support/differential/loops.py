"""Modules full of loops over memory, for tools/differential.

wasm-smith makes few loops that count, and patterns.py makes small ones. These
are what compilers make of loops over arrays: several addresses that advance by
the same or by different steps, neighbours as static offsets or as sums, bodies
that the producer unrolled, elements handed on from copy to copy. Then a few of
them are spoiled: a copy differs, comes in another order, is skipped on one
path, calls a function that writes or grows memory, or leaves the loop.

Each function is called with starts at the beginning of a memory, at its end,
and where 32-bit sums wrap, and with small and large counts. Starts and counts
are arguments of functions that do the work, so that they are not known to the
compiler.
"""
import random

from instructions import VALUE_TYPE, const, leb, simd
from patterns import END, PAGE, Memory, Signature

SIZE = {"i32": 4, "i64": 8, "f32": 4, "f64": 8, "v128": 16}
BLOCK, LOOP, IF, BR_IF = b"\x02", b"\x03", b"\x04", b"\x0d"
# type: full and narrow loads as (code, bytes), then stores.
LOADS = {"i32": [(b"\x28", 4), (b"\x2d", 1), (b"\x2c", 1), (b"\x2f", 2)],
         "i64": [(b"\x29", 8), (b"\x35", 4), (b"\x31", 1)],
         "f32": [(b"\x2a", 4)], "f64": [(b"\x2b", 8)],
         "v128": [(simd(0), 16)]}
STORES = {"i32": [(b"\x36", 4), (b"\x3a", 1), (b"\x3b", 2)],
          "i64": [(b"\x37", 8), (b"\x3e", 4)],
          "f32": [(b"\x38", 4)], "f64": [(b"\x39", 8)],
          "v128": [(simd(11), 16)]}
# With floats none that makes a NaN of numbers that are not negative.
OPERATORS = {"i32": [b"\x6a", b"\x6b", b"\x6c", b"\x71", b"\x73", b"\x74"],
             "i64": [b"\x7c", b"\x7d", b"\x7e", b"\x84", b"\x85", b"\x88"],
             "f32": [b"\x92", b"\x92", b"\x96", b"\x97"],
             "f64": [b"\xa0", b"\xa0", b"\xa4", b"\xa5"],
             "v128": [simd(174), simd(110), simd(81), simd(78)]}
ADD = {"i32": b"\x6a", "i64": b"\x7c"}
SUB = {"i32": b"\x6b", "i64": b"\x7d"}
MUL = {"i32": b"\x6c", "i64": b"\x7e"}
OR = {"i32": b"\x72", "i64": b"\x84"}
SHL = {"i32": b"\x74", "i64": b"\x86"}
NE = {"i32": b"\x47", "i64": b"\x52"}
LESS = {"i32": [b"\x48", b"\x49"], "i64": [b"\x53", b"\x54"]}


def get(local):
    return b"\x20" + leb(local)


def put(local):
    return b"\x21" + leb(local)


def tee(local):
    return b"\x22" + leb(local)


class LoopFunction:
    """(pointers..., count, value) -> (value, a pointer, the counter). The
    pointers have the type of addresses of memory 0."""

    pointers = 3

    def __init__(self, rng, memories, kind, helper):
        self.rng = rng
        self.memories = memories
        self.kind = kind
        self.helper = helper
        self.address = memories[0].address
        self.signature = Signature(
            [self.address] * self.pointers + [self.address, kind],
            [kind, self.address, self.address])
        self.locals = list(self.signature.params)
        self.count = self.pointers
        self.value = self.pointers + 1
        self.index = self.add(self.address)
        self.carried = [self.add(kind) for _ in range(2)]
        self.outer = self.add("i32")
        self.load, self.load_size = rng.choice(LOADS[kind][:1] * 3
                                               + LOADS[kind])
        self.store, self.store_size = rng.choice(STORES[kind][:1] * 3
                                                 + STORES[kind])
        self.copies = rng.choice((1, 1, 2, 2, 3, 4, 4, 8))
        self.spoiled = rng.random() < 0.4
        self.by_index = [rng.random() < 0.25 for _ in range(self.pointers)]
        # What an array advances by in an iteration.
        self.element = rng.choice((self.store_size,) * 12
                                  + (self.load_size, 1, 2, 24, 400, PAGE))
        self.step = self.element * self.copies
        if rng.random() < 0.15:
            self.step = rng.choice((1, 4, PAGE - 1, PAGE, PAGE + 1, 800,
                                    -self.step, -4, -4, self.step + 4))
        # Floats that overlap others could be NaNs.
        self.unit = SIZE[kind] if kind[0] == "f" else 1
        self.element = self.aligned(self.element)
        self.step = self.aligned(self.step)
        self.index_step = rng.choice((1, self.copies, self.copies,
                                      self.copies, -self.copies))
        self.shift = max(self.step.bit_length() - 1, 0)
        while (1 << self.shift) % self.unit:
            self.shift += 1

    def add(self, kind):
        self.locals.append(kind)
        return len(self.locals) - 1

    def chance(self, probability):
        return self.rng.random() < probability

    def aligned(self, distance):
        return -(-distance // self.unit) * self.unit

    def number(self, value):
        return const(self.address, value & ((1 << 64) - 1
                                            if self.address == "i64"
                                            else 0xffffffff))

    def argument(self, memory, offset):
        """The immediate of an access."""
        if memory:
            return bytes([0x40]) + leb(memory) + leb(offset)
        return b"\0" + leb(offset)

    def addressed(self, pointer, displacement):
        """Code for an address, and the static offset that is left."""
        code = get(pointer)
        if self.by_index[pointer]:
            code += (get(self.index) + self.number(self.shift)
                     + SHL[self.address] + ADD[self.address])
        roll = self.rng.random()
        if displacement < 0 or roll < 0.3:
            operator = self.rng.choice((ADD, ADD, ADD, OR))
            if displacement < 0 or operator is ADD:
                code += self.number(displacement) + ADD[self.address]
                return code, 0
            return code + self.number(displacement) + OR[self.address], 0
        return code, displacement

    def displacement(self, copy):
        """Distances of neighbours and rows, the same for each copy."""
        return (copy * self.element
                + self.rng.choice((0,) * 12 + (self.element,) * 6
                                  + (-self.element, 800, 800, -800, 16000,
                                     PAGE - 8)))

    def memory_of(self, pointer):
        """Later pointers may go into other memories of the same addresses."""
        same = [i for i, m in enumerate(self.memories)
                if m.address == self.address]
        return same[pointer % len(same)]

    def statements(self):
        """The copies, each a list of statements."""
        rng = self.rng
        shape = []
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            loads = [(rng.randrange(self.pointers), self.displacement(0))
                     for _ in range(rng.choice((0, 1, 1, 2, 3)))]
            target = (rng.randrange(self.pointers), self.displacement(0))
            operators = [rng.choice(OPERATORS[self.kind]) for _ in range(6)]
            shape.append((loads, target, operators,
                          rng.choice(("store", "store", "store", "sum",
                                      "carry", "drop", "both"))))
        extra = rng.choice(("none", "invariant", "index", "constant"))
        return [[self.statement(row, copy, extra) for row in shape]
                for copy in range(self.copies)]

    def statement(self, row, copy, extra):
        loads, target, operators, form = row
        operators = list(operators)
        code = b""
        terms = 0
        for pointer, displacement in loads:
            address, offset = self.addressed(
                pointer, displacement + copy * self.element)
            code += address + self.load + self.argument(
                self.memory_of(pointer), offset)
            if terms:
                code += operators[terms]
            terms += 1
        if extra != "none" or not terms:
            code += self.other(extra, copy)
            if terms:
                code += operators[terms]
        if form == "drop":
            return code + b"\x1a"
        if form == "sum":
            return code + get(self.value) + operators[0] + put(self.value)
        if form == "carry":
            old, new = self.carried[copy % 2], self.carried[(copy + 1) % 2]
            code = code + tee(new) + get(old) + operators[0]
        elif form == "both":
            code = code + get(self.value) + operators[0] + tee(self.value)
        pointer, displacement = target
        address, offset = self.addressed(
            pointer, displacement + copy * self.element)
        # The address comes first on the stack, the value after it.
        return address + code + self.store + self.argument(
            self.memory_of(pointer), offset)

    def other(self, extra, copy):
        """A term that is not loaded."""
        if extra == "index" and self.kind in ("i32", "i64"):
            code = get(self.index)
            if copy:
                operator = self.rng.choice((ADD, ADD, OR))
                code += self.number(copy) + operator[self.address]
            if self.address != self.kind:
                code += b"\xad" if self.kind == "i64" else b"\xa7"
            return code
        if extra == "constant":
            return const(self.kind, {"f32": 0x3f000000,
                                     "f64": 0x3fe0000000000000}.get(
                                         self.kind, 5))
        return get(self.value)

    def spoil(self, copies):
        """Code in which something is not as regular as it seems."""
        rng = self.rng
        flat = [statement for copy in copies for statement in copy]
        at = rng.randrange(len(flat))
        way = rng.randrange(7)
        if way == 0:
            other = rng.randrange(len(flat))
            flat[at], flat[other] = flat[other], flat[at]
        elif way == 1:
            flat[at] = (get(self.index) + self.number(3) + b"\x71"
                        if self.address == "i32" else
                        get(self.index) + self.number(3) + b"\x83\xa7"
                        ) + IF + b"\x40" + flat[at] + END
        elif way == 2:
            flat.insert(at, b"\x10" + leb(self.helper))
        elif way == 3:
            # Out of the loop in the middle.
            flat.insert(at, get(self.index) + self.number(rng.randrange(60))
                        + NE[self.address] + b"\x45" + BR_IF + leb(1))
        elif way == 4:
            flat.insert(at, self.statement(
                ([(rng.randrange(self.pointers), 0)], (0, 8),
                 [OPERATORS[self.kind][0]] * 4, "store"),
                rng.randrange(self.copies), "none"))
        elif way == 5:
            flat[at] = b""
        else:
            pointer = rng.randrange(self.pointers)
            flat.insert(at, get(pointer) + self.number(self.aligned(rng.choice(
                (1, 4, self.element, -self.element)))) + ADD[self.address]
                + put(pointer))
        return flat

    def loop(self):
        rng = self.rng
        copies = self.statements()
        flat = (self.spoil(copies) if self.spoiled else
                [statement for copy in copies for statement in copy])
        code = BLOCK + b"\x40" + LOOP + b"\x40" + b"".join(flat)
        for pointer in range(self.pointers):
            if not self.by_index[pointer]:
                code += (get(pointer) + self.number(self.step)
                         + ADD[self.address] + put(pointer))
        code += (get(self.index) + self.number(self.index_step)
                 + ADD[self.address] + put(self.index))
        if rng.random() < 0.5 or self.index_step < 0:
            code += (get(self.count) + self.number(-1) + ADD[self.address]
                     + tee(self.count) + self.number(0) + NE[self.address])
        else:
            code += (get(self.index) + get(self.count)
                     + (rng.choice(LESS[self.address]) if self.index_step > 1
                        else rng.choice([NE[self.address]]
                                        + LESS[self.address])))
        return code + BR_IF + b"\0" + END + END

    def begin_again(self):
        return (self.number(5) + put(self.count)
                + self.number(0) + put(self.index))

    def encode(self):
        # A count of zero never ends where 2^32 iterations count down.
        code = (get(self.count) + self.number(0) + NE[self.address] + b"\x45"
                + IF + b"\x40" + get(self.value) + get(0) + get(self.index)
                + b"\x0f" + END)
        if self.chance(0.2):  # a loop of loops
            code += (LOOP + b"\x40" + self.loop() + self.begin_again()
                     + get(self.outer) + const("i32", 1) + b"\x6a"
                     + tee(self.outer) + const("i32", 3) + b"\x49" + BR_IF
                     + b"\0" + END)
        else:
            code += self.loop()
        if self.chance(0.3):
            code += self.begin_again() + self.loop()
        code += get(self.carried[0]) + get(self.value) + (
            OPERATORS[self.kind][0]) + get(self.rng.randrange(self.pointers))
        code += get(self.index)
        extra = self.locals[len(self.signature.params):]
        body = (leb(len(extra)) + b"".join(b"\1" + VALUE_TYPE[t]
                                           for t in extra) + code + END)
        return leb(len(body)) + body


class Generator:
    def __init__(self, seed, features):
        self.rng = random.Random(seed)
        rng = self.rng
        count = rng.randrange(1, 4) if "multi-memory" in features else 1
        self.memories = [Memory(rng, features, i) for i in range(count)]
        kinds = ["i32", "i32", "i64"] + ["v128"] * ("simd" in features)
        # Floats in a module of their own, whose memory has no NaNs.
        self.kinds = (["f64"] if rng.random() < 0.3 else
                      ["f32"] if rng.random() < 0.2 else kinds)
        self.signatures = [Signature([], [])]
        self.functions = []
        self.bodies = []

    def floats(self, zeros, count):
        return b"".join(bytes(zeros) + bytes(
            [self.rng.randrange(256), self.rng.choice((0x3f, 0x3f, 0x40))])
            for _ in range(count))

    def contents(self, length):
        rng = self.rng
        if self.kinds == ["f64"]:
            return self.floats(6, length // 8)
        if self.kinds == ["f32"]:
            return self.floats(2, length // 4)
        return rng.randbytes(length)

    def add(self, signature, body):
        for i, other in enumerate(self.signatures):
            if (other.params, other.results) == (signature.params,
                                                 signature.results):
                break
        else:
            i = len(self.signatures)
            self.signatures.append(signature)
        self.functions.append(i)
        self.bodies.append(body)
        return len(self.functions) - 1

    def start(self, function, memory):
        """Where an array begins."""
        rng = self.rng
        length = memory.length
        element = function.element
        roll = rng.random()
        if roll < 0.3:
            return rng.choice((0, 8, 16, 64, 800, 1000, 1004, 1008, 4096))
        if roll < 0.42:
            # Ends a few elements before or behind the end.
            count = rng.choice((4, 8, 16, 40)) * element * function.copies
            return max(0, length - count + rng.choice((0, 1, -1, 4, -4,
                                                       element, -element)))
        if roll < 0.48:  # wraps on the way, or is near the last page
            return rng.choice((0xffffffff, 0xfffffff8, 0xfffffff0,
                               0xffffff00, 0xfffffc00, 0xffff0000, 0xfffeffff,
                               0xfffefff8, 0xffff0008, 0x7ffffff8, 0x80000000,
                               0x100000000 - element * function.copies * 3))
        return rng.randrange(length // 8, max(1, length // 2), 8)

    def driver(self, target, function):
        rng = self.rng
        body = b"\0"
        for pointer in range(function.pointers):
            memory = self.memories[function.memory_of(pointer)]
            body += function.number(self.start(function, memory)
                                    // function.unit * function.unit)
        counts = (1, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 40, 100)
        if rng.random() < 0.05:
            counts = (1000, 9000, 70000)
        body += function.number(rng.choice(counts))
        body += const(function.kind, {"f32": 0x3f800000,
                                      "f64": 0x3ff0000000000000}.get(
                                          function.kind, 0x01234567))
        body += b"\x10" + leb(target) + END
        return self.add(Signature([], function.signature.results),
                        leb(len(body)) + body)

    def module(self):
        rng = self.rng
        first = self.memories[0]
        # Writes something and grows the memory.
        body = (b"\0" + const(first.address, 16) + const("i32", 7)
                + b"\x3a\0\0" + const(first.address, rng.randrange(2))
                + b"\x40\0\x1a" + END)
        helper = self.add(self.signatures[0], leb(len(body)) + body)
        exports = []
        for _ in range(rng.randrange(2, 5)):
            function = LoopFunction(rng, self.memories,
                                    rng.choice(self.kinds), helper)
            target = self.add(function.signature, function.encode())
            exports += [self.driver(target, function)
                        for _ in range(rng.randrange(2, 5))]
        return self.encode(exports)

    def encode(self, functions):
        def section(code, items):
            body = leb(len(items)) + b"".join(items)
            return bytes([code]) + leb(len(body)) + body

        exports = [(f"f{i}", 0, i) for i in functions]
        exports += [(f"m{i}", 2, i) for i in range(len(self.memories))]
        data = []
        for i, memory in enumerate(self.memories):
            size = min(memory.length, 20000) & ~15
            for at in {0, memory.length - size}:
                data.append((b"\0" if i == 0 else b"\2" + leb(i))
                            + const(memory.address, at) + END
                            + leb(size) + self.contents(size))
        return b"".join([
            b"\0asm\1\0\0\0",
            section(1, [s.encode() for s in self.signatures]),
            section(3, [leb(i) for i in self.functions]),
            section(5, [memory.encode() for memory in self.memories]),
            section(7, [leb(len(name)) + name.encode() + bytes([kind])
                        + leb(index) for name, kind, index in exports]),
            section(10, self.bodies),
            section(11, data)])


def generate(seed, features):
    """(bytes of a module, how NaNs are compared)."""
    generator = Generator(seed, features)
    data = generator.module()
    return data, "quiet" if generator.kinds[0][0] == "f" else "exact"
