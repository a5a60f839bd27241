;; A shared library runs as it is; its prefix comes from the file name or from
;; --prefix.
;; REQUIRES: wat2wasm
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wat2wasm %s -o %t/my-lib.wasm
;; RUN: wasm2obj --emit=shared %t/my-lib.wasm -o %t/my-lib.so
;; RUN: w2o-run --invoke f %t/my-lib.so 20 | FileCheck %s
;; RUN: cd %t && w2o-run --invoke f my-lib.so 20 | FileCheck %s
;; RUN: wasm2obj --emit=shared --prefix other %t/my-lib.wasm -o %t/x.so
;; RUN: not w2o-run --invoke f %t/x.so 20
;; RUN: w2o-run --prefix other --invoke f %t/x.so 20 | FileCheck %s
;; CHECK: 42
(module
  (func (export "f") (param i32) (result i32)
    (i32.add (local.get 0) (i32.const 22))))
