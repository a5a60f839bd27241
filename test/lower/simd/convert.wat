;; Conversions work on whole vectors; LLVM would do the saturating ones lane by
;; lane.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=aarch64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=ARM
(module
  ;; CHECK-LABEL: m.f0:
  ;; CHECK: cvttps2dq
  ;; CHECK-NOT: cvtt
  ;; CHECK: retq
  ;; ARM-LABEL: m.f0:
  ;; ARM: fcvtzs v0.4s, v0.4s
  (func (export "sat_s") (param v128) (result v128)
    (i32x4.trunc_sat_f32x4_s (local.get 0)))
  ;; CHECK-LABEL: m.f1:
  ;; CHECK-COUNT-2: cvttps2dq
  ;; CHECK: retq
  (func (export "sat_u") (param v128) (result v128)
    (i32x4.trunc_sat_f32x4_u (local.get 0)))
  ;; CHECK-LABEL: m.f2:
  ;; CHECK: minpd
  ;; CHECK: cvttpd2dq
  ;; CHECK-NEXT: retq
  (func (export "sat_s_zero") (param v128) (result v128)
    (i32x4.trunc_sat_f64x2_s_zero (local.get 0)))
  ;; CHECK-LABEL: m.f3:
  ;; CHECK: maxpd
  ;; CHECK: minpd
  ;; CHECK: roundpd $11
  ;; CHECK: addpd
  (func (export "sat_u_zero") (param v128) (result v128)
    (i32x4.trunc_sat_f64x2_u_zero (local.get 0)))
  ;; CHECK-LABEL: m.f4:
  ;; CHECK: cvtdq2pd %xmm0, %xmm0
  ;; CHECK-NEXT: retq
  (func (export "convert_low") (param v128) (result v128)
    (f64x2.convert_low_i32x4_s (local.get 0)))
  ;; CHECK-LABEL: m.f5:
  ;; CHECK: pmovsxbw %xmm0, %xmm0
  ;; CHECK-NEXT: retq
  (func (export "extend") (param v128) (result v128)
    (i16x8.extend_low_i8x16_s (local.get 0))))
