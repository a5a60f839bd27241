;; Throw and the clauses of try_table.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/tag.wat -o %t/tag.wasm
;; RUN: not wasm2obj --validate-only %t/tag.wasm 2>&1 | FileCheck %t/tag.wat
;; RUN: %wat2wasm %t/arity.wat -o %t/arity.wasm
;; RUN: not wasm2obj --validate-only %t/arity.wasm 2>&1 | FileCheck %t/arity.wat
;; RUN: %wat2wasm %t/value.wat -o %t/value.wasm
;; RUN: not wasm2obj --validate-only %t/value.wasm 2>&1 | FileCheck %t/value.wat
;; RUN: %wat2wasm %t/reference.wat -o %t/reference.wasm
;; RUN: not wasm2obj --validate-only %t/reference.wasm 2>&1 \
;; RUN:   | FileCheck %t/reference.wat

;--- tag.wat
(module (func (throw 0)))
;; CHECK: unknown tag 0: there are none

;--- arity.wat
(module (tag (param i32))
  (func (try_table (catch 0 0))))
;; CHECK: type mismatch: try_table expects a label with 1 operands for a catch but label 0 has 0

;--- value.wat
(module (tag (param i32))
  (func (result i64) (try_table (catch 0 0)) (i64.const 0)))
;; CHECK: type mismatch: try_table catches a value of type i32 but its label expects i64

;--- reference.wat
(module
  (func (result i64) (try_table (catch_all_ref 0)) (i64.const 0)))
;; CHECK: type mismatch: try_table catches an exception reference but its label expects i64
