;; Exports may have any name; --invoke takes it as it is.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run --invoke "with space" %t.wasm | FileCheck %s --check-prefix=SPACE
;; RUN: w2o-run --invoke "ü/λ" %t.wasm | FileCheck %s --check-prefix=UNICODE
;; RUN: w2o-run --invoke module %t.wasm | FileCheck %s --check-prefix=MODULE
;; RUN: w2o-run --invoke x2Ey %t.wasm | FileCheck %s --check-prefix=ESCAPE
(module
  ;; SPACE: 1
  (func (export "with space") (result i32) (i32.const 1))
  ;; UNICODE: 2
  (func (export "ü/λ") (result i32) (i32.const 2))
  ;; MODULE: 3
  (func (export "module") (result i32) (i32.const 3))
  ;; ESCAPE: 4
  (func (export "x2Ey") (result i32) (i32.const 4))
  (func (export "_2Ey") (result i32) (i32.const 5))
  (func (export "x2Ey_x2Ey") (result i32) (i32.const 6)))
