;; Vectors as arguments and results, and a few lanes.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke lanes %t.wasm 0x000102030405060708090a0b0c0d0e0f 3 | FileCheck %s
;; RUN: w2o-run -O3 --invoke lanes %t.wasm 0x000102030405060708090a0b0c0d0e0f 3 | FileCheck %s
;; RUN: w2o-run --invoke dot %t.wasm 10 | FileCheck %s --check-prefix=DOT
(module
  ;; CHECK: 0x0f0e0d0c0b0a09080706050403020100
  ;; CHECK-NEXT: 12
  ;; CHECK-NEXT: 0x03030303030303030303030303030303
  ;; CHECK-NEXT: 15
  (func (export "lanes") (param $v v128) (param $i i32)
      (result v128 i32 v128 i32)
    (i8x16.shuffle 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1 0
      (local.get $v) (local.get $v))
    (i8x16.extract_lane_u 3 (local.get $v))
    (i8x16.splat (local.get $i))
    (i8x16.extract_lane_s 0
      (i8x16.max_s (local.get $v) (i8x16.splat (local.get $i)))))
  (memory 1)
  ;; DOT: 285
  (func (export "dot") (param $n i32) (result f32)
    (local $i i32) (local $sum v128)
    (loop $fill
      (f32.store (i32.shl (local.get $i) (i32.const 2))
        (f32.convert_i32_u (local.get $i)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $fill (i32.lt_u (local.get $i) (local.get $n))))
    (local.set $i (i32.const 0))
    (loop $next
      (local.set $sum (f32x4.add (local.get $sum)
        (f32x4.mul (v128.load (local.get $i)) (v128.load (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $i)
                             (i32.shl (local.get $n) (i32.const 2)))))
    (f32.add
      (f32.add (f32x4.extract_lane 0 (local.get $sum))
               (f32x4.extract_lane 1 (local.get $sum)))
      (f32.add (f32x4.extract_lane 2 (local.get $sum))
               (f32x4.extract_lane 3 (local.get $sum))))))
