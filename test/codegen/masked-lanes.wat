;; A v128 load of which a mask needs only the lower half still reads all 16
;; bytes: the upper half may be out of bounds.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: not w2o-run -O0 --invoke=f %t.wasm 65528 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke=f %t.wasm 65528 2>&1 | FileCheck %s
;; CHECK: out of bounds memory access
(module
  (memory 1)
  (func (export "f") (param i32) (result i64)
    (i64x2.extract_lane 0
      (v128.and (v128.load (local.get 0)) (v128.const i64x2 -1 0)))))
