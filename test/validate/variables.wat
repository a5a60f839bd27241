;; Locals and globals.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/local.wat -o %t/local.wasm
;; RUN: not wasm2obj --validate-only %t/local.wasm 2>&1 | FileCheck %t/local.wat
;; RUN: %wat2wasm %t/unset.wat -o %t/unset.wasm
;; RUN: not wasm2obj --validate-only %t/unset.wasm 2>&1 | FileCheck %t/unset.wat
;; RUN: %wat2wasm %t/global.wat -o %t/global.wasm
;; RUN: not wasm2obj --validate-only %t/global.wasm 2>&1 \
;; RUN:   | FileCheck %t/global.wat
;; RUN: %wat2wasm %t/immutable.wat -o %t/immutable.wasm
;; RUN: not wasm2obj --validate-only %t/immutable.wasm 2>&1 \
;; RUN:   | FileCheck %t/immutable.wat

;--- local.wat
(module (func (param i32) (drop (local.get 1))))
;; CHECK: unknown local 1: the last one is 0

;--- unset.wat
(module (type $f (func))
  (func (local (ref $f))
    (block (local.set 0 (ref.func 0)))
    (drop (local.get 0)))
  (elem declare func 0))
;; CHECK: uninitialized local: local 0 of type (ref 0) is read before it is set

;--- global.wat
(module (func (drop (global.get 0))))
;; CHECK: unknown global 0: there are none

;--- immutable.wat
(module (global i32 (i32.const 0))
  (func (global.set 0 (i32.const 1))))
;; CHECK: immutable global: global.set of global 0
