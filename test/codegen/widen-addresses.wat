;; The addresses of a loop over guarded memory are 64-bit recurrences with
;; constant displacements, although the 32-bit sums may wrap for all that is
;; written: the accesses themselves prove that they do not (WidenAddresses.h).
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=ir -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s --check-prefix=ASM

(module (import "env" "f" (func $f)) (memory 1)
  ;; A recurrence with three displacements; in 32 bits only the start.
  ;; CHECK-LABEL: define {{.*}} @m.f1.prefix(
  ;; CHECK: zext i32 %{{.*}} to i64
  ;; CHECK: phi i64
  ;; CHECK-NOT: zext i32 %{{.*}} to i64
  ;; CHECK: ret
  ;; ASM-LABEL: m.f1.prefix:
  ;; ASM: addsd {{-?[0-9]*}}(%[[Q:[a-z0-9]+]]{{[,)]}}
  ;; ASM: addsd {{-?[0-9]*}}(%[[Q]]{{[,)]}}
  ;; ASM: ret
  (func $prefix (param $p i32) (param $n i32) (result f64) (local $s f64)
    (loop $again
      (local.set $s (f64.add (local.get $s)
        (f64.load (i32.add (local.get $p) (i32.const 8)))))
      (local.set $s (f64.add (local.get $s) (f64.load (local.get $p))))
      (f64.store (i32.add (local.get $p) (i32.const 24)) (local.get $s))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $s))

  ;; Rows of a matrix: the stencil is vectorised.
  ;; CHECK-LABEL: define {{.*}} @m.f2.stencil(
  ;; CHECK: load <2 x double>
  ;; CHECK: store <2 x double>
  ;; CHECK: ret
  (func $stencil (param $p i32) (param $q i32) (param $n i32)
    (loop $again
      (f64.store (i32.add (local.get $q) (i32.const 8000))
        (f64.add
          (f64.load (i32.add (local.get $p) (i32.const 16000)))
          (f64.add (f64.load (i32.add (local.get $p) (i32.const 8008)))
                   (f64.load (local.get $p)))))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (local.set $q (i32.add (local.get $q) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; Nothing proves anything about an address that goes down, that goes up by
  ;; more than a page, or whose neighbour is not accessed in each iteration.
  ;; CHECK-LABEL: define {{.*}} @m.f3.down(
  ;; CHECK: loop{{.*}}:
  ;; CHECK: zext i32 %{{.*}} to i64
  ;; CHECK: ret
  (func $down (param $p i32) (param $n i32)
    (loop $again
      (i32.store (local.get $p) (local.get $n))
      (call $f)
      (local.set $p (i32.sub (local.get $p) (i32.const 4)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))
  ;; CHECK-LABEL: define {{.*}} @m.f4.far(
  ;; CHECK: loop{{.*}}:
  ;; CHECK: zext i32 %{{.*}} to i64
  ;; CHECK: ret
  (func $far (param $p i32) (param $n i32)
    (loop $again
      (i32.store (local.get $p) (local.get $n))
      (call $f)
      (local.set $p (i32.add (local.get $p) (i32.const 65537)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))
  ;; CHECK-LABEL: define {{.*}} @m.f5.sometimes(
  ;; CHECK: zext i32 %{{.*}} to i64
  ;; CHECK-NEXT: getelementptr
  ;; CHECK-NEXT: store i32 1
  ;; CHECK: ret
  (func $sometimes (param $p i32) (param $n i32)
    (loop $again
      (call $f)
      (if (i32.and (local.get $n) (i32.const 1))
        (then (i32.store (local.get $p) (i32.const 1))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))))
