;; Of what some iterations store to one place, the jammed nest stores the last
;; (codegen/UnrollAndJam.h). The loads of the others stay, because they trap:
;; here the first row, or the first element of a column, is out of bounds, and
;; all that follow are not.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj -O3 --disable-pass=inline-calls --target=x86_64-linux-gnu %t.wasm --emit=ir -o - | FileCheck %s --check-prefix=JAM
;; RUN: not w2o-run -O3 --disable-pass=inline-calls --invoke rows %t.wasm 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --disable-pass=inline-calls --invoke columns %t.wasm 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --disable-pass=inline-calls --invoke behind %t.wasm 2>&1 | FileCheck %s
;; RUN: not w2o-run -O2 --disable-pass=inline-calls --invoke rows %t.wasm 2>&1 | FileCheck %s
;; RUN: not w2o-run -O2 --disable-pass=inline-calls --invoke columns %t.wasm 2>&1 | FileCheck %s
;; RUN: not w2o-run -O2 --disable-pass=inline-calls --invoke behind %t.wasm 2>&1 | FileCheck %s
;; CHECK: out of bounds memory access

;; JAM-LABEL: define {{.*}}.copy_rows(
;; JAM: {{jam\.|\.jam}}
;; JAM-LABEL: define {{.*}}.copy_columns(
;; JAM: {{jam\.|\.jam}}
;; JAM-LABEL: define {{.*}}.copy_behind(
;; JAM: {{jam\.|\.jam}}
(module
  (memory 1)

  ;; d[j] = b[j], rows of b from high to low.
  (func $copy_rows (param $d i32) (param $b i32) (param $n i32) (param $m i32)
    (local $k i32) (local $x i32) (local $y i32)
    (loop $again_row
      (local.set $k (local.get $m))
      (local.set $x (local.get $b))
      (local.set $y (local.get $d))
      (loop $again
        (f64.store (local.get $y) (f64.load (local.get $x)))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (local.set $y (i32.add (local.get $y) (i32.const 8)))
        (br_if $again (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $b (i32.sub (local.get $b) (i32.const 256)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; d[i] = b[i], columns of b from high to low.
  (func $copy_columns (param $d i32) (param $b i32) (param $n i32)
    (param $m i32)
    (local $k i32) (local $x i32)
    (loop $again_column
      (local.set $k (local.get $m))
      (local.set $x (local.get $b))
      (loop $again
        (f64.store (local.get $d) (f64.load (local.get $x)))
        (local.set $x (i32.sub (local.get $x) (i32.const 256)))
        (br_if $again (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (local.set $d (i32.add (local.get $d) (i32.const 8)))
      (br_if $again_column (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  ;; Behind a sum, one place that each iteration stores to. That the sum's rows
  ;; are apart from it is tested.
  (func $copy_behind (param $d i32) (param $b i32) (param $n i32)
    (param $m i32)
    (local $k i32) (local $x i32) (local $sum f64)
    (loop $again_row
      (local.set $k (local.get $m))
      (local.set $x (local.get $d))
      (local.set $sum (f64.load (i32.sub (local.get $b) (i32.const 1024))))
      (loop $again
        (local.set $sum (f64.add (local.get $sum) (f64.load (local.get $x))))
        (local.set $x (i32.add (local.get $x) (i32.const 8)))
        (br_if $again (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (f64.store (i32.const 512) (local.get $sum))
      (f64.store (i32.const 520) (f64.load (local.get $b)))
      (local.set $b (i32.sub (local.get $b) (i32.const 256)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  (func (export "rows")
    (call $copy_rows (i32.const 8192) (i32.const 65536) (i32.const 4)
      (i32.const 20)))
  (func (export "columns")
    (call $copy_columns (i32.const 8192) (i32.const 65536) (i32.const 16)
      (i32.const 8)))
  (func (export "behind")
    (call $copy_behind (i32.const 8192) (i32.const 65536) (i32.const 4)
      (i32.const 8))))
