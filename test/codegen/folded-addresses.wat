;; Where an access proves that a sum does not wrap, its constant goes into the
;; addressing mode of the next one (codegen/FoldAddresses.h).
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s

(module (memory 1)
  ;; CHECK-LABEL: m.f0.above:
  ;; CHECK-NOT: $1000
  ;; CHECK: 1000(%rdi,%r
  (func $above (param $p i32) (result i32)
    (i32.sub (i32.load (local.get $p))
      (i32.load (i32.add (local.get $p) (i32.const 1000)))))

  ;; Below the first one there may be no memory, but the instance.
  ;; CHECK-LABEL: m.f1.below:
  ;; CHECK-NOT: -1000(%rdi
  ;; CHECK: {{addl|leal}} {{.*}}-1000
  ;; CHECK-NOT: -1000(%rdi
  ;; CHECK-LABEL: m.f2.far:
  (func $below (param $p i32) (result i32)
    (i32.sub (i32.load (local.get $p))
      (i32.load (i32.add (local.get $p) (i32.const -1000)))))

  ;; One byte farther than any memory ends below 4 GiB.
  ;; CHECK-NOT: 65537(%rdi
  ;; CHECK: {{addl|leal}} {{.*}}65537
  ;; CHECK-NOT: 65537(%rdi
  ;; CHECK-LABEL: m.f3.branch:
  (func $far (param $p i32) (result i32)
    (i32.sub (i32.load (local.get $p))
      (i32.load (i32.add (local.get $p) (i32.const 65537)))))

  ;; What one branch does proves nothing to the other, nor to what follows.
  ;; CHECK-NOT: 1000(%rdi
  ;; CHECK: {{addl|leal}} {{.*}}1000
  ;; CHECK-NOT: 1000(%rdi
  ;; CHECK-LABEL: m.f4.both:
  (func $branch (param $p i32) (param $c i32) (result i32)
    (if (local.get $c)
      (then (i32.store offset=8 (local.get $p) (i32.const 1)))
      (else (i32.store (local.get $c) (i32.const 2))))
    (i32.load (i32.add (local.get $p) (i32.const 1000))))

  ;; A sum that is a value as well is added, so its address is as good.
  ;; CHECK: {{addl|leal}} {{.*}}1000
  ;; CHECK-NOT: 1000(%rdi
  ;; CHECK-LABEL: m.f5.nested:
  (func $both (param $p i32) (param $q i32)
    (i32.store offset=4 (local.get $p) (i32.const 0))
    (local.set $q (i32.add (local.get $p) (i32.const 1000)))
    (i32.store (local.get $q) (local.get $q)))

  ;; Offsets and constants add up, and the proof has constants too.
  ;; CHECK: 1044(%rdi,%r
  ;; CHECK: m.f6.chain:
  (func $nested (param $p i32) (result i32)
    (local.set $p (i32.shl (local.get $p) (i32.const 3)))
    (i32.sub (i32.load offset=16 (i32.add (local.get $p) (i32.const -4)))
      (i32.load offset=40 (i32.add (local.get $p) (i32.const 1000)))))

  ;; What was folded is no proof for what is farther.
  ;; CHECK: 60000(%rdi,%r
  ;; CHECK: {{addl|leal}} {{.*}}120000
  ;; CHECK-NOT: {{[0-9]}}0000(%rdi
  ;; CHECK: m.init:
  (func $chain (param $p i32) (result i32)
    (i32.store (local.get $p) (i32.const 0))
    (i32.store (i32.add (local.get $p) (i32.const 60000)) (i32.const 0))
    (i32.load (i32.add (local.get $p) (i32.const 120000)))))
