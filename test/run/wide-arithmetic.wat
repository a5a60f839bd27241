;; Carries, borrows and the high halves of products.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run --enable=wide-arithmetic -O0 --invoke high %t.wasm -1 -1 | FileCheck %s
;; RUN: w2o-run --enable=wide-arithmetic -O3 --invoke high %t.wasm -1 -1 | FileCheck %s
;; CHECK: -2
(module
  ;; High half of x * y (unsigned), plus that of (x, 0) + (y, 0), which is the
  ;; carry, plus that of x * y (signed) less that of (0, 0) - (1, 0).
  (func (export "high") (param $x i64) (param $y i64) (result i64)
    (local $low i64) (local $product i64) (local $carry i64)
    (local $signed i64) (local $borrow i64)
    (i64.mul_wide_u (local.get $x) (local.get $y))
    (local.set $product) (local.set $low)
    (i64.add128
      (local.get $x) (i64.const 0) (local.get $y) (i64.const 0))
    (local.set $carry) (local.set $low)
    (i64.mul_wide_s (local.get $x) (local.get $y))
    (local.set $signed) (local.set $low)
    (i64.sub128
      (i64.const 0) (i64.const 0) (i64.const 1) (i64.const 0))
    (local.set $borrow) (local.set $low)
    (i64.add
      (i64.add (local.get $product) (local.get $carry))
      (i64.add (local.get $signed) (local.get $borrow)))))
