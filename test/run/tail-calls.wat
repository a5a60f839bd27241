;; Tail calls need no stack: ten million of them, direct, mutual and indirect.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke even %t.wasm 10000000 | FileCheck %s --check-prefix=EVEN
;; RUN: w2o-run -O3 --invoke even %t.wasm 10000000 | FileCheck %s --check-prefix=EVEN
;; RUN: w2o-run -O0 --invoke count %t.wasm 10000000 0 | FileCheck %s --check-prefix=COUNT
;; RUN: w2o-run -O3 --invoke count %t.wasm 10000000 0 | FileCheck %s --check-prefix=COUNT
(module
  (type $step (func (param i64 i64) (result i64)))
  (table funcref (elem $count))
  ;; EVEN: 1
  (func $even (export "even") (param $n i64) (result i32)
    (if (i64.eqz (local.get $n)) (then (return (i32.const 1))))
    (return_call $odd (i64.sub (local.get $n) (i64.const 1))))
  (func $odd (param $n i64) (result i32)
    (if (i64.eqz (local.get $n)) (then (return (i32.const 0))))
    (return_call $even (i64.sub (local.get $n) (i64.const 1))))
  ;; COUNT: 10000000
  (func $count (export "count") (type $step)
    (if (i64.eqz (local.get 0)) (then (return (local.get 1))))
    (return_call_indirect (type $step)
      (i64.sub (local.get 0) (i64.const 1))
      (i64.add (local.get 1) (i64.const 1))
      (i32.const 0))))
