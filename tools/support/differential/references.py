"""Tables and references in the modules of patterns.py."""
from instructions import const, leb

REFERENCES = ("funcref", "externref")
NULL = {"funcref": b"\xd0\x70", "externref": b"\xd0\x6f"}
# Tables behind that of call_indirect: type, minimum, maximum.
TABLES = (("externref", 4, 7), ("funcref", 3, 6))


class References:
    """A part of the class Function."""

    def reference_constant(self, kind):
        functions = self.generator.functions
        # Functions of lower indices are certainly in the element segment.
        if kind == "funcref" and functions and self.chance(0.6):
            return b"\xd2" + leb(self.rng.randrange(len(functions)))
        return NULL[kind]

    def some_table(self, kind):
        """Index and number of elements of a table of that type."""
        for i, (other, minimum, _) in enumerate(TABLES):
            if other == kind:
                return i + 1, minimum
        raise ValueError(kind)

    def element(self, size):
        """An index of a table, seldom beyond its end."""
        if self.chance(0.5):
            last = size if self.chance(0.1) else size - 1
            return const("i32", self.rng.randrange(last + 1))
        return self.expression("i32", 1) + const("i32", 1) + b"\x71"

    def reference(self, kind, depth):
        roll = self.rng.random()
        if roll < 0.5:
            table, size = self.some_table(kind)
            return self.element(size) + b"\x25" + leb(table)
        if roll < 0.7:
            return (self.expression(kind, depth)
                    + self.expression(kind, depth)
                    + self.expression("i32", depth) + b"\x1c\x01"
                    + (b"\x70" if kind == "funcref" else b"\x6f"))
        return self.leaf(kind)

    def reference_test(self, depth):
        """An i32 from a reference or a table."""
        kind = self.rng.choice(REFERENCES)
        if self.chance(0.3):
            return b"\xfc\x10" + leb(self.some_table(kind)[0])
        return self.reference(kind, depth) + b"\xd1"

    def table_statement(self):
        rng = self.rng
        kind = rng.choice(REFERENCES)
        table, size = self.some_table(kind)
        roll = rng.random()
        value = self.expression(kind, 2)
        if roll < 0.5:
            return self.element(size) + value + b"\x26" + leb(table)
        if roll < 0.6:
            count = const("i32", rng.choice((0, 0, 1, 2, 0xffffffff)))
            return value + count + b"\xfc\x0f" + leb(table) + b"\x1a"
        count = const("i32", rng.choice((0, 1, 2)))
        if roll < 0.75:
            return (self.element(size - 1) + value + count + b"\xfc\x11"
                    + leb(table))
        return (self.element(size - 1) + self.element(size - 1) + count
                + b"\xfc\x0e" + leb(table) * 2)

    # ---- Typed references to functions

    def typed_reference(self, callee):
        """A reference of the callee's type, which may be null, and whether
        its type says that it is not."""
        index = self.generator.functions[callee]
        if self.chance(0.12):
            return b"\xd0" + leb(index), False
        return b"\xd2" + leb(callee), True

    def call_by_reference(self, callee, args, tail=False):
        index = self.generator.functions[callee]
        code, non_null = self.typed_reference(callee)
        if not non_null and self.chance(0.5):
            code += b"\xd4"  # ref.as_non_null
        return args + code + (b"\x15" if tail else b"\x14") + leb(index)

    def branch_on_null(self):
        choices = list(self.callees())
        if not choices:
            return self.store()
        code, _ = self.typed_reference(self.rng.choice(choices))
        self.labels.append(False)
        # br_on_null leaves the block; otherwise the reference is dropped.
        body = (b"\x02\x40" + code + b"\xd5\x00\x1a" + self.block_of(2)
                + b"\x0b")
        self.labels.pop()
        return body
