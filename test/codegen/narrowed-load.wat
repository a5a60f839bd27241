;; A load stays as wide as it is, although part of the value is enough: the
;; byte at the highest address may be the one that is out of bounds.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s

(module (memory 1)
  ;; CHECK-LABEL: m.f0.wrap:
  ;; CHECK: movq (%rdi,%r{{.*}}),
  ;; CHECK: ret
  (func $wrap (param i32) (result i32)
    (i32.wrap_i64 (i64.load (local.get 0))))

  ;; CHECK-LABEL: m.f1.mask:
  ;; CHECK: movl (%rdi,%r{{.*}}),
  ;; CHECK: ret
  (func $mask (param i32) (result i32)
    (i32.and (i32.load (local.get 0)) (i32.const 255)))

  ;; The upper half has the highest address, so reading it alone is enough.
  ;; CHECK-LABEL: m.f2.upper:
  ;; CHECK: {{movl 4\(%rdi,%r.*\),|movq \(%rdi,%r.*\),}}
  ;; CHECK: ret
  (func $upper (param i32) (result i32)
    (i32.wrap_i64 (i64.shr_u (i64.load (local.get 0)) (i64.const 32))))

  ;; CHECK-LABEL: m.f3.lane:
  ;; CHECK: mov{{[adpqsu]+}} (%rdi,%r{{.*}}),
  ;; CHECK: ret
  (func $lane (param i32) (result i32)
    (i32x4.extract_lane 0 (v128.load (local.get 0)))))
