;; Addresses of a nest may wrap at 4 GiB and come back to low memory. The jammed
;; nest (codegen/UnrollAndJam.h), whose addresses have 64 bits, must not run then.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke all %t.wasm > %t.expected
;; RUN: w2o-run -O3 --invoke all %t.wasm | diff %t.expected -
;; RUN: wasm2obj -O3 --target=x86_64-linux-gnu %t.wasm --emit=ir -o - | FileCheck %s --check-prefix=JAM
;; RUN: not w2o-run -O0 --invoke beyond %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke beyond %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; JAM-LABEL: define {{.*}}.rows(
;; JAM: jam.rest
;; END: out of bounds memory access
(module
  ;; All but the last 64 KiB of the address space; few pages are touched.
  (memory 65535)

  (func $rows (param $c i32) (param $a i32) (param $step i32) (param $row i32)
    (param $n i32) (param $m i32)
    (local $k i32) (local $x i32) (local $sum f64)
    (loop $again_row
      (local.set $k (local.get $m))
      (local.set $x (local.get $a))
      (local.set $sum (f64.const 0))
      (loop $again
        (local.set $sum (f64.add (local.get $sum) (f64.load (local.get $x))))
        (local.set $x (i32.add (local.get $x) (local.get $step)))
        (br_if $again (local.tee $k (i32.sub (local.get $k) (i32.const 1)))))
      (f64.store (local.get $c) (local.get $sum))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $a (i32.add (local.get $a) (local.get $row)))
      (br_if $again_row (local.tee $n
        (i32.sub (local.get $n) (i32.const 1))))))

  (global $sum (mut i64) (i64.const 0))
  (func $note (param $c i32) (param $n i32)
    (loop $again
      (global.set $sum (i64.add (i64.load (local.get $c))
        (i64.mul (global.get $sum) (i64.const 31))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  (func (export "all") (result i64) (local $i i32)
    (loop $again
      (f64.store (local.get $i) (f64.convert_i32_u (i32.mul (local.get $i)
        (i32.const 0x9e3779b1))))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 8))) (i32.const 65536))))
    ;; The inner loop wraps: a quarter of the address space per step.
    (call $rows (i32.const 100000) (i32.const 1024) (i32.const 0x40000000)
      (i32.const 8) (i32.const 10) (i32.const 7))
    (call $note (i32.const 100000) (i32.const 10))
    ;; The outer one wraps.
    (call $rows (i32.const 100000) (i32.const 1024) (i32.const 8)
      (i32.const 0x40000008) (i32.const 10) (i32.const 7))
    (call $note (i32.const 100000) (i32.const 10))
    ;; Both do, the other way.
    (call $rows (i32.const 100000) (i32.const 1024) (i32.const -0x40000000)
      (i32.const -0x3ffffff8) (i32.const 10) (i32.const 7))
    (call $note (i32.const 100000) (i32.const 10))
    ;; Where sums are stored wraps to what is summed up.
    (call $rows (i32.const 0xfffeff80) (i32.const 1024) (i32.const 8)
      (i32.const 32) (i32.const 10) (i32.const 7))
    (call $note (i32.const 0xfffeff80) (i32.const 10))
    ;; Steps of the whole address space less a little.
    (call $rows (i32.const 100000) (i32.const 9000) (i32.const -24)
      (i32.const 16) (i32.const 10) (i32.const 7))
    (call $note (i32.const 100000) (i32.const 10))
    (global.get $sum))

  ;; From the last row of memory to behind it, and around.
  (func (export "beyond")
    (call $rows (i32.const 100000) (i32.const 0xfffe0000) (i32.const 0x2000)
      (i32.const 8) (i32.const 10) (i32.const 9))))
