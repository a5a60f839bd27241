;; --invoke reads arguments by the signature and says what is wrong with them.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run --invoke echo %t.wasm 4294967295 -0x8000000000000000 0x1p-3 -inf | FileCheck %s
;; CHECK: -1
;; CHECK-NEXT: -9223372036854775808
;; CHECK-NEXT: 0.125
;; CHECK-NEXT: -inf
;; RUN: w2o-run --invoke references %t.wasm null null | FileCheck %s --check-prefix=REF
;; REF: null
;; REF-NEXT: funcref
;; RUN: w2o-run --invoke nothing %t.wasm | count 0
;; RUN: w2o-run --invoke add-on-initialized %t.wasm 1 | FileCheck %s --check-prefix=INIT
;; INIT: 101

;; RUN: not w2o-run --invoke echo %t.wasm 1 2 3 2>&1 | FileCheck %s --check-prefix=COUNT
;; COUNT: w2o-run: error: function 'echo' takes 4 arguments, found 3
;; RUN: not w2o-run --invoke echo %t.wasm 4294967296 2 3 4 2>&1 | FileCheck %s --check-prefix=RANGE
;; RANGE: w2o-run: error: argument 1: expected i32, found '4294967296'
;; RUN: not w2o-run --invoke echo %t.wasm -2147483649 2 3 4 2>&1 | FileCheck %s --check-prefix=RANGE2
;; RANGE2: argument 1: expected i32, found '-2147483649'
;; RUN: not w2o-run --invoke echo %t.wasm 1 2x 3 4 2>&1 | FileCheck %s --check-prefix=DIGIT
;; DIGIT: argument 2: expected i64, found '2x'
;; RUN: not w2o-run --invoke echo %t.wasm 1 2 3 "" 2>&1 | FileCheck %s --check-prefix=EMPTY
;; EMPTY: argument 4: expected f64, found ''
;; RUN: not w2o-run --invoke missing %t.wasm 2>&1 | FileCheck %s --check-prefix=MISSING
;; RUN: not w2o-run --invoke memory %t.wasm 2>&1 | FileCheck %s --check-prefix=MEMORY
;; MISSING: w2o-run: error: the module exports no function 'missing'
;; MEMORY: the module exports no function 'memory'
(module
  (memory (export "memory") 1)
  (global $base (mut i32) (i32.const 0))
  (elem declare func $nothing)
  (func (export "_initialize") (global.set $base (i32.const 100)))
  (func (export "add-on-initialized") (param i32) (result i32)
    (i32.add (local.get 0) (global.get $base)))
  (func (export "echo") (param i32 i64 f32 f64) (result i32 i64 f32 f64)
    (local.get 0) (local.get 1) (local.get 2) (local.get 3))
  (func (export "references") (param externref funcref)
      (result externref funcref)
    (local.get 0) (ref.func $nothing))
  (func $nothing (export "nothing")))
