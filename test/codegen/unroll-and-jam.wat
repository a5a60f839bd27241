;; The product of a row and a matrix whose shape is known: eight columns, a line
;; of the cache, are summed up side by side (UnrollAndJam.h), two in a vector.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --verify-ir --emit=ir -o - | FileCheck %s --check-prefix=IR
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --emit=asm -o - | FileCheck %s --check-prefix=ASM
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -Os --emit=ir -o - | FileCheck %s --check-prefix=ONE
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --disable-pass=unroll-and-jam --emit=ir -o - | FileCheck %s --check-prefix=ONE

;; One test decides, and the inner loop stores nothing.
;; IR-LABEL: define {{.*}} @m.f0.product(
;; IR: icmp
;; IR: br i1 {{.*}}, label %[[JAM:.*]], label
;; IR: [[LOOP:.*]]: ; preds = %[[LOOP]]
;; IR-COUNT-4: fadd <2 x double>
;; IR-NOT: store
;; IR: br i1
;; IR-COUNT-4: store <2 x double>

;; ASM-LABEL: m.f0.product:
;; ASM: [[AGAIN:\.LBB0_[0-9]+]]:
;; ASM-NOT: jmp
;; ASM: movddup
;; ASM-COUNT-4: addpd
;; ASM: jne [[AGAIN]]

;; ONE-LABEL: define {{.*}} @m.f0.product(
;; ONE-NOT: fadd <
;; ONE: ret void
(module
  (memory 1)
  (func $product (param $c i32) (param $a i32) (param $b i32)
    (local $j i32) (local $k i32) (local $y i32)
    (loop $columns
      (local.set $k (i32.const 0))
      (local.set $y (local.get $b))
      (f64.store (local.get $c) (f64.const 0))
      (loop $again
        (f64.store (local.get $c) (f64.add (f64.load (local.get $c))
          (f64.mul (f64.load (i32.add (local.get $a)
                     (i32.shl (local.get $k) (i32.const 3))))
                   (f64.load (local.get $y)))))
        (local.set $y (i32.add (local.get $y) (i32.const 640)))
        (br_if $again (i32.lt_u (local.tee $k
          (i32.add (local.get $k) (i32.const 1))) (i32.const 100))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $columns (i32.lt_u (local.tee $j
        (i32.add (local.get $j) (i32.const 1))) (i32.const 80))))))
