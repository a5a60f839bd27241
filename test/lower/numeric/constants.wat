;; Constants keep all bits of a signaling NaN.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
(module
  ;; CHECK-LABEL: .LCPI0_0:
  ;; CHECK-NEXT: 0x7fa00001
  (func (export "f32") (result f32) (f32.const nan:0x200001))
  ;; CHECK-LABEL: .LCPI1_0:
  ;; CHECK-NEXT: 0xfff4000000000001
  (func (export "f64") (result f64) (f64.const -nan:0x4000000000001))
  ;; CHECK-LABEL: m.f2:
  ;; CHECK: movl $2141192193, %eax
  (func (export "bits") (result i32)
    (i32.reinterpret_f32 (f32.const nan:0x200001))))
