;; The stack is checked in front of what is called, not on ways that call
;; nothing (codegen/SinkStackCheck.h).
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s

(module
  (func $other (import "m" "other") (param i32) (result i32))
  (memory 1)

  ;; CHECK-LABEL: m.f1.either:
  ;; CHECK-NOT: -8(%rdi)
  ;; CHECK: movl (%rdi,
  ;; CHECK: testl
  ;; CHECK: cmpq -8(%rdi), %rsp
  ;; CHECK: callq m__other
  (func $either (param $p i32) (result i32)
    (local $v i32)
    (if (result i32) (local.tee $v (i32.load (local.get $p)))
      (then (call $other (local.get $v)))
      (else (local.get $p))))

  ;; In front of the loop, not once for each call.
  ;; CHECK-LABEL: m.f2.loop:
  ;; CHECK: test
  ;; CHECK: cmpq -8(%rdi), %rsp
  ;; CHECK: Inner Loop Header
  ;; CHECK-NOT: -8(%rdi)
  ;; CHECK: callq m__other
  ;; CHECK-NOT: -8(%rdi)
  ;; CHECK-LABEL: m.f3.always:
  (func $loop (param $p i32) (result i32)
    (if (i32.eqz (local.get $p)) (then (return (i32.const 3))))
    (loop $again
      (if (i32.load (local.get $p))
        (then (drop (call $other (local.get $p)))))
      (br_if $again
        (local.tee $p (i32.sub (local.get $p) (i32.const 4)))))
    (i32.load (i32.const 8)))

  ;; Nothing is gained where all ways call.
  ;; CHECK: cmpq -8(%rdi), %rsp
  ;; CHECK: testl
  ;; CHECK: callq m__other
  (func $always (param $p i32) (result i32)
    (if (result i32) (local.get $p)
      (then (i32.load (call $other (local.get $p))))
      (else (call $other (i32.const 5))))))
