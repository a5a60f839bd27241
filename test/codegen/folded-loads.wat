;; A load that has to stay for its trap is folded into the instruction that uses
;; its value, like any other.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --disable-pass=reroll-loops --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --disable-pass=reroll-loops --emit=ir -o - | FileCheck %s --check-prefix=IR

(module (memory 1)
  ;; $x is read again each time, because it may be an element of $c. In the
  ;; second half of the body either operand of the sum may be what was stored,
  ;; so that the sum may turn out not to depend on the other one.
  ;; IR-LABEL: define {{.*}} @m.f0.relax(
  ;; IR: load volatile i32
  ;; IR: ret void
  ;; CHECK-LABEL: m.f0.relax:
  ;; CHECK: .LBB0_[[LOOP:[0-9]+]]: {{.*}}%loop
  ;; CHECK-COUNT-2: addl {{.*}}(%r
  ;; CHECK: j{{[a-z]+}} .LBB0_[[LOOP]]
  (func $relax (param $c i32) (param $b i32) (param $x i32) (param $n i32)
    (local $old i32) (local $new i32)
    (loop $again
      (i32.store (local.get $c)
        (select
          (local.tee $old (i32.load (local.get $c)))
          (local.tee $new (i32.add (i32.load (local.get $x))
                                   (i32.load (local.get $b))))
          (i32.lt_s (local.get $old) (local.get $new))))
      (i32.store offset=4 (local.get $c)
        (select
          (local.tee $old (i32.load offset=4 (local.get $c)))
          (local.tee $new (i32.add (i32.load (local.get $x))
                                   (i32.load offset=4 (local.get $b))))
          (i32.lt_s (local.get $old) (local.get $new))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Nothing but the branch needs the value.
  ;; CHECK-LABEL: m.f1.narrow:
  ;; CHECK: cmpb $7, (%rdi,%r{{[a-z0-9]+}})
  (func $narrow (param $a i32) (result i32)
    (if (result i32) (i32.eq (i32.load8_u (local.get $a)) (i32.const 7))
      (then (call $other (local.get $a)))
      (else (i32.const 5))))
  (func $other (param i32) (result i32)
    (i32.store (i32.const 8) (local.get 0))
    (memory.grow (i32.const 0)))

  ;; The sum of each iteration needs all loads before.
  ;; IR-LABEL: define {{.*}} @m.f3.dot(
  ;; IR-NOT: load volatile
  ;; IR: ret double
  ;; CHECK-LABEL: m.f3.dot:
  ;; CHECK: .LBB3_[[LOOP:[0-9]+]]:
  ;; CHECK-COUNT-2: mulsd {{.*}}(%r
  ;; CHECK: j{{[a-z]+}} .LBB3_[[LOOP]]
  (func $dot (param $a i32) (param $b i32) (param $n i32) (result f64)
    (local $sum f64)
    (loop $again
      (local.set $sum
        (f64.add
          (f64.add (local.get $sum)
            (f64.mul (f64.load (local.get $a)) (f64.load (local.get $b))))
          (f64.mul (f64.load offset=8 (local.get $a))
                   (f64.load offset=800 (local.get $b)))))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 1600)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
