;; Loops whose 32-bit addresses wrap, at each level the same: what wraps into
;; the memory is an access, what ends above it is a trap, whatever 64-bit
;; arithmetic the optimiser prefers.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke down %t.wasm 12 8 | FileCheck %s --check-prefix=DOWN
;; RUN: w2o-run -O3 --invoke down %t.wasm 12 8 | FileCheck %s --check-prefix=DOWN
;; RUN: not w2o-run -O0 --invoke down %t.wasm 12 5 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke down %t.wasm 12 5 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: w2o-run -O0 --invoke sometimes %t.wasm 4294967288 | FileCheck %s --check-prefix=SOME
;; RUN: w2o-run -O3 --invoke sometimes %t.wasm 4294967288 | FileCheck %s --check-prefix=SOME
;; RUN: not w2o-run -O0 --invoke pair %t.wasm 4294967280 4 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke pair %t.wasm 4294967280 4 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke pair %t.wasm 4294901744 4 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke pair %t.wasm 65000 64 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: w2o-run -O0 --invoke pair %t.wasm 64000 64 | FileCheck %s --check-prefix=PAIR
;; RUN: w2o-run -O3 --invoke pair %t.wasm 64000 64 | FileCheck %s --check-prefix=PAIR
;; RUN: w2o-run -O0 --invoke call_between %t.wasm 4294967280 | FileCheck %s --check-prefix=BETWEEN
;; RUN: w2o-run -O3 --invoke call_between %t.wasm 4294967280 | FileCheck %s --check-prefix=BETWEEN
;; RUN: w2o-run -O3 --invoke growing %t.wasm 4 | FileCheck %s --check-prefix=GROWING
;; RUN: not w2o-run -O0 --invoke growing %t.wasm 5 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke growing %t.wasm 5 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O0 --invoke offset %t.wasm 65496 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke offset %t.wasm 65496 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: w2o-run -O0 --invoke offset %t.wasm 65488 | FileCheck %s --check-prefix=OFFSET
;; RUN: w2o-run -O3 --invoke offset %t.wasm 65488 | FileCheck %s --check-prefix=OFFSET
;; RUN: w2o-run -O3 --invoke rows %t.wasm 4294967288 8 0 | FileCheck %s --check-prefix=ROWS
;; RUN: w2o-run -O3 --invoke rows %t.wasm 4294967288 8 2 | FileCheck %s --check-prefix=ROWS2
;; RUN: not w2o-run -O0 --invoke rows %t.wasm 4294967288 8 10 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke rows %t.wasm 4294967288 8 10 2>&1 | FileCheck %s --check-prefix=TRAP
;; TRAP: out of bounds memory access
(module
  (memory 1 4)
  (global $calls (mut i32) (i32.const 0))
  (func $count (global.set $calls
    (i32.add (global.get $calls) (i32.const 1))))

  ;; Downwards to 0, or on below it.
  ;; DOWN: 4
  (func (export "down") (param $p i32) (param $last i32) (result i32)
    (local $n i32)
    (loop $again
      (i32.store (local.get $p) (local.get $p))
      (local.set $p (i32.sub (local.get $p) (i32.const 4)))
      (local.set $n (i32.add (local.get $n) (i32.const 4)))
      (br_if $again (i32.ne
        (i32.add (local.get $p) (local.get $last)) (i32.const 4))))
    (i32.load (i32.const 4)))

  ;; The lower address is not accessed where it would be out of bounds.
  ;; SOME: 64
  (func (export "sometimes") (param $p i32) (result i32)
    (local $n i32) (local $sum i32)
    (loop $again
      (if (i32.lt_u (local.get $p) (i32.const 65528))
        (then (i32.store8 (local.get $p) (i32.const 1))))
      (local.set $sum (i32.add (local.get $sum) (i32.add (i32.const 1)
        (i32.load8_u (i32.add (local.get $p) (i32.const 8))))))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $again (i32.ne (i32.const 64)
        (local.tee $n (i32.add (local.get $n) (i32.const 1))))))
    (local.get $sum))

  ;; The higher address comes first and may wrap to 0; the lower one traps.
  ;; PAIR: 64
  (func (export "pair") (param $p i32) (param $n i32) (result i32)
    (local $count i32)
    (loop $again
      (i32.store (i32.add (local.get $p) (i32.const 16)) (local.get $n))
      (i32.store (local.get $p) (local.get $n))
      (local.set $count (i32.add (local.get $count) (i32.const 1)))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $count))

  ;; The loop ends between the two: the lower one never happens.
  ;; BETWEEN: 7
  (func (export "call_between") (param $p i32) (result i32)
    (loop $again
      (i32.store (i32.add (local.get $p) (i32.const 16)) (i32.const 7))
      (call $count)
      (if (global.get $calls) (then (return (i32.load (i32.const 0)))))
      (i32.store (local.get $p) (i32.const 1))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br $again))
    (i32.const 1))

  ;; The memory grows in each iteration, until it cannot.
  ;; GROWING: 4
  (func (export "growing") (param $n i32) (result i32) (local $p i32)
    (loop $again
      (i32.store8 (local.get $p) (i32.const 1))
      (i32.store8 (i32.add (local.get $p) (i32.const 4)) (i32.const 2))
      (drop (memory.grow (i32.const 1)))
      (local.set $p (i32.add (local.get $p) (i32.const 65536)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (memory.size))

  ;; Sums with their own offsets, of which the lowest sum has the highest.
  ;; OFFSET: 10
  (func (export "offset") (param $p i32) (result i32)
    (local $n i32)
    (loop $again
      (i32.store (i32.add (local.get $p) (i32.const 4)) (local.get $n))
      (i32.store offset=8 (local.get $p) (local.get $n))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $again (i32.ne (i32.const 10)
        (local.tee $n (i32.add (local.get $n) (i32.const 1))))))
    (local.get $n))

  ;; `n` of the first array starts with a negative index that wraps into the
  ;; memory when the second index is added; the sum is the address.
  ;; ROWS: 0
  ;; ROWS2: 3
  (func (export "rows") (param $p i32) (param $q i32) (param $n i32)
      (result i32) (local $i i32) (local $sum i32)
    (block $done
      (loop $again
        (br_if $done (i32.ge_u (local.get $i) (local.get $n)))
        (i32.store (i32.add (i32.add (local.get $p) (local.get $q))
          (i32.shl (local.get $i) (i32.const 2)))
          (i32.add (local.get $i) (i32.const 1)))
        (local.set $sum (i32.add (local.get $sum)
          (i32.load (i32.add (i32.add (local.get $p) (local.get $q))
            (i32.shl (local.get $i) (i32.const 2))))))
        (if (i32.gt_u (local.get $n) (i32.const 9))
          (then (local.set $p (i32.sub (local.get $p) (i32.const 8)))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $again)))
    (local.get $sum)))
