;; Tables with 64-bit indices: get, set, size, growth, bulk operations with a
;; 32-bit table, and indirect calls; an index is never cut to 32 bits.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke all %t.wasm | FileCheck %s
;; RUN: w2o-run -O3 --invoke all %t.wasm | FileCheck %s
;; RUN: w2o-run --invoke call %t.wasm 2 | FileCheck %s --check-prefix=CALL
;; RUN: not w2o-run --invoke call %t.wasm 4294967298 2>&1 | FileCheck %s --check-prefix=ELEMENT
;; RUN: not w2o-run --invoke get %t.wasm 4294967298 2>&1 | FileCheck %s --check-prefix=TABLE
;; RUN: not w2o-run --invoke copy %t.wasm 4294967296 2>&1 | FileCheck %s --check-prefix=TABLE
;; CALL: 20
;; ELEMENT: w2o-run: trap: undefined element
;; TABLE: w2o-run: trap: out of bounds table access
(module
  (type $t (func (result i32)))
  (table $wide i64 4 10 funcref)
  (table $narrow 4 funcref)
  (func $ten (result i32) (i32.const 10))
  (func $twenty (result i32) (i32.const 20))
  (elem (table $wide) (i64.const 1) func $ten $twenty)
  (elem $passive func $twenty $ten)

  (func (export "call") (param i64) (result i32)
    (call_indirect $wide (type $t) (local.get 0)))
  (func (export "get") (param i64) (result i32)
    (ref.is_null (table.get $wide (local.get 0))))
  (func (export "copy") (param i64)
    (table.copy $narrow $wide (i32.const 0) (local.get 0) (i32.const 0)))

  ;; CHECK: 4
  ;; CHECK-NEXT: 4
  ;; CHECK-NEXT: 6
  ;; CHECK-NEXT: -1
  ;; CHECK-NEXT: -1
  ;; CHECK-NEXT: 10
  ;; CHECK-NEXT: 20
  ;; CHECK-NEXT: 10
  ;; CHECK-NEXT: 20
  ;; CHECK-NEXT: 20
  ;; CHECK-NEXT: 1
  (func (export "all")
      (result i64 i64 i64 i64 i64 i32 i32 i32 i32 i32 i32)
    (table.size $wide)
    (table.grow $wide (ref.func $ten) (i64.const 2))
    (table.size $wide)
    (table.grow $wide (ref.null func) (i64.const 5))
    (table.grow $wide (ref.null func) (i64.const -1))
    (call_indirect $wide (type $t) (i64.const 5))
    (table.init $wide $passive (i64.const 3) (i32.const 0) (i32.const 2))
    (call_indirect $wide (type $t) (i64.const 3))
    (table.copy $narrow $wide (i32.const 0) (i64.const 1) (i32.const 2))
    (call_indirect $narrow (type $t) (i32.const 0))
    (table.copy $wide $narrow (i64.const 4) (i32.const 1) (i32.const 1))
    (call_indirect $wide (type $t) (i64.const 4))
    (table.fill $wide (i64.const 0) (ref.func $twenty) (i64.const 2))
    (call_indirect $wide (type $t) (i64.const 1))
    (table.set $wide (i64.const 0) (ref.null func))
    (ref.is_null (table.get $wide (i64.const 0)))))
