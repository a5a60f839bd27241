;; Which stores LLVM must think can change a field: those to the same field of
;; types that share it, and calls of functions; no other field, no memory or
;; global, no allocation.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir -O2 %t.wasm -o - | FileCheck %s
(module
  (type $super (sub (struct (field $a (mut i32)) (field $b (mut i32)))))
  (type $sub (sub $super
    (struct (field $a (mut i32)) (field $b (mut i32)) (field $c (mut i32)))))
  (type $other (struct (field $a (mut i32))))
  (import "m" "f" (func $f))
  (memory 1)
  (global $g (mut i32) (i32.const 0))
  (global $keep (mut anyref) (ref.null any))
  ;; CHECK-LABEL: define hidden i32 @m.f1
  ;; CHECK-COUNT-1: load i32
  ;; CHECK-NOT: load i32
  ;; CHECK: ret i32
  (func (export "apart") (param $x (ref $super)) (param $y (ref $super))
    (param $z (ref $other)) (result i32)
    (local $before i32)
    (local.set $before (struct.get $super $a (local.get $x)))
    (struct.set $super $b (local.get $y) (i32.const 1))
    (struct.set $other $a (local.get $z) (i32.const 2))
    (i32.store (i32.const 0) (i32.const 3))
    (global.set $g (i32.const 4))
    (i32.add (local.get $before) (struct.get $super $a (local.get $x))))
  ;; CHECK-LABEL: define hidden i32 @m.f2
  ;; CHECK-COUNT-2: load i32
  ;; CHECK: ret i32
  (func (export "inherited") (param $x (ref $super)) (param $y (ref $sub))
    (result i32)
    (local $before i32)
    (local.set $before (struct.get $super $a (local.get $x)))
    (struct.set $sub $a (local.get $y) (i32.const 1))
    (i32.add (local.get $before) (struct.get $super $a (local.get $x))))
  ;; CHECK-LABEL: define hidden i32 @m.f3
  ;; CHECK-COUNT-1: load i32
  ;; CHECK-NOT: load i32
  ;; CHECK: ret i32
  (func (export "allocation") (param $x (ref $super)) (result i32)
    (local $before i32)
    (local.set $before (struct.get $super $a (local.get $x)))
    (global.set $keep (struct.new $other (i32.const 5)))
    (i32.add (local.get $before) (struct.get $super $a (local.get $x))))
  ;; CHECK-LABEL: define hidden i32 @m.f4
  ;; CHECK-COUNT-2: load i32
  ;; CHECK: ret i32
  (func (export "call") (param $x (ref $super)) (result i32)
    (local $before i32)
    (local.set $before (struct.get $super $a (local.get $x)))
    (call $f)
    (i32.add (local.get $before) (struct.get $super $a (local.get $x)))))
