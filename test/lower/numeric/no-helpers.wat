;; No target needs helper functions of libm or compiler-rt, at any level.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj -O0 --target=x86_64-linux-gnu --cpu=x86-64 %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj -O3 --target=x86_64-linux-gnu --cpu=x86-64 %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj -O2 --target=x86_64-linux-gnu %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj -O0 --target=aarch64-linux-gnu %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj -O0 --target=riscv64-linux-gnu %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj -O2 --target=riscv64-linux-gnu %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; CHECK-NOT: U {{[^w]|w[^2]}}
(module
  (func (export "f64") (param f64 f64) (result f64)
    (f64.add
      (f64.add
        (f64.add (f64.ceil (local.get 0)) (f64.floor (local.get 1)))
        (f64.add (f64.trunc (local.get 0)) (f64.nearest (local.get 1))))
      (f64.add
        (f64.add (f64.min (local.get 0) (local.get 1))
          (f64.max (local.get 0) (local.get 1)))
        (f64.add (f64.sqrt (local.get 0))
          (f64.copysign (local.get 0) (local.get 1))))))
  (func (export "f32") (param f32 f32) (result f32)
    (f32.add
      (f32.add (f32.ceil (local.get 0)) (f32.nearest (local.get 1)))
      (f32.add (f32.min (local.get 0) (local.get 1))
        (f32.convert_i64_u (i64.trunc_f32_u (local.get 0))))))
  (func (export "i64") (param i64 i64) (result i64)
    (i64.add
      (i64.add
        (i64.add (i64.popcnt (local.get 0)) (i64.clz (local.get 1)))
        (i64.add (i64.ctz (local.get 0)) (i64.mul (local.get 0) (local.get 1))))
      (i64.add
        (i64.rem_s (local.get 0) (local.get 1))
        (i64.div_u (local.get 0) (local.get 1)))))
  (func (export "sat") (param f64) (result i64)
    (i64.add (i64.trunc_sat_f64_u (local.get 0))
      (i64.trunc_sat_f64_s (local.get 0))))
  (func (export "f64x2") (param v128 v128) (result v128)
    (f64x2.relaxed_madd
      (f64x2.ceil (local.get 0))
      (f64x2.min (local.get 0) (local.get 1))
      (f64x2.nearest (local.get 1))))
  (func (export "f32x4") (param v128 v128) (result v128)
    (f32x4.relaxed_nmadd
      (f32x4.floor (local.get 0))
      (f32x4.relaxed_max (local.get 0) (local.get 1))
      (f32x4.sqrt (local.get 1))))
  (func (export "int") (param v128 v128) (result v128)
    (i64x2.mul
      (i8x16.swizzle (i8x16.popcnt (local.get 0)) (local.get 1))
      (i32x4.trunc_sat_f64x2_u_zero (local.get 0)))))
