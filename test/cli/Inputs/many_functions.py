"""A module of several partitions: N functions that call each other, each too
large to be inlined.

    many_functions.py N [CHANGED]

CHANGED is the number of a function whose body is another one, as long."""
import sys

count = int(sys.argv[1])
changed = int(sys.argv[2]) if len(sys.argv) > 2 else -1
print('(module (memory 1)')
stores = '\n  '.join(
    f'(i64.store offset={8 * (i * i % 97)} (local.get 0) '
    f'(i64.const {0x123456789abcdef + i}))' for i in range(26))
for i in range(count):
    print(f'''(func $f{i} (export "f{i}") (param i32) (result i32)
  {stores}
  (i32.store (local.get 0) (i32.const {i % 50}))
  (i32.add (i32.const {51 if i == changed else 50})
    {f"(call $f{i - 1} (local.get 0))" if i else "(i32.const 7)"}))''')
print('(func (export "_start") (if (i32.ne (call $f9 (i32.const 0))'
      ' (i32.const 507)) (then unreachable))))')
