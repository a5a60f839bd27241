"""Prints a module of N functions, enough to fill several partitions."""
import sys

n = int(sys.argv[1])
print("(module (memory 1) (table %d funcref)" % n)
for i in range(n):
    print(f"""(func $f{i} (param i32) (result i32)
      (local $x i32)
      (local.set $x (i32.add (local.get 0) (i32.const {i * 7919 % 65521})))
      (loop $l
        (i32.store offset={i % 100} (local.get $x)
          (i32.rotl (i32.load (local.get $x)) (i32.const {i % 32})))
        (br_if $l (i32.lt_s (local.tee $x (i32.sub (local.get $x)
          (i32.const {i % 13 + 1}))) (i32.const 0))))
      (i32.xor (local.get $x)
        (call $f{(i + 1) % n} (i32.shr_u (local.get $x) (i32.const 1)))))""")
print("(elem (i32.const 0) %s))" % " ".join(f"$f{i}" for i in range(n)))
