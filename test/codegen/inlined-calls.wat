;; Small functions replace their calls (codegen/InlineCalls.h).
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m -O1 --emit=ir -o - | FileCheck %s --check-prefix=O1
;; O1: call {{.*}}m.f1.get
;; The table of places names what was inlined, and what called it.
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 -o %t.o
;; RUN: w2o-objdump --pc-map %t.o | FileCheck %s --check-prefix=MAP
;; MAP-LABEL: func 2 'calls'
;; MAP: in func 1 'get', called at 0x
;; MAP-LABEL: func 3 'outermost'
;; MAP: in func 1 'get', called at 0x{{[0-9a-f]+}} in func 2 'calls', called at 0x
;; Nothing of that is left in the object.
;; RUN: llvm-readelf -S %t.o | FileCheck %s --check-prefix=SECTIONS
;; SECTIONS-NOT: .debug
(module
  (func $other (import "m" "other") (param i32) (result i32))
  (memory 1)

  ;; It is still there, for calls from elsewhere.
  ;; CHECK-LABEL: m.f1.get:
  (func $get (param i32) (result i32)
    (i32.load (i32.and (local.get 0) (i32.const 0xffff))))

  ;; Nothing is called any more, so the stack needs no check.
  ;; CHECK-LABEL: m.f2.calls:
  ;; CHECK-NOT: cmpq
  ;; CHECK-NOT: callq
  ;; CHECK: retq
  (func $calls (param i32) (result i32)
    (i32.add (call $get (local.get 0)) (i32.const 1)))
  ;; CHECK-LABEL: m.f3.outermost:
  ;; CHECK-NOT: callq
  ;; CHECK: retq
  (func $outermost (param i32) (result i32)
    (i32.mul (call $calls (local.get 0)) (i32.const 3)))

  ;; One check, not that of the callee as well.
  (func $imported (param i32) (result i32)
    (i32.xor (call $other (local.get 0)) (i32.const 1)))
  ;; CHECK-LABEL: m.f5.once:
  ;; CHECK: -8(%rdi)
  ;; CHECK-NOT: -8(%rdi)
  ;; CHECK: callq m__other
  ;; CHECK-NOT: -8(%rdi)
  ;; CHECK: m__other
  ;; CHECK-LABEL: m.f6.recursive:
  (func $once (param i32) (result i32)
    (i32.sub (call $imported (local.get 0))
             (call $imported (i32.const 5))))

  ;; Recursion exhausts the stack.
  ;; CHECK: call{{.*}}m.f7.mutual
  ;; CHECK-LABEL: m.f7.mutual:
  ;; CHECK: call{{.*}}m.f6.recursive
  (func $recursive (param i32) (result i32)
    (i32.add (call $mutual (local.get 0)) (i32.const 1)))
  (func $mutual (param i32) (result i32)
    (i32.add (call $recursive (local.get 0)) (i32.const 1))))
