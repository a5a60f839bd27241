;; Iterations of an outer loop side by side (codegen/UnrollAndJam.h) compute what
;; they compute one after the other, to the last bit: for all numbers of
;; iterations, with steps that are known or not, with inner loops that are
;; entered or not, and with arrays that overlap in every way. A trap stays one.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke all %t.wasm > %t.expected
;; RUN: w2o-run -O3 --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --cpu=native --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --disable-pass=unroll-and-jam --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --disable-pass=slp,vectorize-loops --invoke all %t.wasm | diff %t.expected -
;; RUN: wasm2obj -O3 --target=x86_64-linux-gnu %t.wasm --emit=ir -o - | FileCheck %s --check-prefix=JAM
;; RUN: not w2o-run -O0 --invoke beyond %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke beyond %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke beyond_later %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke beyond_unused %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: w2o-run -O3 --invoke fits %t.wasm
;; END: out of bounds memory access

;; All of them are jammed.
;; JAM-LABEL: define {{.*}}.product(
;; JAM: {{jam\.|\.jam}}
;; JAM-LABEL: define {{.*}}.known(
;; JAM: {{jam\.|\.jam}}
;; JAM-LABEL: define {{.*}}.rows(
;; JAM: {{jam\.|\.jam}}
;; JAM-LABEL: define {{.*}}.shared(
;; JAM: {{jam\.|\.jam}}
;; JAM-LABEL: define {{.*}}.recurrence(
;; JAM: {{jam\.|\.jam}}
;; JAM-LABEL: define {{.*}}.pairs(
;; JAM: {{jam\.|\.jam}}
;; JAM-LABEL: define {{.*}}.sums(
;; JAM: {{jam\.|\.jam}}
(module
  (memory 1)

  (func $fill (local $i i32)
    (loop $again
      (f64.store (local.get $i) (f64.add (f64.const 1) (f64.div
        (f64.convert_i32_u (i32.and (i32.const 0xffff)
          (i32.mul (local.get $i) (i32.const 0x9e3779b1))))
        (f64.const 65536))))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 8))) (i32.const 65536)))))

  (func $hash (result i32) (local $i i32) (local $h i32)
    (loop $again
      (local.set $h (i32.add (i32.load (local.get $i))
        (i32.mul (local.get $h) (i32.const 31))))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 4))) (i32.const 65536))))
    (local.get $h))

  ;; c[j] = sum of a[k] * b[k][j], rows of `row` bytes.
  (func $product (param $c i32) (param $a i32) (param $b i32) (param $n i32)
    (param $m i32) (param $row i32)
    (local $k i32) (local $x i32) (local $y i32) (local $sum f64)
    (loop $columns
      (local.set $k (local.get $m))
      (local.set $x (local.get $a))
      (local.set $y (local.get $b))
      (local.set $sum (f64.const 0))
      (loop $again
        (local.set $sum (f64.add (local.get $sum)
          (f64.mul (f64.load (local.get $x)) (f64.load (local.get $y)))))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (local.set $y (i32.add (local.get $y) (local.get $row)))
        (br_if $again (local.tee $k
          (i32.sub (local.get $k) (i32.const 1)))))
      (f64.store (local.get $c) (local.get $sum))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $columns (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; The same with rows of 96 bytes, and the sum in memory: b may change on the
  ;; way.
  (func $known (param $c i32) (param $a i32) (param $b i32) (param $n i32)
    (param $m i32)
    (local $k i32) (local $x i32) (local $y i32)
    (loop $columns
      (local.set $k (local.get $m))
      (local.set $x (local.get $a))
      (local.set $y (local.get $b))
      (loop $again
        (f64.store (local.get $c) (f64.add (f64.load (local.get $c))
          (f64.mul (f64.load (local.get $x)) (f64.load (local.get $y)))))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (local.set $y (i32.add (local.get $y) (i32.const 96)))
        (br_if $again (local.tee $k
          (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $columns (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; Of each row a sum of products with x, the last of which is the result.
  (func $rows (param $c i32) (param $a i32) (param $x i32) (param $n i32)
    (param $m i32) (param $row i32) (result f64)
    (local $k i32) (local $y i32) (local $sum f64)
    (loop $again_row
      (local.set $k (i32.const 0))
      (local.set $sum (f64.const 0))
      (loop $again
        (local.set $y (i32.shl (local.get $k) (i32.const 3)))
        (local.set $sum (f64.add (local.get $sum) (f64.mul
          (f64.load (i32.add (local.get $a) (local.get $y)))
          (f64.load (i32.add (local.get $x) (local.get $y))))))
        (br_if $again (i32.lt_u (local.tee $k
          (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (f64.store (local.get $c) (local.get $sum))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $a (i32.add (local.get $a) (local.get $row)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum))

  ;; c[j] += a[i] * b[i][j]: all iterations store to the same places.
  (func $shared (param $c i32) (param $a i32) (param $b i32) (param $n i32)
    (param $m i32)
    (local $k i32) (local $x f64) (local $y i32)
    (loop $again_row
      (local.set $k (i32.const 0))
      (local.set $x (f64.load (local.get $a)))
      (loop $again
        (local.set $y (i32.shl (local.get $k) (i32.const 3)))
        (f64.store (i32.add (local.get $c) (local.get $y)) (f64.add
          (f64.load (i32.add (local.get $c) (local.get $y)))
          (f64.mul (local.get $x)
            (f64.load (i32.add (local.get $b) (local.get $y))))))
        (br_if $again (i32.lt_u (local.tee $k
          (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (local.set $a (i32.add (local.get $a) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 160)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; In each row, an element depends on the one before; then backwards.
  (func $recurrence (param $p i32) (param $b i32) (param $n i32)
    (param $m i32) (param $row i32)
    (local $k i32) (local $x i32) (local $y i32)
    (loop $again_row
      (local.set $k (local.get $m))
      (local.set $x (local.get $p))
      (local.set $y (local.get $b))
      (loop $up
        (f64.store offset=8 (local.get $x) (f64.div
          (f64.load (local.get $y))
          (f64.add (f64.load (local.get $x)) (f64.load offset=8 (local.get $y)))))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (local.set $y (i32.add (local.get $y) (i32.const 8)))
        (br_if $up (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $k (local.get $m))
      (loop $down
        (f64.store (local.get $y) (f64.sub
          (f64.load (local.get $x))
          (f64.mul (f64.load offset=8 (local.get $y)) (f64.const 0.5))))
        (local.set $x (i32.sub (local.get $x) (i32.const 8)))
        (local.set $y (i32.sub (local.get $y) (i32.const 8)))
        (br_if $down (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $p (i32.add (local.get $p) (local.get $row)))
      (local.set $b (i32.add (local.get $b) (local.get $row)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; Two elements per iteration, and the odd one behind, as producers do it.
  (func $pairs (param $c i32) (param $a i32) (param $b i32) (param $n i32)
    (param $m i32)
    (local $k i32) (local $end i32) (local $sum f64)
    (local.set $end (i32.and (local.get $m) (i32.const -2)))
    (loop $columns
      (local.set $k (i32.const 0))
      (local.set $sum (f64.load (local.get $c)))
      (if (local.get $end) (then
        (loop $again
          (local.set $sum (f64.sub (local.get $sum) (f64.mul
            (f64.load (i32.add (local.get $a)
              (i32.shl (local.get $k) (i32.const 3))))
            (f64.load (i32.add (local.get $b)
              (i32.mul (local.get $k) (i32.const 240)))))))
          (local.set $sum (f64.sub (local.get $sum) (f64.mul
            (f64.load offset=8 (i32.add (local.get $a)
              (i32.shl (local.get $k) (i32.const 3))))
            (f64.load offset=240 (i32.add (local.get $b)
              (i32.mul (local.get $k) (i32.const 240)))))))
          (br_if $again (i32.ne (local.tee $k
            (i32.add (local.get $k) (i32.const 2))) (local.get $end))))))
      (if (i32.and (local.get $m) (i32.const 1)) (then
        (local.set $sum (f64.sub (local.get $sum) (f64.mul
          (f64.load (i32.add (local.get $a)
            (i32.shl (local.get $k) (i32.const 3))))
          (f64.load (i32.add (local.get $b)
            (i32.mul (local.get $k) (i32.const 240)))))))))
      (f64.store (local.get $c) (local.get $sum))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $columns (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; Two sums in memory and in a variable; q has one element per row.
  (func $sums (param $s i32) (param $q i32) (param $a i32) (param $p i32)
    (param $n i32) (param $m i32)
    (local $k i32) (local $y i32)
    (loop $again_row
      (local.set $k (i32.const 0))
      (f64.store (local.get $q) (f64.const 0))
      (loop $again
        (local.set $y (i32.shl (local.get $k) (i32.const 3)))
        (f64.store (i32.add (local.get $s) (local.get $y)) (f64.add
          (f64.load (i32.add (local.get $s) (local.get $y)))
          (f64.mul (f64.const 1.5)
            (f64.load (i32.add (local.get $a) (local.get $y))))))
        (f64.store (local.get $q) (f64.add (f64.load (local.get $q)) (f64.mul
          (f64.load (i32.add (local.get $a) (local.get $y)))
          (f64.load (i32.add (local.get $p) (local.get $y))))))
        (br_if $again (i32.lt_u (local.tee $k
          (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (local.set $a (i32.add (local.get $a) (i32.const 136)))
      (local.set $q (i32.add (local.get $q) (i32.const 8)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; Two loops over the same columns, `shift` bytes further in each iteration,
  ;; which is less than an element or nothing.
  (func $twice (param $t i32) (param $a i32) (param $n i32) (param $m i32)
    (param $row i32)
    (local $k i32) (local $x i32) (local $v f64)
    (loop $again_row
      (local.set $v (f64.load (local.get $a)))
      (local.set $k (local.get $m))
      (local.set $x (local.get $t))
      (loop $first
        (f64.store (local.get $x) (f64.add (local.get $v)
          (f64.mul (f64.load (local.get $x)) (f64.const 0.5))))
        (local.set $x (i32.add (local.get $x) (local.get $row)))
        (br_if $first (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $k (local.get $m))
      (local.set $x (local.get $t))
      (loop $second
        (f64.store (local.get $x) (f64.sub
          (f64.mul (f64.load (local.get $x)) (f64.const 0.25))
          (local.get $v)))
        (local.set $x (i32.add (local.get $x) (local.get $row)))
        (br_if $second (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $a (i32.add (local.get $a) (i32.const 8)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))
  (func $shifted (param $t i32) (param $a i32) (param $n i32) (param $m i32)
    (param $row i32)
    (local $k i32) (local $x i32) (local $v f32)
    (loop $again_row
      (local.set $v (f32.demote_f64 (f64.load (local.get $a))))
      (local.set $k (local.get $m))
      (local.set $x (local.get $t))
      (loop $first
        (f32.store (local.get $x) (f32.add (local.get $v)
          (f32.mul (f32.load (local.get $x)) (f32.const 0.5))))
        (local.set $x (i32.add (local.get $x) (local.get $row)))
        (br_if $first (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $k (local.get $m))
      (local.set $x (local.get $t))
      (loop $second
        (f32.store (local.get $x) (f32.sub
          (f32.mul (f32.load (local.get $x)) (f32.const 0.25))
          (local.get $v)))
        (local.set $x (i32.add (local.get $x) (local.get $row)))
        (br_if $second (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $t (i32.add (local.get $t) (i32.const 2)))
      (local.set $a (i32.add (local.get $a) (i32.const 8)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; A loop over `m` elements of a row, and one that stores `l`.
  (func $uneven (param $t i32) (param $b i32) (param $n i32) (param $m i32)
    (param $l i32) (param $row i32)
    (local $k i32) (local $x i32) (local $y i32) (local $sum f64)
    (loop $again_row
      (local.set $sum (f64.const 0))
      (local.set $k (local.get $m))
      (local.set $x (local.get $t))
      (local.set $y (local.get $b))
      (loop $first
        (local.set $sum (f64.add (local.get $sum) (f64.mul
          (f64.load (local.get $x)) (f64.load (local.get $y)))))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (local.set $y (i32.add (local.get $y) (i32.const 8)))
        (br_if $first (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $k (local.get $l))
      (local.set $x (local.get $t))
      (loop $second
        (f64.store (local.get $x) (f64.div (local.get $sum)
          (f64.convert_i32_u (local.get $k))))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (br_if $second (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $t (i32.add (local.get $t) (local.get $row)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; All iterations change t[4 j + 1], of which some are t[2 j].
  (func $grid (param $t i32) (param $a i32) (param $n i32) (param $m i32)
    (local $k i32) (local $x i32) (local $y i32) (local $v f64)
    (loop $again_row
      (local.set $v (f64.load (local.get $a)))
      (local.set $k (local.get $m))
      (local.set $x (local.get $t))
      (local.set $y (local.get $t))
      (loop $again
        (f64.store offset=8 (local.get $x) (f64.add
          (f64.mul (f64.load offset=8 (local.get $x)) (f64.const 0.5))
          (f64.mul (f64.load (local.get $y)) (local.get $v))))
        (local.set $x (i32.add (local.get $x) (i32.const 32)))
        (local.set $y (i32.add (local.get $y) (i32.const 16)))
        (br_if $again (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $a (i32.add (local.get $a) (i32.const 8)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; t[i] is also t[i + 2 j] in the first iteration.
  (func $first (param $t i32) (param $b i32) (param $n i32) (param $m i32)
    (local $k i32) (local $x i32) (local $y i32)
    (loop $again_row
      (local.set $k (local.get $m))
      (local.set $x (local.get $t))
      (local.set $y (local.get $b))
      (loop $again
        (f64.store (local.get $t) (f64.add
          (f64.mul (f64.load (local.get $t)) (f64.const 0.5))
          (f64.mul (f64.load (local.get $x)) (f64.load (local.get $y)))))
        (local.set $x (i32.add (local.get $x) (i32.const 16)))
        (local.set $y (i32.add (local.get $y) (i32.const 8)))
        (br_if $again (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $t (i32.add (local.get $t) (i32.const 8)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; The same of vectors, and a vector that each row adds to.
  (func $vectors (param $c i32) (param $a i32) (param $b i32) (param $q i32)
    (param $n i32) (param $m i32)
    (local $k i32) (local $x v128) (local $y i32)
    (loop $again_row
      (local.set $k (i32.const 0))
      (local.set $x (v128.load64_splat (local.get $a)))
      (loop $again
        (local.set $y (i32.shl (local.get $k) (i32.const 4)))
        (v128.store (i32.add (local.get $c) (local.get $y)) (f64x2.add
          (v128.load (i32.add (local.get $c) (local.get $y)))
          (f64x2.mul (local.get $x)
            (v128.load (i32.add (local.get $b) (local.get $y))))))
        (v128.store (local.get $q) (f64x2.add (v128.load (local.get $q))
          (v128.load (i32.add (local.get $b) (local.get $y)))))
        (br_if $again (i32.lt_u (local.tee $k
          (i32.add (local.get $k) (i32.const 1))) (local.get $m))))
      (local.set $a (i32.add (local.get $a) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 320)))
      (local.set $q (i32.add (local.get $q) (i32.const 16)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  (global $sum (mut i32) (i32.const 0))
  (func $note
    (global.set $sum (i32.add (i32.mul (global.get $sum) (i32.const 31))
      (call $hash))))

  ;; All nests with `n` and `m` iterations, where one array is `at` bytes behind
  ;; another.
  (func $some (param $n i32) (param $m i32) (param $at i32)
    (call $fill)
    (call $product (i32.const 1024) (i32.const 2048)
      (i32.add (i32.const 1024) (local.get $at)) (local.get $n) (local.get $m)
      (i32.const 176))
    (call $product (i32.const 30000)
      (i32.add (i32.const 29900) (local.get $at)) (i32.const 20000)
      (local.get $n) (local.get $m) (i32.const -160))
    (call $product (i32.add (i32.const 16) (local.get $at)) (i32.const 4096)
      (i32.const 16) (local.get $n) (local.get $m) (i32.const 8))
    (call $note)
    (call $fill)
    (call $known (i32.const 1024) (i32.const 3072)
      (i32.add (i32.const 900) (local.get $at)) (local.get $n) (local.get $m))
    (call $known (i32.const 1024)
      (i32.add (i32.const 900) (local.get $at)) (i32.const 9000)
      (local.get $n) (local.get $m))
    (call $note)
    (call $fill)
    (global.set $sum (i32.add (global.get $sum) (i32.wrap_i64
      (i64.reinterpret_f64 (call $rows (i32.const 4096)
        (i32.add (i32.const 4000) (local.get $at)) (i32.const 1024)
        (local.get $n) (local.get $m) (i32.const 168))))))
    (global.set $sum (i32.add (global.get $sum) (i32.wrap_i64
      (i64.reinterpret_f64 (call $rows (i32.const 4096) (i32.const 9000)
        (i32.add (i32.const 4000) (local.get $at))
        (local.get $n) (local.get $m) (i32.const -80))))))
    (call $note)
    (call $fill)
    (call $shared (i32.const 4096) (i32.const 1024)
      (i32.add (i32.const 4000) (local.get $at)) (local.get $n) (local.get $m))
    (call $shared (i32.const 4096) (i32.add (i32.const 4000) (local.get $at))
      (i32.const 9000) (local.get $n) (local.get $m))
    (call $note)
    (call $fill)
    (call $recurrence (i32.const 4096) (i32.const 20000) (local.get $n)
      (local.get $m) (i32.const 176))
    (call $recurrence (i32.const 4096) (i32.add (i32.const 4000)
      (local.get $at)) (local.get $n) (local.get $m) (i32.const 176))
    (call $note)
    (call $fill)
    ;; Rows that overlap.
    (call $recurrence (i32.const 4096) (i32.const 20000) (local.get $n)
      (local.get $m) (i32.and (local.get $at) (i32.const 0x1f8)))
    (call $note)
    (call $fill)
    (call $pairs (i32.const 4096) (i32.const 1024)
      (i32.add (i32.const 4000) (local.get $at)) (local.get $n) (local.get $m))
    (call $pairs (i32.const 4096) (i32.add (i32.const 4000) (local.get $at))
      (i32.const 9000) (local.get $n) (local.get $m))
    (call $note)
    (call $fill)
    (call $sums (i32.const 1024) (i32.const 2048)
      (i32.add (i32.const 1000) (local.get $at)) (i32.const 9000)
      (local.get $n) (local.get $m))
    (call $sums (i32.const 1024) (i32.const 2048) (i32.const 9000)
      (i32.add (i32.const 2000) (local.get $at)) (local.get $n) (local.get $m))
    (call $sums (i32.const 1024) (i32.add (i32.const 1000) (local.get $at))
      (i32.const 9000) (i32.const 20000) (local.get $n) (local.get $m))
    (call $note)
    (call $fill)
    (call $twice (i32.const 4096) (i32.const 20000) (local.get $n)
      (local.get $m) (i32.and (local.get $at) (i32.const 0x1f8)))
    (call $shifted (i32.const 9000) (i32.const 20000) (local.get $n)
      (local.get $m) (i32.and (local.get $at) (i32.const 0x1f8)))
    (call $note)
    (call $fill)
    (call $uneven (i32.const 4096) (i32.const 20000) (local.get $n)
      (local.get $m) (i32.const 4) (i32.const -48))
    (call $uneven (i32.const 9000) (i32.const 20000) (local.get $n)
      (i32.const 4) (local.get $m) (i32.const 48))
    (call $note)
    (call $fill)
    (call $grid (i32.const 4096) (i32.const 20000) (local.get $n)
      (local.get $m))
    (call $first (i32.const 9000) (i32.const 20000) (local.get $n)
      (local.get $m))
    (call $note)
    (call $fill)
    (call $vectors (i32.const 4096) (i32.const 1024) (i32.const 20000)
      (i32.add (i32.const 4000) (local.get $at)) (local.get $n) (local.get $m))
    (call $vectors (i32.const 4096) (i32.const 1024)
      (i32.add (i32.const 4000) (local.get $at)) (i32.const 20000)
      (local.get $n) (local.get $m))
    (call $note))

  (func (export "all") (result i32) (local $n i32) (local $m i32)
    (local $at i32)
    (local.set $n (i32.const 1))
    (loop $again_n
      (local.set $m (i32.const 1))
      (loop $again_m
        (call $some (local.get $n) (local.get $m) (i32.const 5000))
        (br_if $again_m (i32.le_u (local.tee $m
          (i32.add (local.get $m) (i32.const 4))) (i32.const 20))))
      (br_if $again_n (i32.le_u (local.tee $n
        (i32.add (local.get $n) (i32.const 1))) (i32.const 19))))
    (loop $again_at
      (call $some (i32.const 13) (i32.const 12) (local.get $at))
      (br_if $again_at (i32.lt_u (local.tee $at
        (i32.add (local.get $at) (i32.const 4))) (i32.const 320))))
    (global.get $sum))

  ;; The last element of the last row is beyond the end, by one byte.
  (func (export "beyond")
    (call $product (i32.const 1024) (i32.const 2048) (i32.const 61539)
      (i32.const 20) (i32.const 20) (i32.const 202)))
  (func (export "beyond_later")
    (call $product (i32.const 65384) (i32.const 2048) (i32.const 4096)
      (i32.const 20) (i32.const 20) (i32.const 160)))
  ;; Of the last element nothing is stored.
  (func (export "beyond_unused")
    (drop (call $rows (i32.const 1024) (i32.const 62185) (i32.const 2048)
      (i32.const 20) (i32.const 20) (i32.const 168))))
  (func (export "fits")
    (call $product (i32.const 65376) (i32.const 2048) (i32.const 61538)
      (i32.const 20) (i32.const 20) (i32.const 202))))
