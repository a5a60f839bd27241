;; Loops over the 128-bit vectors of a module get a version in registers of 256
;; bits where the target has them (FuseVectors.h), behind tests of what has to be
;; apart; others stay as they are.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu --cpu=x86-64-v3 -O2 --verify-ir --emit=ir -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=ir -o - | FileCheck %s --check-prefix=BASE
;; BASE-NOT: <8 x i32>

(module (memory 1)
  ;; Both loads are tested against the store, each with one comparison.
  ;; CHECK-LABEL: define {{.*}} @m.f0.sum(
  ;; CHECK: icmp ult i64 %{{.*}}, -63
  ;; CHECK: icmp ult i64 %{{.*}}, -63
  ;; CHECK: fused:
  ;; CHECK: add <8 x i32>
  ;; CHECK: store <8 x i32>
  ;; CHECK: br i1 %{{.*}}, label %{{.*}}, label %fused
  ;; CHECK: add <4 x i32>
  ;; CHECK: store <4 x i32>
  ;; CHECK: ret
  (func $sum (param $c i32) (param $a i32) (param $b i32) (param $n i32)
    (loop $again
      (v128.store (local.get $c) (i32x4.add (v128.load (local.get $a))
        (v128.load (local.get $b))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; In place there is nothing to test but the number of iterations.
  ;; CHECK-LABEL: define {{.*}} @m.f1.place(
  ;; CHECK-NOT: icmp ult i64 %{{.*}}, -
  ;; CHECK: fused:
  ;; CHECK: store <8 x i32>
  ;; CHECK: ret
  (func $place (param $c i32) (param $n i32) (param $x v128)
    (loop $again
      (v128.store (local.get $c) (i32x4.mul (v128.load (local.get $c))
        (local.get $x)))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; The next iteration loads what this one has stored.
  ;; CHECK-LABEL: define {{.*}} @m.f2.next(
  ;; CHECK-NOT: <8 x i32>
  ;; CHECK: ret
  (func $next (param $c i32) (param $n i32)
    (loop $again
      (v128.store offset=16 (local.get $c) (i32x4.neg
        (v128.load (local.get $c))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Half a vector further: the groups would overlap.
  ;; CHECK-LABEL: define {{.*}} @m.f3.near(
  ;; CHECK-NOT: <8 x i32>
  ;; CHECK: ret
  (func $near (param $c i32) (param $n i32)
    (loop $again
      (v128.store (local.get $c) (i32x4.neg
        (v128.load offset=24 (local.get $c))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; A sum depends on itself, and a number that counts is no vector.
  ;; CHECK-LABEL: define {{.*}} @m.f4.total(
  ;; CHECK-NOT: <8 x i32>
  ;; CHECK: ret
  (func $total (param $c i32) (param $n i32) (result v128) (local $x v128)
    (loop $again
      (v128.store (local.get $c) (local.tee $x (i32x4.add (local.get $x)
        (v128.load (local.get $c)))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $x))
  ;; CHECK-LABEL: define {{.*}} @m.f5.lane(
  ;; CHECK-NOT: <8 x i32>
  ;; CHECK: ret
  (func $lane (param $c i32) (param $n i32) (local $x v128)
    (loop $again
      (v128.store (local.get $c) (i32x4.replace_lane 1
        (v128.load (local.get $c)) (local.get $n)))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Rows that the loop steps over, and another way out.
  ;; CHECK-LABEL: define {{.*}} @m.f6.rows(
  ;; CHECK-NOT: <8 x i32>
  ;; CHECK: ret
  (func $rows (param $c i32) (param $n i32)
    (loop $again
      (v128.store (local.get $c) (i32x4.neg (v128.load (local.get $c))))
      (local.set $c (i32.add (local.get $c) (i32.const 32)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  ;; CHECK-LABEL: define {{.*}} @m.f7.until(
  ;; CHECK-NOT: <8 x i32>
  ;; CHECK: ret
  (func $until (param $c i32) (param $n i32) (local $x v128)
    (block $out
      (loop $again
        (local.set $x (v128.load (local.get $c)))
        (br_if $out (v128.any_true (local.get $x)))
        (v128.store (local.get $c) (i32x4.neg (local.get $x)))
        (local.set $c (i32.add (local.get $c) (i32.const 16)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))))
