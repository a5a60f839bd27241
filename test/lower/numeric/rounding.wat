;; Roundings are instructions, or builtins of the runtime where the CPU lacks
;; them; never functions of libm.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=ir -O2 --target=x86_64-linux-gnu --cpu=x86-64 %t.wasm -o - | FileCheck %s --check-prefix=SSE2
(module
  ;; CHECK-LABEL: m.f0:
  ;; CHECK: roundss $10
  ;; SSE2-LABEL: define {{.*}} @m.f0(
  ;; SSE2: call float @w2o_f32_ceil
  (func (export "ceil") (param f32) (result f32) (f32.ceil (local.get 0)))
  ;; CHECK-LABEL: m.f1:
  ;; CHECK: roundsd $8
  ;; SSE2-LABEL: define {{.*}} @m.f1(
  ;; SSE2: call double @w2o_f64_nearest
  (func (export "nearest") (param f64) (result f64)
    (f64.nearest (local.get 0)))
  ;; CHECK-LABEL: m.f2:
  ;; CHECK: roundpd $11
  ;; SSE2-LABEL: define {{.*}} @m.f2(
  ;; SSE2-COUNT-2: call double @w2o_f64_trunc
  (func (export "trunc") (param v128) (result v128)
    (f64x2.trunc (local.get 0))))
