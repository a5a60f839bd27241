;; Two iterations over vectors in one (codegen/UnrollVectors.h) do what one after
;; the other does: for all numbers of iterations, with values handed from one
;; iteration to the next, with arrays that overlap, and with a trap in the first
;; or the second of the two, before which the other stores have happened.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke all %t.wasm > %t.expected
;; RUN: w2o-run -O2 --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --cpu=native --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O2 --disable-pass=unroll-vectors --invoke all %t.wasm | diff %t.expected -
;; RUN: not w2o-run -O0 --invoke second %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke second %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke first %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: w2o-run -O3 --invoke fits %t.wasm
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

  (func $add (param $c i32) (param $b i32) (param $n i32)
    (loop $again
      (v128.store (local.get $c) (i32x4.add (v128.load (local.get $c))
        (v128.load (local.get $b))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; What was loaded in one iteration is used in the next.
  (func $slide (param $c i32) (param $b i32) (param $n i32) (result i32)
    (local $before v128) (local $now v128) (local $sum v128)
    (local.set $before (v128.load (local.get $b)))
    (loop $again
      (local.set $now (v128.load offset=16 (local.get $b)))
      (v128.store (local.get $c) (i8x16.shuffle
        8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23
        (local.get $before) (local.get $now)))
      (local.set $sum (i32x4.sub (local.get $now)
        (i32x4.mul (local.get $sum) (i32x4.splat (i32.const 7)))))
      (local.set $before (local.get $now))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32x4.extract_lane 2 (local.get $sum)))

  ;; Backwards, so that the last store is the first to be out of bounds.
  (func $down (param $c i32) (param $n i32)
    (loop $again
      (v128.store (local.get $c)
        (v128.not (v128.load (local.get $c))))
      (local.set $c (i32.sub (local.get $c) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  (func (export "all") (result i32) (local $n i32) (local $h i32)
    (call $fill)
    (local.set $n (i32.const 1))
    (loop $again
      (call $add (i32.const 1024) (i32.const 8192) (local.get $n))
      ;; Each iteration reads what the one before has stored, or half of it.
      (call $add (i32.const 2064) (i32.const 2048) (local.get $n))
      (call $add (i32.const 4104) (i32.const 4096) (local.get $n))
      (local.set $h (i32.xor (local.get $h)
        (call $slide (i32.const 1000) (i32.const 9000) (local.get $n))))
      (local.set $h (i32.xor (local.get $h)
        (call $slide (i32.const 3024) (i32.const 3000) (local.get $n))))
      (call $down (i32.const 6000) (local.get $n))
      (local.set $h (i32.add (call $hash)
        (i32.mul (local.get $h) (i32.const 31))))
      (br_if $again (i32.le_u
        (local.tee $n (i32.add (local.get $n) (i32.const 1)))
        (i32.const 9))))
    (local.get $h))

  ;; 65536 is the end of the memory.
  (func (export "second")
    (call $add (i32.const 65488) (i32.const 0) (i32.const 4)))
  (func (export "first")
    (call $add (i32.const 65504) (i32.const 0) (i32.const 3)))
  (func (export "fits")
    (call $add (i32.const 65488) (i32.const 0) (i32.const 3))))
