;; Blocks and branches.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/if.wat -o %t/if.wasm
;; RUN: not wasm2obj --validate-only %t/if.wasm 2>&1 | FileCheck %t/if.wat
;; RUN: %wat2wasm %t/label.wat -o %t/label.wasm
;; RUN: not wasm2obj --validate-only %t/label.wasm 2>&1 | FileCheck %t/label.wat
;; RUN: %wat2wasm %t/table.wat -o %t/table.wasm
;; RUN: not wasm2obj --validate-only %t/table.wasm 2>&1 | FileCheck %t/table.wat
;; RUN: %wat2wasm %t/blocktype.wat -o %t/blocktype.wasm
;; RUN: not wasm2obj --validate-only %t/blocktype.wasm 2>&1 \
;; RUN:   | FileCheck %t/blocktype.wat

;--- if.wat
(module (func (param i32)
  (local.get 0)
  (drop (if (result i32) (local.get 0) (then (i32.const 1))))))
;; CHECK: type mismatch: end closes an if without else, whose parameters are not its results

;--- label.wat
(module (func (br 1)))
;; CHECK: unknown label 1: the last one is 0

;--- table.wat
(module (func
  (block (result i32)
    (block (br_table 0 1 (i32.const 1) (i32.const 0)))
    (i32.const 2))
  (drop)))
;; CHECK: type mismatch: br_table expects labels of one arity but label 0 has 0 operands and the default has 1

;--- blocktype.wat
(module
  (type (struct))
  (func (block (type 0))))
;; CHECK: type mismatch: block expects a function type but type 0 is not one
