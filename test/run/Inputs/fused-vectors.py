"""Loops over 128-bit vectors that AVX2 code does in 256 bits. Each export runs
one of them for many distances between its arrays and numbers of rounds, and
returns a hash of memory after each."""

LOOPS = {
    # c[i] = a[i] * x + b[i]
    "product": """
      (v128.store (local.get $c) (i32x4.add
        (i32x4.mul (v128.load (local.get $a)) (local.get $x))
        (v128.load (local.get $b))))""",
    # A load behind a store.
    "behind": """
      (v128.store (local.get $c) (i16x8.add (v128.load (local.get $a))
        (i16x8.splat (i32.const 7))))
      (v128.store offset=640 (local.get $c) (i16x8.sub
        (v128.load (local.get $b)) (local.get $x)))""",
    # Neighbours: the vector of the round before, shuffled with this one.
    "carried": """
      (local.set $y (v128.load offset=16 (local.get $a)))
      (v128.store (local.get $c) (i32x4.sub
        (i8x16.shuffle 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19
          (local.get $z) (local.get $y))
        (v128.load (local.get $b))))
      (local.set $z (local.get $y))""",
    # Selections, comparisons, lanes of other sizes, a shuffle within a vector.
    "select": """
      (v128.store (local.get $c) (v128.bitselect
        (f32x4.pmin (f32x4.convert_i32x4_s (v128.load (local.get $a)))
                    (f32x4.convert_i32x4_u (local.get $x)))
        (i8x16.shuffle 3 2 1 0 7 6 5 4 11 10 9 8 15 14 13 12
          (v128.load (local.get $b)) (local.get $x))
        (i64x2.gt_s (v128.load (local.get $b)) (local.get $x))))""",
    # Two copies.
    "twice": """
      (v128.store (local.get $c)
        (i8x16.add_sat_u (v128.load (local.get $a)) (local.get $x)))
      (v128.store offset=16 (local.get $c)
        (i8x16.add_sat_u (v128.load offset=16 (local.get $a)) (local.get $x)))""",
    # In place, and what is loaded beside it.
    "place": """
      (v128.store (local.get $c) (i64x2.add (v128.load (local.get $c))
        (v128.and (v128.load offset=32 (local.get $a))
                  (v128.load (local.get $b)))))""",
}
DISTANCES = [*range(-48, 52, 4), -640, 639, 1000]
ROUNDS = [1, 2, 3, 4, 5, 6, 7, 19]

print("""(module
  (memory 1)
  (func $fill (local $i i32)
    (loop $again
      (i32.store (local.get $i)
        (i32.mul (i32.add (local.get $i) (i32.const 5))
                 (i32.const 0x9e3779b1)))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 4))) (i32.const 8192)))))
  (func $hash (result i32) (local $i i32) (local $h i32)
    (loop $again
      (local.set $h (i32.add (i32.load (local.get $i))
        (i32.mul (local.get $h) (i32.const 31))))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 4))) (i32.const 8192))))
    (local.get $h))""")
for name, body in LOOPS.items():
    step = 32 if name == "twice" else 16
    print(f"""  (func ${name} (export "{name}-to")
      (param $c i32) (param $a i32) (param $b i32) (param $n i32)
      (result i32) (local $x v128) (local $y v128) (local $z v128)
    (local.set $x (v128.load (i32.const 64)))
    (local.set $z (v128.load (local.get $a)))
    (loop $again{body}
      (local.set $c (i32.add (local.get $c) (i32.const {step})))
      (local.set $a (i32.add (local.get $a) (i32.const {step})))
      (local.set $b (i32.add (local.get $b) (i32.const {step})))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    ;; All variables are used behind the loop.
    (i32.add (i32.add (local.get $c) (local.get $a))
      (i32.add (local.get $b) (i32.add (i32x4.extract_lane 3 (local.get $y))
        (i32x4.extract_lane 1 (local.get $z))))))
  (func (export "{name}") (result i32) (local $h i32)""")
    for distance in DISTANCES:
        for other in (0, 20, 1500):
            for rounds in ROUNDS:
                print(f"""    (call $fill)
    (local.set $h (i32.add (i32.mul (local.get $h) (i32.const 33))
      (call ${name} (i32.const {3000 + distance}) (i32.const 3000)
        (i32.const {3000 + other}) (i32.const {rounds}))))
    (local.set $h (i32.add (i32.mul (local.get $h) (i32.const 33))
      (call $hash)))""")
    print("    (local.get $h))")
print(")")
