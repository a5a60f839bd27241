;; Functions of a module keep the instance pointer where it came, and rely on
;; each other for it (docs/Abi.md, "What a function keeps").
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/pinned.wat -o %t/pinned.wasm
;; RUN: wasm2obj %t/pinned.wasm --prefix=m --target=x86_64-linux-gnu -O2 --disable-pass=inline-calls --emit=asm -o - | FileCheck %t/pinned.wat
;; RUN: wasm2obj %t/pinned.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=ir -o - | FileCheck %s --check-prefix=IR
;; RUN: wasm2obj %t/pinned.wasm --prefix=m --target=x86_64-apple-macosx -O2 --emit=ir -o - | FileCheck %s --check-prefix=IR
;; Results, code that is compiled quickly, and tail calls.
;; RUN: wasm2obj %t/pinned.wasm --prefix=m --target=aarch64-linux-gnu -O2 --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; RUN: wasm2obj %t/pinned.wasm --prefix=m --target=riscv64-linux-gnu -O2 --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; RUN: wasm2obj %t/pinned.wasm --prefix=m --target=x86_64-linux-gnu -O0 --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; RUN: %wat2wasm %t/tail.wat -o %t/tail.wasm
;; RUN: wasm2obj %t/tail.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=ir -o - | FileCheck %s --check-prefix=NONE
;; IR: w2o-keeps-instance
;; NONE-NOT: w2o-keeps-instance
;; NONE-NOT: kcfi

;--- pinned.wat
(module
  (type $t (func (param i32) (result i32)))
  (import "host" "f" (func $host (param i32) (result i32)))
  (memory 1)
  (table $fixed 2 2 funcref)
  (table $open (export "open") 2 2 funcref)
  (elem (table $fixed) (i32.const 0) func $leaf $other)

  ;; CHECK-LABEL: m.f1.leaf:
  ;; CHECK-NOT: {{push|pop}}
  ;; CHECK: movl (%rdi,
  ;; CHECK: w2o_trap_integer_divide_by_zero
  (func $leaf (type $t) (i32.div_u (i32.load (local.get 0)) (local.get 0)))

  ;; CHECK-LABEL: m.f2.other:
  (func $other (type $t) (i32.const 2))

  ;; Nothing moves from or to the register.
  ;; CHECK-LABEL: m.f3.calls:
  ;; CHECK-NOT: mov{{.*}}%rdi
  ;; CHECK: callq m.f1.leaf
  ;; CHECK-NOT: mov{{.*}}%rdi,
  ;; CHECK: addl 4(%rdi,
  ;; CHECK-NOT: mov{{.*}}%rdi,
  ;; CHECK: retq
  (func $calls (type $t)
    (i32.add (call $leaf (local.get 0)) (i32.load offset=4 (local.get 0))))

  ;; What the fixed table holds keeps it, too.
  ;; CHECK-LABEL: m.f4.indirect:
  ;; CHECK-NOT: mov{{.*}}%rdi
  ;; CHECK: callq *
  ;; CHECK-NOT: mov{{.*}}%rdi,
  ;; CHECK: addl 4(%rdi,
  (func $indirect (type $t)
    (i32.add
      (call_indirect $fixed (type $t) (local.get 0) (local.get 0))
      (i32.load offset=4 (local.get 0))))

  ;; An import keeps nothing; behind it, it is restored, from a register that
  ;; calls preserve.
  ;; CHECK-LABEL: m.f5.imported:
  ;; CHECK: movq %rdi, %[[SAVED:r[a-z0-9]+]]
  ;; CHECK-NOT: %rdi
  ;; CHECK: callq host__f
  ;; CHECK: movq %[[SAVED]], %rdi
  ;; CHECK: addl 4(%rdi,
  ;; CHECK: retq
  (func $imported (type $t)
    (i32.add (call $host (local.get 0)) (i32.load offset=4 (local.get 0))))

  ;; Also where the function needs no instance any more, for its caller.
  ;; CHECK-LABEL: m.f6.last:
  ;; CHECK: callq host__f
  ;; CHECK: mov{{.*}}, %rdi
  ;; CHECK: retq
  (func $last (type $t) (call $host (local.get 0)))

  ;; Anybody may have put functions into this table.
  ;; CHECK-LABEL: m.f7.foreign:
  ;; CHECK: callq *
  ;; CHECK: mov{{.*}}, %rdi
  ;; CHECK: addl 4(%rdi,
  ;; CHECK: retq
  (func $foreign (type $t)
    (i32.add
      (call_indirect $open (type $t) (local.get 0) (local.get 0))
      (i32.load offset=4 (local.get 0)))))

;--- tail.wat
(module
  (func $a (param i32) (result i32) (call $b (local.get 0)))
  (func $b (param i32) (result i32) (return_call $a (local.get 0))))
