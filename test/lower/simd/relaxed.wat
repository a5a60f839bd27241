;; The choices of docs/RelaxedSimd.md: one instruction where the CPU has one,
;; and a fused multiplication only where it does.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu --cpu=x86-64-v3 %t.wasm -o - | FileCheck %s --check-prefix=V3
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=aarch64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=ARM
(module
  ;; CHECK-LABEL: m.f0:
  ;; CHECK: mulps
  ;; CHECK-NEXT: addps
  ;; V3-LABEL: m.f0:
  ;; V3: vfmadd
  ;; ARM-LABEL: m.f0:
  ;; ARM: fmla
  (func (export "madd") (param v128 v128 v128) (result v128)
    (f32x4.relaxed_madd (local.get 0) (local.get 1) (local.get 2)))
  ;; CHECK-LABEL: m.f1:
  ;; CHECK-NOT: paddusb
  ;; CHECK: pshufb %xmm1, %xmm0
  ;; CHECK-NEXT: retq
  (func (export "swizzle") (param v128 v128) (result v128)
    (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f2:
  ;; CHECK: minpd %xmm1, %xmm0
  ;; CHECK-NEXT: retq
  ;; ARM-LABEL: m.f2:
  ;; ARM: fmin
  (func (export "min") (param v128 v128) (result v128)
    (f64x2.relaxed_min (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f3:
  ;; CHECK: cvttps2dq %xmm0, %xmm0
  ;; CHECK-NEXT: retq
  (func (export "trunc") (param v128) (result v128)
    (i32x4.relaxed_trunc_f32x4_s (local.get 0)))
  ;; CHECK-LABEL: m.f4:
  ;; CHECK: blendvps
  (func (export "laneselect") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_laneselect (local.get 0) (local.get 1) (local.get 2)))
  ;; CHECK-LABEL: m.f5:
  ;; CHECK: pmaddubsw
  ;; CHECK: pmaddwd
  ;; CHECK: paddd
  (func (export "dot") (param v128 v128 v128) (result v128)
    (i32x4.relaxed_dot_i8x16_i7x16_add_s
      (local.get 0) (local.get 1) (local.get 2))))
