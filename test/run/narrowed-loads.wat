;; Loads of whose value a few bits matter: reading fewer bytes would be in
;; bounds where the whole access is not. Only the first byte of each access is
;; in bounds here, and each function must trap at every level.
;; REQUIRES: x86_64, linux, wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: %python %S/Inputs/lost-loads.py -O0 %t.wasm %s 65535
;; RUN: %python %S/Inputs/lost-loads.py -O2 %t.wasm %s 65535
;; RUN: %python %S/Inputs/lost-loads.py -O3 %t.wasm %s 65535
;; RUN: %python %S/Inputs/lost-loads.py -O0 %t.wasm %s 65535 --cpu=native
;; RUN: %python %S/Inputs/lost-loads.py -O3 %t.wasm %s 65535 --cpu=native
(module
  (memory 1)
  (global $g (mut i64) (i64.const 5))
  ;; Distances: a few bits, or the byte in a register.
  (func (export "rotate-distance") (param i32) (result i64)
    (i64.rotl (global.get $g) (i64.load32_s (local.get 0))))
  (func (export "rotate-distance-of-i32") (param i32) (result i32)
    (i32.rotr (i32.wrap_i64 (global.get $g)) (i32.load (local.get 0))))
  (func (export "shift-distance") (param i32) (result i64)
    (i64.shl (global.get $g) (i64.load (local.get 0))))
  (func (export "vector-shift-distance") (param i32) (result i64)
    (i64x2.extract_lane 0
      (i16x8.shl (i64x2.splat (global.get $g)) (i32.load (local.get 0)))))
  ;; Bits that are tested one by one.
  (func (export "bit-of-byte") (param i32) (result i32)
    (i32.and (i32.load (local.get 0)) (i32.const 16)))
  (func (export "variable-bit") (param i32) (result i64)
    (i64.and (i64.const 1)
      (i64.shr_u (i64.load (local.get 0))
        (i64.and (global.get $g) (i64.const 7)))))
  ;; What is masked with a small number, behind an operation that carries
  ;; upwards only.
  (func (export "sum-and-byte") (param i32) (result i64)
    (i64.and (i64.add (i64.load (local.get 0)) (global.get $g))
      (i64.extend_i32_u (i32.wrap_i64 (global.get $g)))))
  (func (export "product-and-byte") (param i32) (result i64)
    (i64.and (i64.mul (i64.load (local.get 0)) (global.get $g))
      (i64.shr_u (global.get $g) (i64.const 56))))
  ;; Shifts that together take the last byte away.
  (func (export "twice-shifted") (param i32) (result i32)
    (i32.shl
      (i32.xor (i32.shl (i32.load (local.get 0)) (i32.const 7))
        (i32.wrap_i64 (global.get $g)))
      (i32.const 7)))
  (func (export "product-with-shifted") (param i32) (result i32)
    (i32.mul (i32.load (local.get 0))
      (i32.shl (i32.wrap_i64 (global.get $g)) (i32.const 24))))
  (func (export "shifted-and-masked") (param i32) (result i32)
    (i32.and
      (i32.add (i32.shl (i32.load (local.get 0)) (i32.const 7))
        (i32.wrap_i64 (global.get $g)))
      (i32.const 0x0001ff00)))
  ;; The first byte becomes the last one.
  (func (export "big-endian-top") (param i32) (result i32) (local i32)
    (local.set 1 (i32.load (local.get 0)))
    (i32.shr_u
      (i32.or
        (i32.or (i32.shl (local.get 1) (i32.const 24))
          (i32.shl (i32.and (local.get 1) (i32.const 0xff00))
            (i32.const 8)))
        (i32.or
          (i32.and (i32.shr_u (local.get 1) (i32.const 8))
            (i32.const 0xff00))
          (i32.shr_u (local.get 1) (i32.const 24))))
      (i32.const 28)))
  ;; One lane of several.
  (func (export "first-of-bitmask") (param i32) (result i32)
    (i32.and (i8x16.bitmask (v128.load (local.get 0))) (i32.const 1)))
  (func (export "first-of-comparison") (param i32) (result i32)
    (i32.and (i32.const 1)
      (i8x16.bitmask
        (i8x16.lt_s (v128.load (local.get 0)) (i64x2.splat (global.get $g))))))
  (func (export "converted-lane") (param i32) (result i32)
    (i32.trunc_sat_f32_s (f32x4.extract_lane 0 (v128.load (local.get 0)))))
  (func (export "converted-lane-trap") (param i32) (result i32)
    (i32.trunc_f64_s (f64x2.extract_lane 0 (v128.load (local.get 0)))))
  (func (export "promoted-lanes") (param i32) (result f64)
    (f64x2.extract_lane 1
      (f64x2.promote_low_f32x4 (v128.load (local.get 0)))))
  (func (export "swizzled") (param i32) (result i32)
    (i8x16.extract_lane_u 3
      (i8x16.swizzle (v128.load (local.get 0))
        (v128.const i8x16 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0))))
  (func (export "swizzle-index") (param i32) (result i32)
    (i8x16.extract_lane_u 0
      (i8x16.swizzle (i64x2.splat (global.get $g))
        (v128.load (local.get 0)))))
  (func (export "extended-lanes") (param i32) (result i64)
    (i64x2.extract_lane 0
      (i64x2.extend_low_i32x4_u (v128.load (local.get 0)))))
)
