"""The exports of a module in binary form, for tools/differential.

Only what a plan needs is decoded: types of exported functions, globals and
tables. Modules come from generators of valid modules, or else are refused by
the engines; an error here is a ValueError or an IndexError.
"""

NUMERIC = {0x7f: "i32", 0x7e: "i64", 0x7d: "f32", 0x7c: "f64", 0x7b: "v128"}

# Heap types by how a host sees a reference to them.
HEAP = {0x70: "funcref", 0x73: "funcref",  # func, nofunc
        0x6f: "externref", 0x72: "externref",  # extern, noextern
        0x69: "exnref", 0x74: "exnref"}  # exn, noexn
HEAP.update((code, "anyref") for code in
            (0x6e, 0x6d, 0x6c, 0x6b, 0x6a, 0x71))  # any, eq, i31, ..., none


class ValueType:
    """`kind` is a numeric type or one of the references above."""

    def __init__(self, kind, nullable=True):
        self.kind = kind
        self.nullable = nullable

    def is_numeric(self):
        return self.kind in NUMERIC.values()


class Reader:
    def __init__(self, data, position=0):
        self.data = data
        self.position = position

    def byte(self):
        self.position += 1
        return self.data[self.position - 1]

    def unsigned(self):
        result = shift = 0
        while True:
            byte = self.byte()
            result |= (byte & 0x7f) << shift
            shift += 7
            if not byte & 0x80:
                return result

    def signed(self):
        start = self.position
        value = self.unsigned()
        bits = 7 * (self.position - start)
        return value - (1 << bits) if value >> (bits - 1) & 1 else value

    def take(self, count):
        self.position += count
        return self.data[self.position - count:self.position]

    def name(self):
        return self.take(self.unsigned())


class Module:
    """exports: list of (name, "func"|"table"|"memory"|"global"|"tag", index).
    funcs, tables, globals: types by index."""

    def __init__(self, data):
        if data[:8] != b"\0asm\1\0\0\0":
            raise ValueError("not a module")
        self.types = []  # (params, results), or None for structs and arrays
        self.type_kinds = []  # how a reference to it is seen
        self.func_types = []
        self.tables = []
        self.globals = []  # (type, mutable)
        self.exports = []
        self.num_imports = 0
        self.has_start = False
        self.data = data
        reader = Reader(data, 8)
        sections = {1: self.read_types, 2: self.read_imports,
                    3: self.read_funcs, 4: self.read_tables,
                    6: self.read_globals, 7: self.read_exports}
        self.ranges = {}  # section id -> (start, end) of its contents
        while reader.position < len(data):
            section, size = reader.byte(), reader.unsigned()
            end = reader.position + size
            if section:
                self.ranges[section] = (reader.position, end)
            if section in sections:
                sections[section](reader)
                # Globals and tables end where their types do not say.
            self.has_start |= section == 8
            reader.position = end

    # ---- Types

    def heap_kind(self, code):
        if code >= 0:
            return ("type", code)
        return HEAP[code & 0x7f]

    def value_type(self, reader):
        byte = reader.data[reader.position]
        if byte in NUMERIC:
            reader.byte()
            return ValueType(NUMERIC[byte])
        if byte in (0x63, 0x64):  # ref null, ref
            reader.byte()
            kind = self.heap_kind(reader.signed())
            return ValueType(kind, byte == 0x63)
        reader.byte()
        return ValueType(HEAP[byte])

    def storage_type(self, reader):
        if reader.data[reader.position] in (0x78, 0x77):  # i8, i16
            reader.byte()
        else:
            self.value_type(reader)
        reader.byte()

    def composite_type(self, reader):
        form = reader.byte()
        if form in (0x50, 0x4f):  # sub, sub final
            for _ in range(reader.unsigned()):
                reader.unsigned()
            form = reader.byte()
        if form == 0x60:
            signature = [[self.value_type(reader)
                          for _ in range(reader.unsigned())]
                         for _ in range(2)]
            self.types.append(signature)
            self.type_kinds.append("funcref")
        elif form == 0x5f:
            for _ in range(reader.unsigned()):
                self.storage_type(reader)
            self.types.append(None)
            self.type_kinds.append("anyref")
        elif form == 0x5e:
            self.storage_type(reader)
            self.types.append(None)
            self.type_kinds.append("anyref")
        else:
            raise ValueError(f"type form {form:#x}")

    def read_types(self, reader):
        for _ in range(reader.unsigned()):
            count = 1
            if reader.data[reader.position] == 0x4e:  # rec
                reader.byte()
                count = reader.unsigned()
            for _ in range(count):
                self.composite_type(reader)
        for signature in self.types:
            for value in (signature[0] + signature[1]) if signature else ():
                if isinstance(value.kind, tuple):
                    value.kind = self.type_kinds[value.kind[1]]

    def resolved(self, value):
        if isinstance(value.kind, tuple):
            value.kind = self.type_kinds[value.kind[1]]
        return value

    # ---- Index spaces

    def limits(self, reader):
        flags = reader.unsigned()
        reader.unsigned()
        if flags & 1:
            reader.unsigned()
        if flags & 8:  # custom page size
            reader.unsigned()

    def read_imports(self, reader):
        self.num_imports = reader.unsigned()
        for _ in range(self.num_imports):
            reader.name()
            reader.name()
            kind = reader.byte()
            if kind == 0:
                self.func_types.append(reader.unsigned())
            elif kind == 1:
                self.tables.append(self.resolved(self.value_type(reader)))
                self.limits(reader)
            elif kind == 2:
                self.limits(reader)
            elif kind == 3:
                value = self.resolved(self.value_type(reader))
                self.globals.append((value, bool(reader.byte())))
            else:
                reader.byte()
                reader.unsigned()

    def read_funcs(self, reader):
        for _ in range(reader.unsigned()):
            self.func_types.append(reader.unsigned())

    def read_tables(self, reader):
        for _ in range(reader.unsigned()):
            initialised = reader.data[reader.position] == 0x40
            if initialised:
                reader.take(2)
            self.tables.append(self.resolved(self.value_type(reader)))
            self.limits(reader)
            if initialised:
                self.constant(reader)

    def read_globals(self, reader):
        for _ in range(reader.unsigned()):
            value = self.resolved(self.value_type(reader))
            self.globals.append((value, bool(reader.byte())))
            self.constant(reader)

    def constant(self, reader):
        """Skips a constant expression."""
        while True:
            op = reader.byte()
            if op == 0x0b:
                return
            if op in (0x41, 0x42, 0xd0):  # i32.const, i64.const, ref.null
                reader.signed()
            elif op == 0x43:
                reader.take(4)
            elif op == 0x44:
                reader.take(8)
            elif op in (0x23, 0xd2):  # global.get, ref.func
                reader.unsigned()
            elif op == 0xfd:  # v128.const
                reader.unsigned()
                reader.take(16)
            elif op == 0xfb:
                code = reader.unsigned()
                if code in (0, 1, 6, 7):  # struct.new, array.new, _default
                    reader.unsigned()
                elif code == 8:  # array.new_fixed
                    reader.unsigned()
                    reader.unsigned()
                elif code not in (0x1a, 0x1b, 0x1c):  # conversions, ref.i31
                    raise ValueError(f"constant 0xfb {code:#x}")
            elif op not in (0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e):
                raise ValueError(f"constant {op:#x}")

    def read_exports(self, reader):
        kinds = ("func", "table", "memory", "global", "tag")
        for _ in range(reader.unsigned()):
            name = bytes(reader.name())
            kind = kinds[reader.byte()]
            self.exports.append((name, kind, reader.unsigned()))

    def signature(self, func):
        return self.types[self.func_types[func]]


def unsigned(value):
    """LEB128."""
    result = bytearray()
    while True:
        byte = value & 0x7f
        value >>= 7
        if not value:
            result.append(byte)
            return bytes(result)
        result.append(byte | 0x80)


def export_global(data, name, index):
    """The module with one more export, of a global."""
    module = Module(data)
    if 7 not in module.ranges:
        return data
    start, end = module.ranges[7]
    reader = Reader(data, start)
    count = reader.unsigned()
    contents = (unsigned(count + 1) + data[reader.position:end]
                + unsigned(len(name)) + name + b"\3" + unsigned(index))
    # Back over the size, to the section's id.
    head = start - len(unsigned(end - start)) - 1
    if data[head] != 7:
        return data
    return (data[:head] + b"\7" + unsigned(len(contents)) + contents
            + data[end:])
