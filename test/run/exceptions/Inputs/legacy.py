"""Writes a module with the legacy exception instructions, which the assembler
of the tests does not know. `run` gives the number of the first check that
fails, or 0.

  legacy.py OUT.wasm
"""
import sys


def leb(value):
    out = b""
    while True:
        byte, value = value & 0x7F, value >> 7
        if value in (0, -1) and (value < 0) == bool(byte & 0x40):
            return out + bytes([byte])
        out += bytes([byte | 0x80])


def vector(items):
    return bytes([len(items)]) + b"".join(items)


def section(number, content):
    size = len(content)
    return bytes([number, size & 0x7F | 0x80, size >> 7]) + content


VOID, INT = b"\x40", b"\x7f"
UNARY = b"\x03"  # type 3: (param i32) (result i32)
END, DROP, ADD, NE = b"\x0b", b"\x1a", b"\x6a", b"\x47"
I, J = 0, 1  # the tags


def const(value):
    return b"\x41" + leb(value)


def call(index):
    return bytes([0x10, index])


def get(index):
    return bytes([0x20, index])


def throw(tag, value):
    return const(value) + bytes([0x08, tag])


def try_(block, *parts):
    return b"\x06" + block + b"".join(parts)


def catch(tag, *parts):
    return bytes([0x07, tag]) + b"".join(parts)


def catch_all(*parts):
    return b"\x19" + b"".join(parts)


def delegate(label):
    return bytes([0x18, label])


def rethrow(label):
    return bytes([0x09, label])


def if_(condition, then, otherwise=b""):
    return condition + b"\x04\x40" + then + b"\x05" + otherwise + END


THROW_I, THROW_J = call(0), call(1)

# Functions: (type, body). Types: 0 (i32) -> (), 1 () -> i32, 2 () -> (),
# 3 (i32) -> i32, 4 (i32 i32 i32) -> ().
FUNCTIONS = [
    (0, get(0) + bytes([0x08, I])),
    (0, get(0) + bytes([0x08, J])),
    # 2: the innermost delegate goes two levels up, past a catch_all.
    (1, try_(INT,
             try_(INT,
                  try_(INT,
                       try_(VOID, const(3), THROW_I, delegate(2)),
                       const(0),
                       catch_all(const(100)), END),
                  catch_all(const(200)), END),
             catch(I), END)),
    # 3: a chain of delegates ends at the last one's label.
    (1, try_(INT,
             try_(INT,
                  try_(INT,
                       try_(VOID, const(4), THROW_I, delegate(0)),
                       const(0), delegate(1)),
                  catch_all(const(100)), END),
             catch(I), END)),
    # 4, 5: a delegate to the function itself: the caller catches.
    (2, try_(VOID,
             try_(VOID, const(5), THROW_I, delegate(1)),
             catch_all(), END)),
    (1, try_(INT, call(4), const(0), catch(I), END)),
    # 6: a delegate from a clause to its own try, which is done.
    (1, try_(INT,
             try_(INT,
                  const(6), THROW_I, const(0),
                  catch(I, DROP,
                        try_(VOID, const(7), THROW_J, delegate(0)),
                        const(0)),
                  catch_all(const(100)), END),
             catch(J), END)),
    # 7: rethrow of the outer exception, or of the inner one.
    (3, try_(INT,
             try_(VOID,
                  const(8), THROW_I,
                  catch(I, DROP,
                        try_(VOID,
                             const(9), THROW_J,
                             catch_all(if_(get(0), rethrow(2), rethrow(1))),
                             END)),
                  END),
             const(0),
             catch(I, const(10), ADD),
             catch(J, const(20), ADD), END)),
    # 8: a try without clauses, and values on the stack around one.
    (1, try_(INT,
             const(1),
             try_(UNARY, const(1), ADD, const(11), THROW_I, END),
             const(1), ADD,
             catch(J), catch_all(const(12)), END)),
    # 9: nothing in the inner body throws; the throw is without a call.
    (1, try_(INT,
             try_(INT, const(13), catch_all(const(0)), END), DROP,
             throw(J, 14),
             catch(I), catch(J), END)),
    # 10: check(number, found, expected).
    (4, if_(get(1) + get(2) + NE, get(0) + bytes([0x08, I]))),
]

CHECKS = [
    (call(2), 3), (call(3), 4), (call(5), 5), (call(6), 7),
    (const(0) + call(7), 29), (const(1) + call(7), 18), (call(8), 12),
    (call(9), 14),
]
RUN = try_(INT,
           *(const(n + 1) + found + const(expected) + call(10)
             for n, (found, expected) in enumerate(CHECKS)),
           const(0), catch(I), END)
FUNCTIONS.append((1, RUN))


def body(code):
    code = b"\x00" + code + END
    size = len(code)
    return bytes([size & 0x7F | 0x80, size >> 7]) + code


with open(sys.argv[1], "wb") as out:
    out.write(b"\0asm\x01\0\0\0")
    out.write(section(1, vector([
        b"\x60\x01\x7f\x00", b"\x60\x00\x01\x7f", b"\x60\x00\x00",
        b"\x60\x01\x7f\x01\x7f", b"\x60\x03\x7f\x7f\x7f\x00"])))
    out.write(section(3, vector([bytes([t]) for t, _ in FUNCTIONS])))
    out.write(section(13, vector([b"\x00\x00", b"\x00\x00"])))
    last = len(FUNCTIONS) - 1
    out.write(section(7, vector([b"\x03run\x00" + bytes([last])])))
    out.write(section(10, vector([body(code) for _, code in FUNCTIONS])))
