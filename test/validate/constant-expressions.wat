;; Initialisers and offsets.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/instruction.wat -o %t/instruction.wasm
;; RUN: not wasm2obj --validate-only %t/instruction.wasm 2>&1 \
;; RUN:   | FileCheck %t/instruction.wat
;; RUN: %wat2wasm %t/mutable.wat -o %t/mutable.wasm
;; RUN: not wasm2obj --validate-only %t/mutable.wasm 2>&1 \
;; RUN:   | FileCheck %t/mutable.wat
;; RUN: %wat2wasm %t/later.wat -o %t/later.wasm
;; RUN: not wasm2obj --validate-only %t/later.wasm 2>&1 | FileCheck %t/later.wat
;; RUN: %wat2wasm %t/type.wat -o %t/type.wasm
;; RUN: not wasm2obj --validate-only %t/type.wasm 2>&1 | FileCheck %t/type.wat
;; RUN: %wat2wasm %t/arithmetic.wat -o %t/arithmetic.wasm
;; RUN: not wasm2obj --validate-only --disable=extended-const %t/arithmetic.wasm 2>&1 \
;; RUN:   | FileCheck %t/arithmetic.wat
;; RUN: %wat2wasm %t/defined.wat -o %t/defined.wasm
;; RUN: not wasm2obj --validate-only --disable=gc %t/defined.wasm 2>&1 \
;; RUN:   | FileCheck %t/defined.wat

;--- instruction.wat
(module (global i32 (i32.popcnt (i32.const 1))))
;; CHECK: constant expression required: i32.popcnt is not constant

;--- mutable.wat
(module (global (mut i32) (i32.const 0))
  (global i32 (global.get 0)))
;; CHECK: constant expression required: global 0 is mutable

;--- later.wat
(module (global i32 (global.get 1))
  (global i32 (i32.const 0)))
;; CHECK: unknown global 1: there are none

;--- type.wat
(module (memory i64 1) (data (i32.const 0) ""))
;; CHECK: type mismatch: end expects i64 but the operand has type i32

;--- arithmetic.wat
(module (global i32 (i32.add (i32.const 1) (i32.const 2))))
;; CHECK: arithmetic in a constant expression needs the feature 'extended-const', which is off

;--- defined.wat
(module (global i32 (i32.const 0))
  (global i32 (global.get 0)))
;; CHECK: global.get of a defined global in a constant expression needs the feature 'gc', which is off
