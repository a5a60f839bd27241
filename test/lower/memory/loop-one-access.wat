;; In a loop, each load and store is one memory instruction and the base of
;; the memory is not loaded again.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm --target=x86_64-linux-gnu -O1 %t.wasm -o - | grep -v "\.loc" | FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: m.f0{{.*}}:
  ;; CHECK: movl %esi, %eax
  ;; CHECK: .LBB0_{{[0-9]+}}:
  ;; CHECK-NOT: movl
  ;; CHECK: movsd (%rdi,%rax), %[[V:xmm[0-9]+]]
  ;; CHECK-NEXT: addsd %xmm{{[0-9]+}}, %[[V]]
  ;; CHECK-NOT: (
  ;; CHECK: movsd %[[V]], (%rdi,%rax)
  ;; CHECK-NEXT: addl $24, %eax
  ;; CHECK-NEXT: decl %edx
  ;; CHECK-NEXT: jne
  (func (export "scale") (param $p i32) (param $n i32)
    (loop $l
      (f64.store (local.get $p)
        (f64.add (f64.load (local.get $p)) (f64.const 3)))
      (local.set $p (i32.add (local.get $p) (i32.const 24)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
