;; Limits hold for what the module asks for at the start and later.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run --invoke grow %t.wasm 1 | FileCheck %s --check-prefix=FREE
;; RUN: w2o-run --max-memory 192K --invoke grow %t.wasm 1 | FileCheck %s --check-prefix=FREE
;; RUN: w2o-run --max-memory 128K --invoke grow %t.wasm 1 | FileCheck %s --check-prefix=FULL
;; RUN: not w2o-run --max-memory 64K --invoke grow %t.wasm 1 2>&1 | FileCheck %s --check-prefix=START
;; FREE: 2
;; FULL: -1
;; START: w2o-run: error: {{.*}}memory

;; A small stack is exhausted sooner; the trap is the same.
;; RUN: w2o-run --invoke depth %t.wasm 5001 | FileCheck %s --check-prefix=DEEP
;; RUN: not w2o-run --stack-size 32K --invoke depth %t.wasm 5001 2>&1 | FileCheck %s --check-prefix=STACK
;; DEEP: {{^1$}}
;; STACK: w2o-run: trap: call stack exhausted
(module
  (memory 2)
  (func (export "grow") (param i32) (result i32)
    (memory.grow (local.get 0)))
  (func $depth (export "depth") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (i32.sub (i32.const 1)
      (call $depth (i32.sub (local.get 0) (i32.const 1))))))
