"""A module that copies and fills ranges of every short constant length, and
compares with what single bytes say. `check` returns how many bytes are wrong."""
LENGTHS = [*range(0, 67), 127, 128, 200]
# Distances of the target from the source: ranges that overlap, on either side,
# that touch and that are apart.
DISTANCES = [0, 1, 3, 8, 15, 16, 17, 33, 64, 300]

print('''(module
  (memory 1)
  ;; Bytes from 1000 to 3000, each different from its neighbours.
  (func $prepare (local $p i32)
    (local.set $p (i32.const 1000))
    (loop $again
      (i32.store8 (local.get $p) (i32.mul (local.get $p) (i32.const 37)))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $p) (i32.const 3000)))))
  ;; Counts bytes in [1000, 3000) that are not what they should be when those
  ;; from $to to $to + $n come from $from or, where $from is 0, are $value.
  (func $wrong (param $to i32) (param $from i32) (param $n i32)
      (param $value i32) (result i32) (local $p i32) (local $count i32)
      (local $want i32)
    (local.set $p (i32.const 1000))
    (loop $again
      (local.set $want (i32.mul (local.get $p) (i32.const 37)))
      (if (i32.lt_u (i32.sub (local.get $p) (local.get $to)) (local.get $n))
        (then
          (local.set $want
            (if (result i32) (local.get $from)
              (then (i32.mul (i32.const 37)
                (i32.add (local.get $from)
                         (i32.sub (local.get $p) (local.get $to)))))
              (else (local.get $value))))))
      (local.set $count (i32.add (local.get $count)
        (i32.ne (i32.load8_u (local.get $p))
                (i32.and (local.get $want) (i32.const 255)))))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $p) (i32.const 3000))))
    (local.get $count))''')
for n in LENGTHS:
    print(f'''  (func $copy{n} (param i32 i32)
    (memory.copy (local.get 0) (local.get 1) (i32.const {n})))
  (func $fill{n} (param i32 i32)
    (memory.fill (local.get 0) (local.get 1) (i32.const {n})))
  (func $check{n} (param $to i32) (param $from i32) (result i32)
    (call $prepare)
    (call $copy{n} (local.get $to) (local.get $from))
    (call $wrong (local.get $to) (local.get $from) (i32.const {n})
      (i32.const 0))
    (call $prepare)
    (call $fill{n} (local.get $to) (i32.const 0x5a7))
    (call $wrong (local.get $to) (i32.const 0) (i32.const {n})
      (i32.const 0x5a7))
    (i32.add))''')
print('  (func (export "check") (result i32) (local $count i32)')
for n in LENGTHS:
    for distance in DISTANCES:
        for to, source in ((2000 + distance, 2000), (2000, 2000 + distance)):
            print(f"    (local.set $count (i32.add (local.get $count) "
                  f"(call $check{n} (i32.const {to}) (i32.const {source}))))")
print('''    (local.get $count)))''')
