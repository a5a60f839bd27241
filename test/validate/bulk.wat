;; Segments and tables named by bulk operations.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/count.wat -o %t/count.wasm
;; RUN: not wasm2obj --validate-only %t/count.wasm 2>&1 | FileCheck %t/count.wat
;; RUN: %wat2wasm %t/data.wat -o %t/data.wasm
;; RUN: not wasm2obj --validate-only %t/data.wasm 2>&1 | FileCheck %t/data.wat
;; RUN: %wat2wasm %t/elem.wat -o %t/elem.wasm
;; RUN: not wasm2obj --validate-only %t/elem.wasm 2>&1 | FileCheck %t/elem.wat
;; RUN: %wat2wasm %t/copy.wat -o %t/copy.wasm
;; RUN: not wasm2obj --validate-only %t/copy.wasm 2>&1 | FileCheck %t/copy.wat
;; RUN: %wat2wasm %t/init.wat -o %t/init.wasm
;; RUN: not wasm2obj --validate-only %t/init.wasm 2>&1 | FileCheck %t/init.wat
;; RUN: %wat2wasm %t/length.wat -o %t/length.wasm
;; RUN: not wasm2obj --validate-only %t/length.wasm 2>&1 \
;; RUN:   | FileCheck %t/length.wat

;--- count.wat
(module binary "\00asm\01\00\00\00\01\04\01\60\00\00\03\02\01\00"
  "\0a\07\01\05\00\fc\09\00\0b") ;; data.drop 0
;; CHECK: data count section required: data.drop names a data segment

;--- data.wat
(module (memory 1) (data "")
  (func (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 0))))
;; CHECK: unknown data segment 1: the last one is 0

;--- elem.wat
(module (func (elem.drop 0)))
;; CHECK: unknown elem segment 0: there are none

;--- copy.wat
(module (table $a 1 funcref) (table $b 1 externref)
  (func (table.copy $a $b (i32.const 0) (i32.const 0) (i32.const 0))))
;; CHECK: type mismatch: table.copy copies elements of type externref to a table of funcref

;--- init.wat
(module (table 1 externref) (elem func)
  (func (table.init 0 (i32.const 0) (i32.const 0) (i32.const 0))))
;; CHECK: type mismatch: table.init copies elements of type (ref func) to a table of externref

;--- length.wat
(module (memory $a i64 1) (memory $b 1)
  (func (memory.copy $a $b (i64.const 0) (i32.const 0) (i64.const 0))))
;; CHECK: type mismatch: memory.copy expects i32 but the operand has type i64
