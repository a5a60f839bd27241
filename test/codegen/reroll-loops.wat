;; Loops that the producer has unrolled are rolled again where the vectoriser
;; takes them, and left as they are elsewhere (RerollLoops.h).
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --verify-ir --emit=ir -o - | FileCheck %s

(module (memory 1)
  ;; c[j] = x * b[j], two elements at a time; c and b may overlap, so there is
  ;; a loop for that as well.
  ;; CHECK-LABEL: define {{.*}} @m.f0.scale(
  ;; CHECK: fmul <2 x double>
  ;; CHECK: store <2 x double>
  ;; CHECK: ret
  (func $scale (param $c i32) (param $b i32) (param $x f64) (param $n i32)
    (loop $again
      (f64.store (local.get $c)
        (f64.mul (local.get $x) (f64.load (local.get $b))))
      (f64.store offset=8 (local.get $c)
        (f64.mul (f64.load offset=8 (local.get $b)) (local.get $x)))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; An element that two copies share is carried from copy to copy.
  ;; CHECK-LABEL: define {{.*}} @m.f1.carried(
  ;; CHECK: fadd <2 x double>
  ;; CHECK: ret
  (func $carried (param $c i32) (param $b i32) (param $n i32) (result f64)
    (local $x f64) (local $y f64)
    (local.set $x (f64.load (local.get $b)))
    (loop $again
      (f64.store (local.get $c) (f64.add (local.get $x)
        (local.tee $y (f64.load offset=8 (local.get $b)))))
      (f64.store offset=8 (local.get $c) (f64.add (local.get $y)
        (local.tee $x (f64.load offset=16 (local.get $b)))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $x))

  ;; What the copies store counts.
  ;; CHECK-LABEL: define {{.*}} @m.f2.count(
  ;; CHECK: store <4 x i32>
  ;; CHECK: ret
  (func $count (param $c i32) (param $n i32) (local $i i32)
    (loop $again
      (i32.store (local.get $c) (i32.mul (local.get $i) (i32.const 3)))
      (i32.store offset=4 (local.get $c)
        (i32.mul (i32.add (local.get $i) (i32.const 1)) (i32.const 3)))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $i (i32.add (local.get $i) (i32.const 2)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; The copies differ in an operation.
  ;; CHECK-LABEL: define {{.*}} @m.f3.differ(
  ;; CHECK-DAG: fadd double
  ;; CHECK-DAG: fsub double
  ;; CHECK: ret
  (func $differ (param $c i32) (param $x f64) (param $n i32)
    (loop $again
      (f64.store (local.get $c)
        (f64.add (f64.load (local.get $c)) (local.get $x)))
      (f64.store offset=8 (local.get $c)
        (f64.sub (f64.load offset=8 (local.get $c)) (local.get $x)))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; The second copy comes first: rolled, an overlap would give another result.
  ;; CHECK-LABEL: define {{.*}} @m.f4.order(
  ;; CHECK-NOT: load <2 x double>
  ;; CHECK: ret
  (func $order (param $c i32) (param $b i32) (param $n i32)
    (loop $again
      (f64.store offset=8 (local.get $c) (f64.load offset=8 (local.get $b)))
      (f64.store (local.get $c) (f64.load (local.get $b)))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; A sum of floating-point numbers cannot be reordered; it stays unrolled.
  ;; CHECK-LABEL: define {{.*}} @m.f5.sum(
  ;; CHECK: fadd double
  ;; CHECK: fadd double
  ;; CHECK: ret
  (func $sum (param $c i32) (param $b i32) (param $n i32) (local $s f64)
    (loop $again
      (f64.store (local.get $c) (local.tee $s
        (f64.add (local.get $s) (f64.load (local.get $b)))))
      (f64.store offset=8 (local.get $c) (local.tee $s
        (f64.add (local.get $s) (f64.load offset=8 (local.get $b)))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; An odd number of elements: the loop is left between the copies. Rotated, it
  ;; ends with a test as others do.
  ;; CHECK-LABEL: define {{.*}} @m.f6.middle(
  ;; CHECK: fsub <2 x double>
  ;; CHECK: fmul <2 x double>
  ;; CHECK: store <2 x double>
  ;; CHECK: ret
  (func $middle (param $c i32) (param $b i32) (param $x f64) (local $i i32)
    (local $y f64) (local $z f64)
    (local.set $y (f64.load (local.get $b)))
    (block $end
      (loop $again
        (f64.store offset=8 (local.get $c)
          (f64.mul (local.get $x) (f64.sub
            (local.tee $z (f64.load offset=8 (local.get $b)))
            (local.get $y))))
        (br_if $end (i32.eq (local.get $i) (i32.const 4464)))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (local.set $b (i32.add (local.get $b) (i32.const 16)))
        (local.set $c (i32.add (local.get $c) (i32.const 16)))
        (f64.store (local.get $c)
          (f64.mul (local.get $x) (f64.sub
            (local.tee $y (f64.load (local.get $b)))
            (local.get $z))))
        (br $again)))))
