"""Instructions of patterns.py: opcode, operand types, result type."""


def leb(value):
    """Unsigned LEB128."""
    result = bytearray()
    while True:
        byte = value & 0x7f
        value >>= 7
        if not value:
            result.append(byte)
            return bytes(result)
        result.append(byte | 0x80)


def sleb(value):
    """Signed LEB128."""
    result = bytearray()
    while True:
        byte = value & 0x7f
        value >>= 7
        if (value, byte & 0x40) in ((0, 0), (-1, 0x40)):
            result.append(byte)
            return bytes(result)
        result.append(byte | 0x80)


def simd(code):
    return b"\xfd" + leb(code)


def signed(value, bits):
    return value - (1 << bits) if value >> (bits - 1) & 1 else value


def const(kind, bits):
    """A constant, from its bits."""
    if kind == "i32":
        return b"\x41" + sleb(signed(bits, 32))
    if kind == "i64":
        return b"\x42" + sleb(signed(bits, 64))
    if kind == "f32":
        return b"\x43" + bits.to_bytes(4, "little")
    if kind == "f64":
        return b"\x44" + bits.to_bytes(8, "little")
    return simd(12) + bits.to_bytes(16, "little")


VALUE_TYPE = {"i32": b"\x7f", "i64": b"\x7e", "f32": b"\x7d", "f64": b"\x7c",
              "v128": b"\x7b", "funcref": b"\x70", "externref": b"\x6f"}
CANONICAL_NAN = {"f32": 0x7fc00000, "f64": 0x7ff8000000000000}

# (code, operands, result). Instructions that can trap are listed apart: they
# get operands that seldom make them trap.
PURE = []
TRAPPING = []


def span(first, last, operands, result, table=PURE):
    table.extend((bytes([code]), operands, result)
                 for code in range(first, last + 1))


for kind, eqz, compare, last in (("i32", 0x45, 0x46, 0x4f),
                                 ("i64", 0x50, 0x51, 0x5a)):
    span(eqz, eqz, (kind,), "i32")
    span(compare, last, (kind, kind), "i32")
span(0x5b, 0x60, ("f32", "f32"), "i32")
span(0x61, 0x66, ("f64", "f64"), "i32")
for kind, unary, binary, division, rest in (("i32", 0x67, 0x6a, 0x6d, 0x71),
                                            ("i64", 0x79, 0x7c, 0x7f, 0x83)):
    span(unary, unary + 2, (kind,), kind)
    span(binary, binary + 2, (kind, kind), kind)
    span(division, division + 3, (kind, kind), kind, TRAPPING)
    span(rest, rest + 7, (kind, kind), kind)
for kind, unary in (("f32", 0x8b), ("f64", 0x99)):
    span(unary, unary + 6, (kind,), kind)
    span(unary + 7, unary + 12, (kind, kind), kind)
COPYSIGN = {"f32": b"\x98", "f64": b"\xa6"}
span(0xa7, 0xa7, ("i64",), "i32")
span(0xa8, 0xa9, ("f32",), "i32", TRAPPING)
span(0xaa, 0xab, ("f64",), "i32", TRAPPING)
span(0xac, 0xad, ("i32",), "i64")
span(0xae, 0xaf, ("f32",), "i64", TRAPPING)
span(0xb0, 0xb1, ("f64",), "i64", TRAPPING)
span(0xb2, 0xb3, ("i32",), "f32")
span(0xb4, 0xb5, ("i64",), "f32")
span(0xb6, 0xb6, ("f64",), "f32")
span(0xb7, 0xb8, ("i32",), "f64")
span(0xb9, 0xba, ("i64",), "f64")
span(0xbb, 0xbb, ("f32",), "f64")
span(0xc0, 0xc1, ("i32",), "i32")
span(0xc2, 0xc4, ("i64",), "i64")
for code in range(8):
    PURE.append((b"\xfc" + bytes([code]), (("f32", "f64")[code >> 1 & 1],),
                 ("i32", "i64")[code >> 2]))
# To bits needs a canonical NaN, from bits makes any NaN: see patterns.py.
TO_BITS = {"i32": ("f32", b"\xbc"), "i64": ("f64", b"\xbd")}
FROM_BITS = {"f32": ("i32", b"\xbe"), "f64": ("i64", b"\xbf")}

# ---- Vectors. FLOAT_SIMD makes lanes that can be NaNs of unspecified bits;
# its last field is the type of the lanes.
SIMD = []
FLOAT_SIMD = []


def vectors(codes, operands, result="v128"):
    SIMD.extend((simd(code), operands, result) for code in codes)


TWO = ("v128", "v128")
ONE = ("v128",)
vectors([14], TWO)  # swizzle
for code, lane in ((15, "i32"), (16, "i32"), (17, "i32"), (18, "i64")):
    vectors([code], (lane,))  # splat
vectors([*range(35, 77), 78, 79, 80, 81], TWO)  # comparisons, bitwise
vectors([77], ONE)
vectors([82], ("v128", "v128", "v128"))  # bitselect
vectors([83, 99, 100, 131, 132, 163, 164, 195, 196], ONE, "i32")
vectors([96, 97, 98, *range(124, 130), *range(135, 139), 160, 161,
         *range(167, 171), 192, 193, *range(199, 203)], ONE)
vectors([101, 102, *range(110, 116), *range(118, 122), 123, 130, 133, 134,
         *range(142, 148), *range(149, 154), *range(155, 160), 174, 177,
         *range(181, 187), *range(188, 192), 206, 209, *range(213, 224)], TWO)
for first in (107, 139, 171, 203):  # shl, shr_s, shr_u
    vectors(range(first, first + 3), ("v128", "i32"))
vectors([224, 225, 236, 237, 248, 249, 250, 251, *range(252, 256)], ONE)
vectors([234, 235, 246, 247], TWO)  # pmin, pmax
FLOAT_SIMD += [(simd(code), ONE, "f32") for code in (94, *range(103, 107),
                                                     227)]
FLOAT_SIMD += [(simd(code), TWO, "f32") for code in range(228, 234)]
FLOAT_SIMD += [(simd(code), ONE, "f64") for code in (95, 116, 117, 122, 148,
                                                     239)]
FLOAT_SIMD += [(simd(code), TWO, "f64") for code in range(240, 246)]
# (code, lanes, operands, result): an index of a lane follows.
LANES = [(simd(21), 16, ONE, "i32"), (simd(22), 16, ONE, "i32"),
         (simd(24), 8, ONE, "i32"), (simd(25), 8, ONE, "i32"),
         (simd(27), 4, ONE, "i32"), (simd(29), 2, ONE, "i64"),
         (simd(23), 16, ("v128", "i32"), "v128"),
         (simd(26), 8, ("v128", "i32"), "v128"),
         (simd(28), 4, ("v128", "i32"), "v128"),
         (simd(30), 2, ("v128", "i64"), "v128")]
FLOAT_LANES = {"f32": (simd(31), 4), "f64": (simd(33), 2)}
SHUFFLE = simd(13)
LANE_EQUAL = {"f32": simd(65), "f64": simd(71)}
BITSELECT = simd(82)

# ---- Memory: (code, bytes, type).
LOADS = [(b"\x28", 4, "i32"), (b"\x29", 8, "i64"), (b"\x2c", 1, "i32"),
         (b"\x2d", 1, "i32"), (b"\x2e", 2, "i32"), (b"\x2f", 2, "i32"),
         (b"\x30", 1, "i64"), (b"\x31", 1, "i64"), (b"\x32", 2, "i64"),
         (b"\x33", 2, "i64"), (b"\x34", 4, "i64"), (b"\x35", 4, "i64")]
FLOAT_LOADS = [(b"\x2a", 4, "f32"), (b"\x2b", 8, "f64")]
STORES = [(b"\x36", 4, "i32"), (b"\x37", 8, "i64"), (b"\x38", 4, "f32"),
          (b"\x39", 8, "f64"), (b"\x3a", 1, "i32"), (b"\x3b", 2, "i32"),
          (b"\x3c", 1, "i64"), (b"\x3d", 2, "i64"), (b"\x3e", 4, "i64")]
SIMD_LOADS = [(simd(code), size, "v128") for code, size in
              ((0, 16), (1, 8), (2, 8), (3, 8), (4, 8), (5, 8), (6, 8),
               (7, 1), (8, 2), (9, 4), (10, 8), (92, 4), (93, 8))]
SIMD_STORES = [(simd(11), 16, "v128")]
# An index of a lane follows the memory argument.
LANE_LOADS = [(simd(84 + i), 1 << i) for i in range(4)]
LANE_STORES = [(simd(88 + i), 1 << i) for i in range(4)]

# (code, bytes, operands behind the address, result)
ATOMICS = []
_WIDTHS = ((4, "i32"), (8, "i64"), (1, "i32"), (2, "i32"), (1, "i64"),
           (2, "i64"), (4, "i64"))


def atomic(code):
    return b"\xfe" + leb(code)


ATOMICS.append((atomic(0), 4, ("i32",), "i32"))  # notify
for offset, (size, kind) in enumerate(_WIDTHS):
    ATOMICS.append((atomic(0x10 + offset), size, (), kind))
    ATOMICS.append((atomic(0x17 + offset), size, (kind,), None))
    for operation in range(6):
        ATOMICS.append((atomic(0x1e + 7 * operation + offset), size, (kind,),
                        kind))
    ATOMICS.append((atomic(0x48 + offset), size, (kind, kind), kind))

# Two results of type i64.
WIDE = [(b"\xfc\x13", 4), (b"\xfc\x14", 4), (b"\xfc\x15", 2),
        (b"\xfc\x16", 2)]

BY_RESULT = {}
for table in (PURE, SIMD):
    for row in table:
        BY_RESULT.setdefault((row[2], table is SIMD), []).append(row)
TRAPPING_BY_RESULT = {}
for row in TRAPPING:
    TRAPPING_BY_RESULT.setdefault(row[2], []).append(row)
