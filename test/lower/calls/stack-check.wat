;; A function that calls checks the stack in one compare against the header;
;; a leaf does not.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=asm --target=x86_64-linux-gnu --prefix=m -O2 %t.wasm -o - | FileCheck %s
(module
  (func $ext (export "ext") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 1))))
    (i32.mul (call $ext (i32.sub (local.get 0) (i32.const 1)))
             (local.get 0)))
  ;; CHECK-LABEL: m.f0.ext:
  ;; CHECK: cmpq -8(%rdi), %rsp
  ;; CHECK-NEXT: jb
  ;; CHECK-LABEL: m.f1.leaf:
  ;; CHECK-NOT: %rsp
  ;; CHECK: retq
  (func $leaf (export "leaf") (param i32) (result i32)
    (i32.add (local.get 0) (i32.const 1))))
