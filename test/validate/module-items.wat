;; Tags, exports, start and element segments.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/tag.wat -o %t/tag.wasm
;; RUN: not wasm2obj --validate-only %t/tag.wasm 2>&1 | FileCheck %t/tag.wat
;; RUN: %wat2wasm %t/export.wat -o %t/export.wasm
;; RUN: not wasm2obj --validate-only %t/export.wasm 2>&1 \
;; RUN:   | FileCheck %t/export.wat
;; RUN: %wat2wasm %t/index.wat -o %t/index.wasm
;; RUN: not wasm2obj --validate-only %t/index.wasm 2>&1 | FileCheck %t/index.wat
;; RUN: %wat2wasm %t/start.wat -o %t/start.wasm
;; RUN: not wasm2obj --validate-only %t/start.wasm 2>&1 | FileCheck %t/start.wat
;; RUN: %wat2wasm %t/elements.wat -o %t/elements.wasm
;; RUN: not wasm2obj --validate-only %t/elements.wasm 2>&1 \
;; RUN:   | FileCheck %t/elements.wat

;--- tag.wat
(module (tag (result i32)))
;; CHECK: non-empty tag result type: type 0 is [] -> [i32]

;--- export.wat
(module (func (export "f")) (memory (export "f") 1))
;; CHECK: duplicate export name: 'f'

;--- index.wat
(module (export "m" (memory 0)))
;; CHECK: unknown memory 0: there are none

;--- start.wat
(module (func (param i32)) (start 0))
;; CHECK: start function: function 0 has type [i32] -> [] instead of [] -> []

;--- elements.wat
(module (table 1 externref) (elem (table 0) (i32.const 0) func))
;; CHECK: type mismatch: elements of type (ref func) for a table of externref
