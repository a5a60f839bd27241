"""A function of one basic block with N times as many operations, and one that
traps at the end of such a block."""
import sys

count = int(sys.argv[1])
print('''(module (memory 4)
  (func $swap (param i64) (result i64)
    (i64.rotl (local.get 0) (i64.const 7)))''')
for name, end in (("f", "i64.const 1"), ("trap", "i64.const -1")):
    print(f'  (func (export "{name}") (result i64) (local i64 i32)')
    for i in range(count):
        at = f"offset={8 * (i * 7 % 9000)} (local.get 1)"
        print(f'''    (i64.store {at} (i64.add (local.get 0) (i64.const {i})))
    (local.set 0 (select
      (i64.add (local.get 0) (i64.load {at}))
      (call $swap (i64.xor (local.get 0) (i64.const {i * 77})))
      (i64.lt_s (local.get 0) (i64.const {i * 1000003}))))''')
    print(f'''    (i64.add (local.get 0)
      (i64.div_s (i64.const 0x8000000000000000) ({end}))))''')
print(")")
