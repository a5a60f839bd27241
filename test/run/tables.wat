;; Indirect calls, table instructions, element segments.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke dispatch %t.wasm 0 6 7 > %t.out
;; RUN: w2o-run -O3 --invoke dispatch %t.wasm 0 6 7 >> %t.out
;; RUN: w2o-run --invoke dispatch %t.wasm 1 6 7 >> %t.out
;; RUN: w2o-run --invoke dispatch %t.wasm 2 6 7 >> %t.out
;; RUN: FileCheck %s --check-prefix=DISPATCH < %t.out
;; RUN: w2o-run -O0 --invoke tables %t.wasm | FileCheck %s --check-prefix=TABLES
;; RUN: w2o-run -O3 --invoke tables %t.wasm | FileCheck %s --check-prefix=TABLES
(module
  (type $binary (func (param i32 i32) (result i32)))
  (table $t 4 10 funcref)
  (table $u 2 funcref)
  (elem (table $t) (i32.const 0) func $add $sub $mul)
  (elem $passive func $mul $add)
  (func $add (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func $sub (param i32 i32) (result i32)
    (i32.sub (local.get 0) (local.get 1)))
  (func $mul (param i32 i32) (result i32)
    (i32.mul (local.get 0) (local.get 1)))

  ;; DISPATCH: 13
  ;; DISPATCH-NEXT: 13
  ;; DISPATCH-NEXT: -1
  ;; DISPATCH-NEXT: 42
  (func (export "dispatch") (param $which i32) (param $a i32) (param $b i32)
      (result i32)
    (call_indirect $t (type $binary)
      (local.get $a) (local.get $b) (local.get $which)))

  ;; TABLES: 4
  ;; TABLES-NEXT: 1
  ;; TABLES-NEXT: 4
  ;; TABLES-NEXT: 6
  ;; TABLES-NEXT: -1
  ;; TABLES-NEXT: 35
  ;; TABLES-NEXT: 12
  ;; TABLES-NEXT: funcref
  ;; TABLES-NEXT: null
  (func (export "tables")
      (result i32 i32 i32 i32 i32 i32 i32 funcref funcref)
    (table.size $t)
    (ref.is_null (table.get $t (i32.const 3)))
    (table.grow $t (ref.func $mul) (i32.const 2))
    (table.size $t)
    (table.grow $t (ref.null func) (i32.const 100))
    (call_indirect $t (type $binary)
      (i32.const 5) (i32.const 7) (i32.const 5))
    (table.init $u $passive (i32.const 0) (i32.const 0) (i32.const 2))
    (elem.drop $passive)
    (table.copy $t $u (i32.const 2) (i32.const 1) (i32.const 1))
    (call_indirect $t (type $binary)
      (i32.const 5) (i32.const 7) (i32.const 2))
    (table.fill $t (i32.const 0) (ref.null func) (i32.const 2))
    (table.get $t (i32.const 2))
    (table.get $t (i32.const 1))))
