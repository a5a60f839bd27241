;; Operations that leave every number as it is still turn a signaling NaN into
;; a quiet one, so they must not be optimised away, whether the constant is an
;; operand or comes through a local. Operations on the sign keep NaNs.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O3 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm -O0 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
(module
  ;; CHECK-LABEL: m.f0:
  ;; CHECK: mulss
  (func (export "mul_1") (param f32) (result f32)
    (f32.mul (local.get 0) (f32.const 1)))
  ;; CHECK-LABEL: m.f1:
  ;; CHECK: mulsd
  (func (export "mul_minus_1") (param f64) (result f64)
    (f64.mul (f64.const -1) (local.get 0)))
  ;; CHECK-LABEL: m.f2:
  ;; CHECK: divss
  (func (export "div_1") (param f32) (result f32)
    (f32.div (local.get 0) (f32.const 1)))
  ;; CHECK-LABEL: m.f3:
  ;; CHECK: subsd
  (func (export "sub_0") (param f64) (result f64)
    (f64.sub (local.get 0) (f64.const 0)))
  ;; CHECK-LABEL: m.f4:
  ;; CHECK: subsd
  (func (export "neg_0_sub") (param f64) (result f64)
    (f64.sub (f64.const -0) (local.get 0)))
  ;; CHECK-LABEL: m.f5:
  ;; CHECK: addss
  (func (export "add_neg_0") (param f32) (result f32)
    (f32.add (local.get 0) (f32.const -0)))
  ;; CHECK-LABEL: m.f6:
  ;; CHECK: mulsd
  (func (export "mul_local") (param f64) (result f64) (local f64)
    (local.set 1 (f64.const 1))
    (f64.mul (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f7:
  ;; CHECK: mulsd
  (func (export "mul_select") (param f64 i32) (result f64)
    (f64.mul (local.get 0)
      (select (f64.const 1) (f64.const -1) (local.get 1))))
  ;; CHECK-LABEL: m.f8:
  ;; CHECK: cvtss2sd
  ;; CHECK: cvtsd2ss
  (func (export "demote_promote") (param f32) (result f32)
    (f32.demote_f64 (f64.promote_f32 (local.get 0))))
  ;; CHECK-LABEL: m.f9:
  ;; CHECK: cvtsd2ss
  (func (export "demote_abs_promote") (param f32) (result f32) (local f64)
    (local.set 1 (f64.abs (f64.promote_f32 (local.get 0))))
    (f32.demote_f64 (local.get 1)))
  ;; CHECK-LABEL: m.f10:
  ;; CHECK: mulps
  (func (export "vector_mul_1") (param v128) (result v128)
    (f32x4.mul (local.get 0) (v128.const f32x4 1 1 1 1)))
  ;; CHECK-LABEL: m.f11:
  ;; CHECK: mulpd
  (func (export "vector_mul_local") (param v128) (result v128) (local v128)
    (local.set 1 (v128.const f64x2 1 1))
    (f64x2.mul (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f12:
  ;; CHECK: cvtps2pd
  ;; CHECK: cvtpd2ps
  (func (export "vector_demote_promote") (param v128) (result v128)
    (f32x4.demote_f64x2_zero (f64x2.promote_low_f32x4 (local.get 0))))
  ;; CHECK-LABEL: m.f13:
  ;; CHECK-NOT: mul
  ;; CHECK: ret
  (func (export "neg_neg") (param f64) (result f64)
    (f64.neg (f64.neg (local.get 0)))))
