;; A load whose value nobody uses still traps.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: not w2o-run -O0 --invoke drop %t.wasm 65533 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke drop %t.wasm 65533 2>&1 | FileCheck %s
;; RUN: not w2o-run -Os --invoke drop %t.wasm -1 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke masked %t.wasm 65536 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke loop %t.wasm 70000 2>&1 | FileCheck %s
;; RUN: w2o-run -O3 --invoke drop %t.wasm 65532 | FileCheck %s --check-prefix=FINE
;; CHECK: w2o-run: trap: out of bounds memory access
;; CHECK-NEXT: 0: func
;; FINE: 5
(module
  (memory 1)
  (func (export "drop") (param i32) (result i32)
    (drop (i32.load (local.get 0)))
    (i32.const 5))
  (func (export "masked") (param i32) (result i32)
    (i32.and (i32.load8_u (local.get 0)) (i32.const 0)))
  (func (export "loop") (param i32) (result i32)
    (loop $l
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (drop (i64.load (local.get 0)))
      (br_if $l (local.get 0)))
    (i32.const 5)))
