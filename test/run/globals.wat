;; Globals of each type, extended constant expressions, mutation across calls.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke all %t.wasm | FileCheck %s
;; RUN: w2o-run -O3 --invoke all %t.wasm | FileCheck %s
(module
  (global $a i32 (i32.add (i32.const 40) (i32.const 2)))
  (global $b (mut i64) (i64.const -1))
  (global $c f32 (f32.const 0.5))
  (global $d (mut f64) (f64.const 1e300))
  (global $e (mut v128) (v128.const i32x4 1 2 3 4))
  (global $f externref (ref.null extern))
  (global $g i32 (i32.mul (global.get $a) (i32.const 2)))
  (func $bump
    (global.set $b (i64.add (global.get $b) (i64.const 10)))
    (global.set $e (i32x4.add (global.get $e) (global.get $e))))
  ;; CHECK: 42
  ;; CHECK-NEXT: 19
  ;; CHECK-NEXT: 0.5
  ;; CHECK-NEXT: 1e+300
  ;; CHECK-NEXT: 0x000000100000000c0000000800000004
  ;; CHECK-NEXT: null
  ;; CHECK-NEXT: 84
  (func (export "all") (result i32 i64 f32 f64 v128 externref i32)
    (call $bump)
    (call $bump)
    (global.get $a) (global.get $b) (global.get $c) (global.get $d)
    (global.get $e) (global.get $f) (global.get $g)))
