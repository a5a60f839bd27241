;; One memory instruction per access, no instruction for the check: index and
;; static offset are one addressing mode on vm, which is the memory's base.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm --target=x86_64-linux-gnu -O2 %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=ir -O2 %t.wasm -o - | FileCheck %s --check-prefix=IR
;; IR-NOT: volatile
(module
  (memory 1)
  ;; CHECK-LABEL: m.f0{{.*}}:
  ;; CHECK: movl %esi, %eax
  ;; CHECK-NEXT: movl 16(%rdi,%rax), %eax
  ;; CHECK-NEXT: retq
  (func (export "load") (param i32) (result i32)
    (i32.load offset=16 (local.get 0)))
  ;; CHECK-LABEL: m.f1{{.*}}:
  ;; CHECK: movl %esi, %eax
  ;; CHECK-NEXT: movq %rdx, 24(%rdi,%rax)
  ;; CHECK-NEXT: retq
  (func (export "store") (param i32 i64)
    (i64.store offset=24 (local.get 0) (local.get 1))))
