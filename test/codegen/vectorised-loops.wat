;; Loads whose values certainly matter are not pinned: sums over memory are
;; vectorised, and ordinary code has the load inside of its instruction.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=ir -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s --check-prefix=ASM

(module (memory 1)
  ;; CHECK-LABEL: define {{.*}} @m.f0.sum(
  ;; CHECK-NOT: asm sideeffect
  ;; CHECK: load <4 x i32>
  ;; CHECK-NOT: asm sideeffect
  ;; CHECK: ret
  (func $sum (param $p i32) (param $n i32) (result i32) (local $s i32)
    (loop $again
      (local.set $s (i32.add (local.get $s) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $s))

  ;; CHECK-LABEL: define {{.*}} @m.f1.dot(
  ;; CHECK-NOT: asm sideeffect
  ;; CHECK: mul <4 x i32>
  ;; CHECK-NOT: asm sideeffect
  ;; CHECK: ret
  (func $dot (param $p i32) (param $q i32) (param $n i32) (result i32)
    (local $s i32)
    (loop $again
      (local.set $s (i32.add (local.get $s)
        (i32.mul (i32.load (local.get $p)) (i32.load (local.get $q)))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (local.set $q (i32.add (local.get $q) (i32.const 4)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $s))

  ;; ASM-LABEL: m.f2.test:
  ;; ASM: {{cmpl.*}}(%rdi,%r{{.*}})
  (func $test (param i32) (result i32)
    (i32.eqz (i32.load (local.get 0)))))
