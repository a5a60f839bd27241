;; A load whose value only one branch uses happens before the branch.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O1 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --emit=asm -o - | FileCheck %s

(module (memory 1)
  (func $sink (param i32) (i32.store (i32.const 0) (local.get 0)))
  ;; CHECK-LABEL: m.f1.one_arm:
  ;; CHECK: movl (%rdi,%r{{.*}}),
  ;; CHECK: testl
  ;; CHECK: ret
  (func $one_arm (param i32 i32) (local $value i32)
    (local.set $value (i32.load (local.get 0)))
    (if (local.get 1)
      (then (call $sink (local.get $value)))))

  ;; Only the value of the last round is used, but each round may trap.
  ;; CHECK-LABEL: m.f2.last_round:
  ;; CHECK: .LBB2_[[LOOP:[0-9]+]]:
  ;; CHECK: movl (%r{{.*}},%r{{.*}}),
  ;; CHECK: jne .LBB2_[[LOOP]]
  (func $last_round (param i32 i32) (result i32) (local $value i32)
    (loop $again
      (local.set $value (i32.load (local.get 0)))
      (local.set 0 (i32.add (local.get 0) (i32.const 4)))
      (br_if $again (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
    (local.get $value)))
