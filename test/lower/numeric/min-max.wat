;; min and max are two machine instructions and their combination; NaN is the
;; rare case. A constant operand that is neither zero nor NaN needs only one.
;; AArch64 has the operation as an instruction.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=aarch64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=ARM
(module
  ;; CHECK-LABEL: m.f0:
  ;; CHECK: ucomisd
  ;; CHECK: jp
  ;; CHECK: minsd
  ;; CHECK: minsd
  ;; CHECK: orpd
  ;; CHECK: retq
  ;; ARM-LABEL: m.f0:
  ;; ARM: fmin d0, d0, d1
  (func (export "min") (param f64 f64) (result f64)
    (f64.min (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f1:
  ;; CHECK: maxss
  ;; CHECK-NOT: maxss
  ;; CHECK: retq
  (func (export "max_constant") (param f32) (result f32)
    (f32.max (local.get 0) (f32.const 3)))
  ;; ARM-LABEL: m.f2:
  ;; ARM: fmin
  (func (export "min_infinity") (param f32) (result f32)
    (f32.min (local.get 0) (f32.const inf))))
