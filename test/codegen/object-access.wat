;; An access of a nullable reference is one instruction, as is one of a
;; reference that cannot be null; what is tested stays tested once.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=asm --target=x86_64-linux-gnu --prefix=m -O2 %t.wasm -o - | grep -v "\.loc" | FileCheck %s
;; RUN: wasm2obj --emit=asm --target=x86_64-linux-gnu --prefix=m -O0 %t.wasm -o - | grep -v "\.loc" | FileCheck %s --check-prefix=O0
;; RUN: wasm2obj --emit=asm --target=aarch64-linux-gnu --prefix=m -O2 %t.wasm -o - | grep -v "\.loc" | FileCheck %s --check-prefix=ARM
(module
  (type $p (struct (field (mut i32)) (field (mut i64)) (field (ref null $p))))
  (type $a (array (mut i32)))
  ;; CHECK-LABEL: m.f0{{.*}}:
  ;; CHECK-NOT: test
  ;; CHECK: movl (%rsi), %eax
  ;; CHECK-NEXT: retq
  ;; O0-LABEL: m.f0{{.*}}:
  ;; O0-NOT: w2o_trap
  ;; O0: retq
  ;; ARM-LABEL: m.f0{{.*}}:
  ;; ARM-NOT: cbz
  ;; ARM: ldr w0, [x1]
  ;; ARM-NEXT: ret
  (func (export "get") (param (ref null $p)) (result i32)
    (struct.get $p 0 (local.get 0)))
  ;; CHECK-LABEL: m.f1{{.*}}:
  ;; CHECK-NOT: test
  ;; CHECK: movq %rdx, 8(%rsi)
  ;; CHECK-NEXT: retq
  (func (export "set") (param (ref null $p) i64)
    (struct.set $p 1 (local.get 0) (local.get 1)))
  ;; Used in one branch only: the load stays where it was.
  ;; CHECK-LABEL: m.f2{{.*}}:
  ;; CHECK: {{movl .*\(%rsi\)|testq %rsi, %rsi}}
  (func (export "late") (param (ref null $p) i32) (result i32)
    (local i32)
    (local.set 2 (struct.get $p 0 (local.get 0)))
    (if (result i32) (local.get 1)
      (then (i32.mul (local.get 2) (i32.const 3))) (else (i32.const 1))))
  ;; CHECK-LABEL: m.f3{{.*}}:
  ;; CHECK-NOT: test
  ;; CHECK: movl %edx, %eax
  ;; CHECK-NEXT: cmpl %eax, -16(%rsi)
  ;; CHECK-NEXT: jbe
  ;; CHECK: movl (%rsi,%rax,4), %eax
  (func (export "element") (param (ref null $a) i32) (result i32)
    (array.get $a (local.get 0) (local.get 1)))
  ;; One vector loop; neither null nor bounds are tested in it.
  ;; CHECK-LABEL: m.f4{{.*}}:
  ;; CHECK-NOT: w2o_trap
  ;; CHECK: paddd
  ;; CHECK-NOT: w2o_trap
  ;; CHECK-LABEL: m.f5{{.*}}:
  (func (export "sum") (param $a (ref null $a)) (result i32)
    (local $i i32) (local $s i32)
    (loop $l
      (if (i32.lt_u (local.get $i) (array.len (local.get $a)))
        (then
          (local.set $s (i32.add (local.get $s)
            (array.get $a (local.get $a) (local.get $i))))
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (br $l))))
    (local.get $s))
  ;; The second field needs no test either; no call on the way.
  ;; CHECK-NOT: test
  ;; CHECK: movq 16(%rsi), %[[NEXT:r[a-z0-9]+]]
  ;; CHECK-NEXT: movl (%[[NEXT]]), %eax
  ;; CHECK-NEXT: retq
  (func (export "chain") (param (ref null $p)) (result i32)
    (struct.get $p 0 (struct.get $p 2 (local.get 0)))))
