;; Loads whose values certainly matter are not pinned: sums over memory are
;; vectorised, and ordinary code has the load inside of its instruction.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=ir -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s --check-prefix=ASM

(module (memory 1)
  ;; CHECK-LABEL: define {{.*}} @m.f0.sum(
  ;; CHECK-NOT: {{asm sideeffect|load volatile}}
  ;; CHECK: load <4 x i32>
  ;; CHECK-NOT: {{asm sideeffect|load volatile}}
  ;; CHECK: ret
  (func $sum (param $p i32) (param $n i32) (result i32) (local $s i32)
    (loop $again
      (local.set $s (i32.add (local.get $s) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $s))

  ;; CHECK-LABEL: define {{.*}} @m.f1.dot(
  ;; CHECK-NOT: {{asm sideeffect|load volatile}}
  ;; CHECK: mul <4 x i32>
  ;; CHECK-NOT: {{asm sideeffect|load volatile}}
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

  ;; Were x * b[j] found to be zero, the store would be idle; so the load is
  ;; pinned while that could be found, and no more when vectors are made.
  ;; CHECK-LABEL: define {{.*}} @m.f2.axpy(
  ;; CHECK-NOT: {{asm sideeffect|load volatile}}
  ;; CHECK: fmul <2 x double>
  ;; CHECK: store <2 x double>
  ;; CHECK-NOT: {{asm sideeffect|load volatile}}
  ;; CHECK: ret
  (func $axpy (param $c i32) (param $b i32) (param $x f64) (param $n i32)
    (loop $again
      (f64.store (local.get $c) (f64.add (f64.load (local.get $c))
        (f64.mul (local.get $x) (f64.load (local.get $b)))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; ASM-LABEL: m.f3.test:
  ;; ASM: {{cmpl.*}}(%rdi,%r{{.*}})
  (func $test (param i32) (result i32)
    (i32.eqz (i32.load (local.get 0)))))
