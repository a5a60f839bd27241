;; The start function runs before anything else; a trap in it ends the run.
;; REQUIRES: wat2wasm
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/good.wat -o %t/good.wasm
;; RUN: w2o-run --invoke get %t/good.wasm | FileCheck %s
;; RUN: %wat2wasm %t/bad.wat -o %t/bad.wasm
;; RUN: not w2o-run --invoke get %t/bad.wasm 2>&1 | FileCheck %s --check-prefix=BAD

;; CHECK: 7
;--- good.wat
(module
  (global $g (mut i32) (i32.const 0))
  (func $start (global.set $g (i32.const 7)))
  (start $start)
  (func (export "get") (result i32) (global.get $g)))

;; BAD: w2o-run: trap: unreachable
;--- bad.wat
(module
  (func $start unreachable)
  (start $start)
  (func (export "get") (result i32) (i32.const 1)))
