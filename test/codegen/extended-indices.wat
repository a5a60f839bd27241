;; A pointer that several blocks use is extended once, where it is made, and
;; occupies one register (codegen/ExtendIndices.h): on its way through the list
;; nothing is copied.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O0 --emit=asm -o %t.s

(module (memory 1)
  ;; CHECK-LABEL: m.f0.find:
  ;; CHECK: movl %esi, %[[P:[a-z0-9]+]]
  ;; CHECK: [[LOOP:.L[A-Za-z0-9_]+]]:
  ;; CHECK-NOT: movl %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
  ;; CHECK: cmpl %edx, 4(%rdi,%r[[X:[a-z0-9]+]])
  ;; CHECK-NOT: movl %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
  ;; CHECK: movl (%rdi,%r[[X]]), %e[[X]]
  ;; CHECK-NOT: movl %{{[a-z0-9]+}}, %{{[a-z0-9]+}}
  ;; CHECK: jne [[LOOP]]
  (func $find (param $p i32) (param $key i32) (result i32)
    (loop $again
      (if (i32.eq (i32.load offset=4 (local.get $p)) (local.get $key))
        (then (return (local.get $p))))
      (br_if $again (local.tee $p (i32.load (local.get $p)))))
    (i32.const 0)))
