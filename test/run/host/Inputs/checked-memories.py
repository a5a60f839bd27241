"""Prints a module with checked memories and accesses of each width.

The functions are named <l|s><memory>_<bytes>_<offset in hex>: l(address) gives
the low 64 bits of what is there, s(address, value) stores them. An instruction
cannot compute its static offset, hence a function for each.
"""

MEMORIES = [
    ("i64", "i64 1 3"),
    ("i64", "i64 0 3"),
    ("i64", "i64 65521 200000 (pagesize 1)"),
    ("i32", "65521 200000 (pagesize 1)"),
    ("i32", "1 3"),
]
OFFSETS = [0, 1, 7, 65505, 65520, 65521, 65535, 65536, 2**31 - 1, 2**31,
           2**32 - 1, 2**32, 2**63 - 1, 2**63, 2**64 - 16, 2**64 - 8,
           2**64 - 4, 2**64 - 2, 2**64 - 1]
LOADS = {1: "(i64.load8_u {})", 2: "(i64.load16_u {})", 4: "(i64.load32_u {})",
         8: "(i64.load {})", 16: "(i64x2.extract_lane 0 (v128.load {}))"}
STORES = {1: "(i64.store8 {} {})", 2: "(i64.store16 {} {})",
          4: "(i64.store32 {} {})", 8: "(i64.store {} {})",
          16: "(v128.store {} (i64x2.splat {}))"}

print("(module")
for index, (_, limits) in enumerate(MEMORIES):
    print(f'  (memory (export "m{index}") {limits})')
for index, (address, _) in enumerate(MEMORIES):
    for offset in OFFSETS:
        if address == "i32" and offset >= 2**32:
            continue
        for size in LOADS:
            name = f"{index}_{size}_{offset:x}"
            operand = f"{index} offset={offset} (local.get 0)"
            print(f'  (func (export "l{name}") (param {address}) (result i64) '
                  + LOADS[size].format(operand) + ")")
            print(f'  (func (export "s{name}") (param {address} i64) '
                  + STORES[size].format(operand, "(local.get 1)") + ")")
print(")")
