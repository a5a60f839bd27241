;; A small loop over the vectors of a module does two iterations in one
;; (UnrollVectors.h), unless code has to be small.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --verify-ir --emit=ir -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --verify-ir --emit=ir -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -Os --emit=ir -o - | FileCheck %s --check-prefix=ONE
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --disable-pass=unroll-vectors --emit=ir -o - | FileCheck %s --check-prefix=ONE

(module (memory 1)
  ;; CHECK-LABEL: define {{.*}} @m.f0.scale(
  ;; CHECK: loop:
  ;; CHECK: store <4 x float>
  ;; CHECK-NOT: br
  ;; CHECK: store <4 x float>
  ;; CHECK: br i1 {{.*}}label %loop
  ;; ONE-LABEL: define {{.*}} @m.f0.scale(
  ;; ONE: store <4 x float>
  ;; ONE-NOT: store <4 x float>
  ;; ONE: ret
  (func $scale (param $p i32) (param $n i32) (param $x v128)
    (loop $again
      (v128.store (local.get $p)
        (f32x4.mul (v128.load (local.get $p)) (local.get $x)))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; Nobody knows how often this one goes round.
  ;; CHECK-LABEL: define {{.*}} @m.f1.search(
  ;; CHECK: load <{{[0-9]+}} x
  ;; CHECK-NOT: load <
  ;; CHECK: ret
  (func $search (param $p i32) (param $x v128) (result i32)
    (loop $again
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $again (i32.eqz (v128.any_true
        (i8x16.eq (v128.load (local.get $p)) (local.get $x))))))
    (local.get $p)))
