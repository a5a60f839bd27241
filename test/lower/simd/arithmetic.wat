;; Vector arithmetic that has an instruction of its own uses it.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
(module
  ;; CHECK-LABEL: m.f0:
  ;; CHECK: pavgb
  ;; CHECK-NEXT: retq
  (func (export "avgr") (param v128 v128) (result v128)
    (i8x16.avgr_u (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f1:
  ;; CHECK: pmulhrsw
  ;; CHECK: pcmpeqw
  ;; CHECK: pxor
  (func (export "q15mulr") (param v128 v128) (result v128)
    (i16x8.q15mulr_sat_s (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f2:
  ;; CHECK: pmaddwd
  ;; CHECK-NEXT: retq
  (func (export "dot") (param v128 v128) (result v128)
    (i32x4.dot_i16x8_s (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f3:
  ;; CHECK: pmaddubsw
  (func (export "extadd") (param v128) (result v128)
    (i16x8.extadd_pairwise_i8x16_u (local.get 0)))
  ;; CHECK-LABEL: m.f4:
  ;; CHECK-DAG: pmulhuw
  ;; CHECK-DAG: pmullw
  ;; CHECK: punpckhwd
  (func (export "extmul") (param v128 v128) (result v128)
    (i32x4.extmul_high_i16x8_u (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f5:
  ;; CHECK: packuswb
  ;; CHECK-NEXT: retq
  (func (export "narrow") (param v128 v128) (result v128)
    (i8x16.narrow_i16x8_u (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f6:
  ;; CHECK: andl $15
  ;; CHECK: psraw
  (func (export "shift") (param v128 i32) (result v128)
    (i16x8.shr_s (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f7:
  ;; CHECK: pmovmskb %xmm0, %eax
  ;; CHECK-NEXT: retq
  (func (export "bitmask") (param v128) (result i32)
    (i8x16.bitmask (local.get 0)))
  ;; CHECK-LABEL: m.f8:
  ;; CHECK: ptest
  (func (export "any_true") (param v128) (result i32)
    (v128.any_true (local.get 0)))
  ;; CHECK-LABEL: m.f9:
  ;; CHECK-COUNT-2: minpd
  ;; CHECK: orpd
  ;; CHECK: cmpunordpd
  ;; CHECK: blendvpd
  (func (export "min") (param v128 v128) (result v128)
    (f64x2.min (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f10:
  ;; CHECK: maxpd %xmm0, %xmm1
  (func (export "pmax") (param v128 v128) (result v128)
    (f64x2.pmax (local.get 0) (local.get 1))))
