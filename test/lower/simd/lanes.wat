;; Permutations and lanes: one or two instructions where the CPU has them.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=aarch64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=ARM
(module
  ;; CHECK-LABEL: m.f0:
  ;; CHECK: paddusb
  ;; CHECK-NEXT: pshufb
  ;; CHECK-NEXT: retq
  ;; ARM-LABEL: m.f0:
  ;; ARM: tbl
  (func (export "swizzle") (param v128 v128) (result v128)
    (i8x16.swizzle (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f1:
  ;; CHECK: pshufd $27, %xmm0, %xmm0
  ;; CHECK-NEXT: retq
  (func (export "reverse") (param v128) (result v128)
    (i8x16.shuffle 12 13 14 15 8 9 10 11 4 5 6 7 0 1 2 3
      (local.get 0) (local.get 0)))
  ;; CHECK-LABEL: m.f2:
  ;; CHECK: pextrb $9, %xmm0, %eax
  ;; CHECK-NEXT: movsbl %al, %eax
  (func (export "extract") (param v128) (result i32)
    (i8x16.extract_lane_s 9 (local.get 0)))
  ;; CHECK-LABEL: m.f3:
  ;; CHECK: insertps $16, %xmm1, %xmm0
  (func (export "replace") (param v128 f32) (result v128)
    (f32x4.replace_lane 1 (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f4:
  ;; CHECK: movddup
  (func (export "splat") (param f64) (result v128)
    (f64x2.splat (local.get 0))))
