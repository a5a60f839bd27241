;; Loops of two and three copies give the same results rolled as unrolled: with
;; overlapping arrays, values carried between copies and out of the loop, and a
;; trap in the middle of the copies.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke all %t.wasm > %t.expected
;; RUN: w2o-run -O2 --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --cpu=native --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --cpu=native --disable-pass=vectorize-loops,fuse-vectors,slp --invoke all %t.wasm | diff %t.expected -
;; RUN: FileCheck %s < %t.expected
;; RUN: not w2o-run -O0 --invoke end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: w2o-run -O3 --invoke fits %t.wasm
;; RUN: not w2o-run -O0 --invoke unneeded %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke unneeded %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; END: out of bounds memory access
(module
  (memory 1)

  (func $fill (local $i i32)
    (loop $again
      (i32.store (local.get $i)
        (i32.mul (local.get $i) (i32.const 0x9e3779b1)))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 4))) (i32.const 65536)))))

  (func $hash (result i32) (local $i i32) (local $h i32)
    (loop $again
      (local.set $h (i32.add (i32.load (local.get $i))
        (i32.mul (local.get $h) (i32.const 31))))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 4))) (i32.const 65536))))
    (local.get $h))

  (func $add3 (param $c i32) (param $b i32) (param $n i32) (result i32)
    (call $fill)
    (loop $again
      (i32.store (local.get $c)
        (i32.add (i32.load (local.get $c)) (i32.load (local.get $b))))
      (i32.store offset=4 (local.get $c)
        (i32.add (i32.load offset=4 (local.get $c))
                 (i32.load offset=4 (local.get $b))))
      (i32.store offset=8 (local.get $c)
        (i32.add (i32.load offset=8 (local.get $c))
                 (i32.load offset=8 (local.get $b))))
      (local.set $c (i32.add (local.get $c) (i32.const 12)))
      (local.set $b (i32.add (local.get $b) (i32.const 12)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (call $hash))

  (func $carry (param $c i32) (param $b i32) (param $n i32) (result i32)
    (local $x i32) (local $y i32)
    (call $fill)
    (local.set $x (i32.load (local.get $b)))
    (loop $again
      (i32.store (local.get $c) (i32.xor (local.get $x)
        (local.tee $y (i32.load offset=4 (local.get $b)))))
      (i32.store offset=4 (local.get $c) (i32.xor (local.get $y)
        (local.tee $x (i32.load offset=8 (local.get $b)))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (i32.add (call $hash) (i32.add (local.get $x)
      (i32.add (local.get $b) (local.get $c)))))

  (func $count (param $c i32) (param $n i32) (result i32) (local $i i32)
    (call $fill)
    (local.set $i (i32.const 0x7ffffff0))
    (loop $again
      (i32.store (local.get $c) (i32.mul (local.get $i) (i32.const 3)))
      (i32.store offset=4 (local.get $c)
        (i32.mul (i32.add (local.get $i) (i32.const 1)) (i32.const 3)))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (i32.add (call $hash) (local.get $i)))

  ;; The second copy stores what it loads, the first a counter.
  (func $mixed (param $c i32) (param $b i32) (param $n i32) (result i32)
    (local $i i32)
    (call $fill)
    (loop $again
      (drop (i32.load (local.get $b)))
      (i32.store (local.get $c) (local.get $i))
      (i32.store offset=4 (local.get $c) (i32.load offset=4 (local.get $b)))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (call $hash))

  ;; Sums that are written as `or`, in addresses and in values: they are sums
  ;; for the numbers of the unrolled loop only.
  (func $ors (param $b i32) (param $n i32) (result i32)
    (local $i i32) (local $p i32)
    (call $fill)
    (loop $again
      (i32.store (i32.or (local.get $p) (i32.const 4)) (i32.mul
        (i32.load (i32.add (local.get $b) (i32.or (local.get $p) (i32.const 4))))
        (i32.or (local.get $i) (i32.const 1))))
      (i32.store (i32.add (local.get $p) (i32.const 8)) (i32.mul
        (i32.load (i32.add (local.get $b) (i32.add (local.get $p) (i32.const 8))))
        (i32.add (local.get $i) (i32.const 2))))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (br_if $again (i32.lt_u (local.get $p) (local.get $n))))
    (i32.add (call $hash) (local.get $i)))

  ;; Factors in another order in the second copy, and a value from behind it.
  (func $commuted (param $c i32) (param $b i32) (param $n i32) (result i32)
    (local $x i32)
    (call $fill)
    (loop $again
      (i32.store (local.get $c)
        (local.tee $x (i32.mul (i32.load (local.get $c))
          (i32.xor (i32.load (local.get $b)) (i32.const 5)))))
      (i32.store offset=4 (local.get $c)
        (local.tee $x
          (i32.mul (i32.xor (i32.const 5) (i32.load offset=4 (local.get $b)))
            (i32.load offset=4 (local.get $c)))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (i32.add (call $hash) (local.get $x)))

  ;; The loop has another end than its array, and an odd step.
  (func $until (param $c i32) (param $end i32) (result i32) (local $i i32)
    (call $fill)
    (loop $again
      (i32.store8 (local.get $c) (local.get $i))
      (i32.store8 offset=1 (local.get $c)
        (i32.add (local.get $i) (i32.const 3)))
      (i32.store8 offset=2 (local.get $c)
        (i32.add (local.get $i) (i32.const 6)))
      (local.set $i (i32.add (local.get $i) (i32.const 9)))
      (br_if $again (i32.lt_u
        (local.tee $c (i32.add (local.get $c) (i32.const 3)))
        (local.get $end))))
    (i32.add (call $hash) (i32.mul (local.get $c) (local.get $i))))
  ;; c[j] += b[j][0] over rows of 400 bytes, two at a time.
  (func $column (param $c i32) (param $b i32) (param $n i32) (result i32)
    (call $fill)
    (loop $again
      (i32.store (local.get $c)
        (i32.add (i32.load (local.get $c)) (i32.load (local.get $b))))
      (i32.store offset=4 (local.get $c)
        (i32.add (i32.load offset=4 (local.get $c))
                 (i32.load offset=400 (local.get $b))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 800)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (call $hash))

  ;; Differences of neighbours; the loop is left between the copies.
  (func $middle (param $c i32) (param $b i32) (result i32) (local $i i32)
    (local $x i32) (local $y i32)
    (call $fill)
    (local.set $x (i32.load (local.get $b)))
    (block $end
      (loop $again
        (i32.store offset=4 (local.get $c)
          (i32.mul (i32.const 3) (i32.sub
            (local.tee $y (i32.load offset=4 (local.get $b)))
            (local.get $x))))
        (br_if $end (i32.eq (local.get $i) (i32.const 1600)))
        (local.set $i (i32.add (local.get $i) (i32.const 8)))
        (local.set $b (i32.add (local.get $b) (i32.const 8)))
        (local.set $c (i32.add (local.get $c) (i32.const 8)))
        (i32.store (local.get $c)
          (i32.mul (i32.const 3) (i32.sub
            (local.tee $x (i32.load (local.get $b)))
            (local.get $y))))
        (br $again)))
    (call $hash))

  ;; Distances of nothing, less than a vector, a vector, and none at all, and
  ;; counts of one and of some.
  ;; CHECK-COUNT-29: {{^-?[0-9]+$}}
  (func (export "all")
      (result i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
              i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
              i32 i32 i32 i32 i32)
    (call $add3 (i32.const 0) (i32.const 0) (i32.const 50))
    (call $add3 (i32.const 4) (i32.const 0) (i32.const 50))
    (call $add3 (i32.const 0) (i32.const 4) (i32.const 50))
    (call $add3 (i32.const 16) (i32.const 0) (i32.const 51))
    (call $add3 (i32.const 0) (i32.const 2) (i32.const 52))
    (call $add3 (i32.const 4000) (i32.const 0) (i32.const 53))
    (call $add3 (i32.const 4000) (i32.const 0) (i32.const 1))
    (call $carry (i32.const 4000) (i32.const 0) (i32.const 1))
    (call $carry (i32.const 4000) (i32.const 0) (i32.const 77))
    (call $carry (i32.const 0) (i32.const 4) (i32.const 77))
    (call $carry (i32.const 8) (i32.const 4) (i32.const 77))
    (call $carry (i32.const 4) (i32.const 4) (i32.const 77))
    (call $count (i32.const 400) (i32.const 1))
    (call $count (i32.const 400) (i32.const 99))
    (call $mixed (i32.const 4000) (i32.const 0) (i32.const 77))
    (call $mixed (i32.const 4) (i32.const 0) (i32.const 77))
    (call $ors (i32.const 4000) (i32.const 800))
    (call $ors (i32.const 4) (i32.const 808))
    (call $ors (i32.const 0) (i32.const 8))
    (call $commuted (i32.const 4000) (i32.const 0) (i32.const 33))
    (call $commuted (i32.const 8) (i32.const 0) (i32.const 33))
    (call $until (i32.const 10) (i32.const 100))
    (call $until (i32.const 10) (i32.const 101))
    (call $until (i32.const 10) (i32.const 0))
    (call $column (i32.const 40000) (i32.const 0) (i32.const 50))
    (call $column (i32.const 0) (i32.const 0) (i32.const 50))
    (call $column (i32.const 8) (i32.const 0) (i32.const 50))
    (call $middle (i32.const 8000) (i32.const 0))
    (call $middle (i32.const 4) (i32.const 0)))

  ;; Loads whose values nobody needs, beside stores.
  (func $drop (param $b i32) (param $n i32) (local $i i32) (local $c i32)
    (loop $again
      (drop (i32.load (local.get $b)))
      (i32.store (local.get $c) (local.get $i))
      (drop (i32.load offset=4 (local.get $b)))
      (i32.store offset=4 (local.get $c)
        (i32.add (local.get $i) (i32.const 1)))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; The last load is the last word of the memory.
  (func (export "fits")
    (call $drop (i32.const 65456) (i32.const 10)))
  ;; It is behind it, in the second copy.
  (func (export "unneeded")
    (call $drop (i32.const 65460) (i32.const 10)))

  ;; 21,845 copies fit, and one word of the next.
  (func (export "end") (drop
    (call $add3 (i32.const 4) (i32.const 0) (i32.const 30000)))))
