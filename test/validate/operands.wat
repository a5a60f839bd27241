;; Operands of the wrong type or too few of them, and what is said about both.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/wrong.wat -o %t/wrong.wasm
;; RUN: not wasm2obj --validate-only %t/wrong.wasm 2>&1 | FileCheck %t/wrong.wat
;; RUN: %wat2wasm %t/missing.wat -o %t/missing.wasm
;; RUN: not wasm2obj --validate-only %t/missing.wasm 2>&1 \
;; RUN:   | FileCheck %t/missing.wat
;; RUN: %wat2wasm %t/outside.wat -o %t/outside.wasm
;; RUN: not wasm2obj --validate-only %t/outside.wasm 2>&1 \
;; RUN:   | FileCheck %t/outside.wat
;; RUN: %wat2wasm %t/nothing.wat -o %t/nothing.wasm
;; RUN: not wasm2obj --validate-only %t/nothing.wasm 2>&1 \
;; RUN:   | FileCheck %t/nothing.wat
;; RUN: %wat2wasm %t/surplus.wat -o %t/surplus.wasm
;; RUN: not wasm2obj --validate-only %t/surplus.wasm 2>&1 \
;; RUN:   | FileCheck %t/surplus.wat

;--- wrong.wat
(module (func (param i64) (result i32)
  (i32.add (i32.const 1) (local.get 0))))
;; CHECK: type mismatch: i32.add expects i32 but the operand has type i64

;--- missing.wat
(module (func (drop (i64.eqz))))
;; CHECK: type mismatch: i64.eqz expects i64 but the stack is empty

;--- outside.wat
(module (func (result i32)
  (i32.const 1)
  (block (drop (i32.eqz)))))
;; CHECK: type mismatch: i32.eqz expects i32 but the stack of its block is empty

;--- nothing.wat
(module (func drop))
;; CHECK: type mismatch: drop expects an operand but the stack is empty

;--- surplus.wat
(module (func (result i32) (i32.const 1) (i32.const 2) (i32.const 3)))
;; CHECK: type mismatch: end expects 1 operands, the results of its block, but there are 3
