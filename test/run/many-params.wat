;; More parameters than registers: some are passed in memory, by direct calls,
;; indirect calls, tail calls and calls from the host, also when the callee
;; has results in memory as well.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke sum %t.wasm 1 2 3 4 5 6 7 8 9 10 11 12 | FileCheck %s --check-prefix=SUM
;; RUN: w2o-run -O3 --invoke sum %t.wasm 1 2 3 4 5 6 7 8 9 10 11 12 | FileCheck %s --check-prefix=SUM
;; RUN: w2o-run -O0 --invoke weave %t.wasm 1 0.5 | FileCheck %s --check-prefix=WEAVE
;; RUN: w2o-run -O3 --invoke weave %t.wasm 1 0.5 | FileCheck %s --check-prefix=WEAVE
;; RUN: w2o-run -O0 --invoke rotate %t.wasm 1000 | FileCheck %s --check-prefix=ROTATE
;; RUN: w2o-run -O3 --invoke rotate %t.wasm 1000 | FileCheck %s --check-prefix=ROTATE
;; RUN: w2o-run --invoke echo %t.wasm 1 2 3 4 5 6 7 | FileCheck %s --check-prefix=ECHO
(module
  (type $twelve (func (param i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32)
                      (result i64)))
  (table funcref (elem $digits))
  ;; Each parameter has a weight, so that an exchange shows.
  (func $digits (type $twelve)
    (i64.add (i64.mul (local.get 0) (i64.const 1))
    (i64.add (i64.mul (i64.extend_i32_s (local.get 1)) (i64.const 10))
    (i64.add (i64.mul (local.get 2) (i64.const 100))
    (i64.add (i64.mul (i64.extend_i32_s (local.get 3)) (i64.const 1000))
    (i64.add (i64.mul (local.get 4) (i64.const 10000))
    (i64.add (i64.mul (i64.extend_i32_s (local.get 5)) (i64.const 100000))
    (i64.add (i64.mul (local.get 6) (i64.const 1000000))
    (i64.add (i64.mul (i64.extend_i32_s (local.get 7)) (i64.const 10000000))
    (i64.add (i64.mul (local.get 8) (i64.const 100000000))
    (i64.add (i64.mul (i64.extend_i32_s (local.get 9)) (i64.const 1000000000))
    (i64.add (i64.mul (local.get 10) (i64.const 10000000000))
             (i64.mul (i64.extend_i32_s (local.get 11))
                      (i64.const 100000000000))))))))))))))

  ;; SUM: 1320987654321
  ;; SUM-NEXT: 1320987654321
  (func (export "sum") (param i64 i32 i64 i32 i64 i32 i64 i32 i64 i32 i64 i32)
      (result i64 i64)
    (call $digits
      (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)
      (local.get 5) (local.get 6) (local.get 7) (local.get 8) (local.get 9)
      (local.get 10) (local.get 11))
    (call_indirect (type $twelve)
      (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)
      (local.get 5) (local.get 6) (local.get 7) (local.get 8) (local.get 9)
      (local.get 10) (local.get 11) (i32.const 0)))

  ;; Both classes run out of registers, at different places.
  (func $mixed
      (param i32 f64 i32 f64 i32 f64 i32 f64 i32 f64 i32 f64 i32 f64 i32 f64)
      (param f64 v128 f64 i64) (result f64 i32 i64 v128)
    (f64.add (f64.add (local.get 13) (local.get 15))
             (f64.add (local.get 16) (local.get 18)))
    (i32.add (local.get 12) (i32.add (local.get 0) (local.get 14)))
    (local.get 19)
    (local.get 17))
  ;; WEAVE: 4
  ;; WEAVE-NEXT: 31
  ;; WEAVE-NEXT: -9
  ;; WEAVE-NEXT: 0x00000000000000080000000000000007
  (func (export "weave") (param $i i32) (param $f f64)
      (result f64 i32 i64 v128)
    (call $mixed
      (local.get $i) (local.get $f) (i32.const 2) (local.get $f)
      (i32.const 3) (local.get $f) (i32.const 4) (local.get $f)
      (i32.const 5) (local.get $f) (i32.const 6) (local.get $f)
      (i32.const 10) (local.get $f) (i32.const 20) (local.get $f)
      (f64.const 1) (v128.const i64x2 7 8) (f64.const 2) (i64.const -9)))

  ;; Tail calls with parameters in memory, each one position further.
  (func $rotate (param $n i32)
      (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32 i32 i32)
    (if (i32.eqz (local.get $n))
      (then (return (local.get 1) (local.get 7) (local.get 8))))
    (return_call $rotate (i32.sub (local.get $n) (i32.const 1))
      (local.get 2) (local.get 3) (local.get 4) (local.get 5)
      (local.get 6) (local.get 7) (local.get 8) (local.get 1)))
  ;; ROTATE: 11
  ;; ROTATE-NEXT: 17
  ;; ROTATE-NEXT: 18
  (func (export "rotate") (param $n i32) (result i32 i32 i32)
    (return_call $rotate (local.get $n)
      (i32.const 11) (i32.const 12) (i32.const 13) (i32.const 14)
      (i32.const 15) (i32.const 16) (i32.const 17) (i32.const 18)))

  ;; ECHO: 7
  ;; ECHO-NEXT: 6
  ;; ECHO-NEXT: 5
  ;; ECHO-NEXT: 4
  ;; ECHO-NEXT: 3
  ;; ECHO-NEXT: 2
  ;; ECHO-NEXT: 1
  (func (export "echo") (param f32 i64 i32 i64 i32 i64 i32)
      (result i32 i64 i32 i64 i32 i64 f32)
    (local.get 6) (local.get 5) (local.get 4) (local.get 3) (local.get 2)
    (local.get 1) (local.get 0)))
