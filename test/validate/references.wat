;; References, casts and branches on them.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/number.wat -o %t/number.wasm
;; RUN: not wasm2obj --validate-only %t/number.wasm 2>&1 \
;; RUN:   | FileCheck %t/number.wat
;; RUN: %wat2wasm %t/undeclared.wat -o %t/undeclared.wasm
;; RUN: not wasm2obj --validate-only %t/undeclared.wasm 2>&1 \
;; RUN:   | FileCheck %t/undeclared.wat
;; RUN: %wat2wasm %t/non-null.wat -o %t/non-null.wasm
;; RUN: not wasm2obj --validate-only %t/non-null.wasm 2>&1 \
;; RUN:   | FileCheck %t/non-null.wat
;; RUN: %wat2wasm %t/downcast.wat -o %t/downcast.wasm
;; RUN: not wasm2obj --validate-only %t/downcast.wasm 2>&1 \
;; RUN:   | FileCheck %t/downcast.wat
;; RUN: %wat2wasm %t/label.wat -o %t/label.wasm
;; RUN: not wasm2obj --validate-only %t/label.wasm 2>&1 | FileCheck %t/label.wat
;; RUN: %wat2wasm %t/convert.wat -o %t/convert.wasm
;; RUN: not wasm2obj --validate-only %t/convert.wasm 2>&1 \
;; RUN:   | FileCheck %t/convert.wat

;--- number.wat
(module (func (drop (ref.is_null (i32.const 0)))))
;; CHECK: type mismatch: ref.is_null expects a reference but the operand has type i32

;--- undeclared.wat
(module (func (drop (ref.func 0))))
;; CHECK: undeclared function reference: function 0 is in no export, element segment or global

;--- non-null.wat
(module (func (param anyref)
  (block (result i31ref)
    (br_on_non_null 0 (local.get 0))
    (ref.null i31))
  (drop)))
;; CHECK: type mismatch: br_on_non_null expects a label whose last operand takes (ref any)

;--- downcast.wat
(module (func (param i31ref)
  (block (result anyref)
    (br_on_cast 0 i31ref structref (local.get 0)))
  (drop)))
;; CHECK: type mismatch: br_on_cast expects a subtype of i31ref to cast to but has structref

;--- label.wat
(module (func (param anyref)
  (block (result structref)
    (br_on_cast 0 anyref i31ref (local.get 0))
    (drop)
    (ref.null struct))
  (drop)))
;; CHECK: type mismatch: br_on_cast expects a label whose last operand takes i31ref

;--- convert.wat
(module (func (param funcref)
  (drop (any.convert_extern (local.get 0)))))
;; CHECK: type mismatch: any.convert_extern expects externref but the operand has type funcref
