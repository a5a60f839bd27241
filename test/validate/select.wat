;; select infers its type for numbers and vectors only.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/references.wat -o %t/references.wasm
;; RUN: not wasm2obj --validate-only %t/references.wasm 2>&1 \
;; RUN:   | FileCheck %t/references.wat
;; RUN: %wat2wasm %t/types.wat -o %t/types.wasm
;; RUN: not wasm2obj --validate-only %t/types.wasm 2>&1 | FileCheck %t/types.wat
;; RUN: %wat2wasm %t/arity.wat -o %t/arity.wasm
;; RUN: not wasm2obj --validate-only %t/arity.wasm 2>&1 | FileCheck %t/arity.wat

;--- references.wat
(module (func (param externref)
  (drop (select (local.get 0) (local.get 0) (i32.const 1)))))
;; CHECK: type mismatch: select without a type expects numbers or vectors but an operand has type externref

;--- types.wat
(module (func
  (drop (select (i32.const 0) (f32.const 0) (i32.const 1)))))
;; CHECK: type mismatch: select expects operands of one type but they have types i32 and f32

;--- arity.wat
(module (func
  (drop (select (result i32 i32) (i32.const 0) (i32.const 0) (i32.const 1)))))
;; CHECK: invalid result arity: select has 2 types instead of 1
