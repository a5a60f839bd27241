;; In a loop, a checked access is one compare: base and length are loaded
;; before it, and the store to the address that was loaded has no check.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm --target=x86_64-linux-gnu -O1 %t.wasm -o - | grep -v "\.loc" | FileCheck %s
(module
  (memory i64 1)
  ;; CHECK-LABEL: m.f0{{.*}}:
  ;; CHECK-DAG: addq $-7, %[[END:r[a-z0-9]+]]
  ;; CHECK-DAG: movq -{{[0-9]+}}(%rdi), %[[BASE:r[a-z0-9]+]]
  ;; CHECK: .LBB0_1:
  ;; CHECK-NOT: (%rdi
  ;; CHECK: cmpq %[[END]], %rsi
  ;; CHECK-NEXT: jae
  ;; CHECK-NOT: cmp
  ;; CHECK-NOT: (%rdi
  ;; CHECK: movsd (%{{.*}},%rsi), %[[V:xmm[0-9]+]]
  ;; CHECK-NEXT: addsd %xmm{{[0-9]+}}, %[[V]]
  ;; CHECK-NEXT: movsd %[[V]], (%{{.*}},%rsi)
  ;; CHECK-NEXT: addq $24, %rsi
  ;; CHECK-NEXT: decl %edx
  ;; CHECK-NEXT: jne
  (func (export "scale") (param $p i64) (param $n i32)
    (loop $l
      (f64.store (local.get $p)
        (f64.add (f64.load (local.get $p)) (f64.const 3)))
      (local.set $p (i64.add (local.get $p) (i64.const 24)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
