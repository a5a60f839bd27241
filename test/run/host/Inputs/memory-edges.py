"""Prints a module with every access of memory, of memories of each kind, or
with "table" the C table of its functions.

An instruction cannot compute its static offset, so there is a function for
each: <operation>_<memory>_<offset in hex>(address). Bulk operations are
fill_<memory>, copy_<to>_<from> and init_<memory>.
"""
import sys

# In the order of `memories` in memory-edges.test.
MEMORIES = [
    ("i32", "1 3"),
    ("i32", "1 3 shared"),
    ("i64", "i64 1 3"),
    ("i64", "i64 1 3 shared"),
    ("i32", "65521 200000 (pagesize 1)"),
    ("i64", "i64 65521 200000 (pagesize 1)"),
    ("i32", "0 3"),
]
OFFSETS = [0, 1, 65520, 65536, 2**31 - 4, 2**31, 2**32 - 16, 2**32 - 1,
           2**32, 2**63, 2**64 - 16, 2**64 - 1]
VECTOR = "(v128.const i64x2 0xa5a5a5a5a5a5a5a5 0xa5a5a5a5a5a5a5a5)"
VALUE = {"i32": "(i32.const 0xa5a5a5a5)", "f32": "(f32.const 1.5)",
         "i64": "(i64.const 0xa5a5a5a5a5a5a5a5)", "f64": "(f64.const 1.5)"}

# name, bytes, class (load, store, or an atomic one), instruction with {} for
# memory, offset and address, which follow the mnemonic.
OPERATIONS = []


def add(name, width, kind, text):
    OPERATIONS.append((name.replace(".", "_"), width, kind, text))


def load(name, width, kind="load"):
    add(name, width, kind, f"(drop ({name} {{}}))")


for type, most in (("i32", 4), ("i64", 8)):
    load(f"{type}.load", most)
    add(f"{type}.store", most, "store", f"({type}.store {{}} {VALUE[type]})")
    for bits in (8, 16, 32):
        if bits < most * 8:
            load(f"{type}.load{bits}_s", bits // 8)
            load(f"{type}.load{bits}_u", bits // 8)
            add(f"{type}.store{bits}", bits // 8, "store",
                f"({type}.store{bits} {{}} {VALUE[type]})")
for type, width in (("f32", 4), ("f64", 8)):
    load(f"{type}.load", width)
    add(f"{type}.store", width, "store", f"({type}.store {{}} {VALUE[type]})")
load("v128.load", 16)
add("v128.store", 16, "store", f"(v128.store {{}} {VECTOR})")
for shape in ("8x8", "16x4", "32x2"):
    load(f"v128.load{shape}_s", 8)
    load(f"v128.load{shape}_u", 8)
for bits in (8, 16, 32, 64):
    load(f"v128.load{bits}_splat", bits // 8)
    add(f"v128.load{bits}_lane", bits // 8, "load",
        f"(drop (v128.load{bits}_lane {{lane}} {VECTOR}))")
    add(f"v128.store{bits}_lane", bits // 8, "store",
        f"(v128.store{bits}_lane {{lane}} {VECTOR})")
load("v128.load32_zero", 4)
load("v128.load64_zero", 8)
for type, most in (("i32", 4), ("i64", 8)):
    for bits in (8, 16, 32, 64):
        if bits > most * 8:
            continue
        narrow = "" if bits == most * 8 else f"{bits}"
        suffix = "_u" if narrow else ""
        load(f"{type}.atomic.load{narrow}{suffix}", bits // 8, "atomic")
        add(f"{type}.atomic.store{narrow}", bits // 8, "atomic-store",
            f"({type}.atomic.store{narrow} {{}} {VALUE[type]})")
        for change in ("add", "sub", "and", "or", "xor", "xchg"):
            if narrow and change not in ("add", "xchg"):
                continue
            name = f"{type}.atomic.rmw{narrow}.{change}{suffix}"
            add(name, bits // 8, "atomic-store",
                f"(drop ({name} {{}} {VALUE[type]}))")
        name = f"{type}.atomic.rmw{narrow}.cmpxchg{suffix}"
        add(name, bits // 8, "atomic-store",
            f"(drop ({name} {{}} {VALUE[type]} {VALUE[type]}))")
add("memory.atomic.notify", 4, "atomic",
    "(drop (memory.atomic.notify {} (i32.const 1)))")
for bits in (32, 64):
    add(f"memory.atomic.wait{bits}", bits // 8, "wait",
        f"(drop (memory.atomic.wait{bits} {{}} (i{bits}.const -1) "
        "(i64.const 0)))")

if sys.argv[1:] == ["table"]:
    for name, width, kind, _ in OPERATIONS:
        isAtomic = int(kind not in ("load", "store"))
        print(f'{{"{name}", {width}, {int("store" in kind)}, {isAtomic}, '
              f'{int(kind == "wait")}}},')
    sys.exit()

print("(module")
for index, (_, limits) in enumerate(MEMORIES):
    print(f'  (memory (export "m{index}") {limits})')
print('  (data $d "0123456789")')
for index, (type, _) in enumerate(MEMORIES):
    for offset in OFFSETS:
        if type == "i32" and offset >= 2**32:
            continue
        for name, _, _, text in OPERATIONS:
            place = f"{index} offset={offset}"
            text = text.replace("{lane}", f"{place} 0 (local.get 0)")
            text = text.replace("{}", f"{place} (local.get 0)")
            print(f'  (func (export "{name}_{index}_{offset:x}") '
                  f"(param {type}) {text})")
    print(f'  (func (export "fill_{index}") (param {type} {type}) '
          f"(memory.fill {index} (local.get 0) (i32.const 0x1ee) "
          "(local.get 1)))")
    print(f'  (func (export "fill21_{index}") (param {type}) '
          f"(memory.fill {index} (local.get 0) (i32.const 0x1ee) "
          f"({type}.const 21)))")
    print(f'  (func (export "init_{index}") (param {type} i32 i32) '
          f"(memory.init {index} $d (local.get 0) (local.get 1) "
          "(local.get 2)))")
    for other, (source, _) in enumerate(MEMORIES):
        length = type if type == source else "i32"
        print(f'  (func (export "copy_{index}_{other}") '
              f"(param {type} {source} {length}) "
              f"(memory.copy {index} {other} (local.get 0) (local.get 1) "
              "(local.get 2)))")
    for other, (source, _) in enumerate(MEMORIES):
        length = type if type == source else "i32"
        print(f'  (func (export "copy21_{index}_{other}") '
              f"(param {type} {source}) "
              f"(memory.copy {index} {other} (local.get 0) (local.get 1) "
              f"({length}.const 21)))")
print(")")
