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
;; Fuel: what is used does not depend on the level, and one less is not enough.
;; RUN: w2o-run --fuel 28 --invoke count %t.wasm 3 | FileCheck %s --check-prefix=DONE
;; RUN: w2o-run -O0 --fuel 28 --invoke count %t.wasm 3 | FileCheck %s --check-prefix=DONE
;; RUN: not w2o-run --fuel 27 --invoke count %t.wasm 3 2>&1 | FileCheck %s --check-prefix=FUEL
;; RUN: not w2o-run -O0 --fuel 27 --invoke count %t.wasm 3 2>&1 | FileCheck %s --check-prefix=FUEL
;; RUN: not w2o-run --fuel 100000 --invoke count %t.wasm -1 2>&1 | FileCheck %s --check-prefix=FUEL
;; DONE: {{^0$}}
;; FUEL: w2o-run: trap: all fuel consumed
;; FUEL-NEXT: func 2 'count'
;; RUN: not w2o-run --fuel 0 --invoke count %t.wasm 3 2>&1 | FileCheck %s --check-prefix=NONE
;; NONE: w2o-run: error: --fuel: Value 0 not in range
;; A library that does not count cannot be limited.
;; RUN: wasm2obj --emit=shared --prefix=p %t.wasm -o %t.so
;; RUN: not w2o-run --prefix p --fuel 9 --invoke count %t.so 3 2>&1 | FileCheck %s --check-prefix=LIBRARY
;; LIBRARY: w2o-run: error: --fuel: the library was compiled without it
;; RUN: wasm2obj --emit=shared --fuel --prefix=p %t.wasm -o %t.so
;; RUN: w2o-run --prefix p --fuel 28 --invoke count %t.so 3 | FileCheck %s --check-prefix=DONE

;; RUN: w2o-run --timeout 100 --invoke count %t.wasm 3 | FileCheck %s --check-prefix=DONE
;; RUN: not w2o-run --timeout 0.2 --invoke spin %t.wasm 2>&1 | FileCheck %s --check-prefix=TIME
;; TIME: w2o-run: trap: interrupt
;; TIME: func 3 'spin'
;; TIME: w2o-run: note: --timeout: the time was up
(module
  (memory 2)
  (func (export "grow") (param i32) (result i32)
    (memory.grow (local.get 0)))
  (func $nothing)
  (func $count (export "count") (param i32) (result i32)
    (loop $again
      (i32.store (i32.const 0) (local.get 0))
      (call $nothing)
      (br_if $again (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
    (local.get 0))
  (func $spin (export "spin") (loop $again (br $again)))
  (func $depth (export "depth") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (i32.sub (i32.const 1)
      (call $depth (i32.sub (local.get 0) (i32.const 1))))))
