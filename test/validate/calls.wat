;; Callees, tables of callees and tail calls.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/function.wat -o %t/function.wasm
;; RUN: not wasm2obj --validate-only %t/function.wasm 2>&1 \
;; RUN:   | FileCheck %t/function.wat
;; RUN: %wat2wasm %t/table.wat -o %t/table.wasm
;; RUN: not wasm2obj --validate-only %t/table.wasm 2>&1 | FileCheck %t/table.wat
;; RUN: %wat2wasm %t/kind.wat -o %t/kind.wasm
;; RUN: not wasm2obj --validate-only %t/kind.wasm 2>&1 | FileCheck %t/kind.wat
;; RUN: %wat2wasm %t/arity.wat -o %t/arity.wasm
;; RUN: not wasm2obj --validate-only %t/arity.wasm 2>&1 | FileCheck %t/arity.wat
;; RUN: %wat2wasm %t/result.wat -o %t/result.wasm
;; RUN: not wasm2obj --validate-only %t/result.wasm 2>&1 \
;; RUN:   | FileCheck %t/result.wat

;--- function.wat
(module (func (call 1)))
;; CHECK: unknown function 1: the last one is 0

;--- table.wat
(module (table 1 externref)
  (func (call_indirect (i32.const 0))))
;; CHECK: type mismatch: call_indirect expects a table of functions but the elements have type externref

;--- kind.wat
(module
  (type $s (struct))
  (func (call_ref $s (unreachable))))
;; CHECK: type mismatch: call_ref expects a function type but type 0 is a struct type

;--- arity.wat
(module
  (func $callee)
  (func (result i32) (return_call $callee)))
;; CHECK: type mismatch: return_call gives 0 results but the function has 1

;--- result.wat
(module
  (func $callee (result i64) (i64.const 0))
  (func (result i32) (return_call $callee)))
;; CHECK: type mismatch: return_call gives a result of type i64 but the function's has type i32
