;; --expect-trap: a trap and its function as the result that a test wants.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run --expect-trap unreachable --invoke outer %t.wasm 0 2>&1 | count 0
;; RUN: w2o-run --expect-trap unreachable@inner --invoke outer %t.wasm 0 2>&1 | count 0
;; RUN: w2o-run --expect-trap unreachable@0 --invoke outer %t.wasm 0
;; RUN: w2o-run --expect-trap=integer_divide_by_zero@inner --invoke outer %t.wasm 1

;; Another trap, another function, none.
;; RUN: not w2o-run --expect-trap memory_out_of_bounds --invoke outer %t.wasm 0 2>&1 | FileCheck %s --check-prefix=OTHER
;; OTHER: w2o-run: trap: unreachable
;; OTHER-NEXT: 0: func 0 'inner'
;; OTHER: w2o-run: error: the program did not end with trap 'memory_out_of_bounds'
;; RUN: not w2o-run --expect-trap unreachable@outer --invoke outer %t.wasm 0 2>&1 | FileCheck %s --check-prefix=FUNC
;; FUNC: w2o-run: error: the program did not end with trap 'unreachable' in function 'outer'
;; RUN: not w2o-run --expect-trap unreachable@1 --invoke outer %t.wasm 0
;; RUN: not w2o-run --expect-trap unreachable --invoke outer %t.wasm 2 2>&1 | FileCheck %s --check-prefix=NONE
;; NONE: w2o-run: error: the program did not end with trap 'unreachable'

;; A trap of the start function; what is wrong with the command line.
;; RUN: %python -c "open('%t.start.wat', 'w').write('(module (func $s unreachable) (start $s))')"
;; RUN: %wat2wasm %t.start.wat -o %t.start.wasm
;; RUN: w2o-run --expect-trap unreachable %t.start.wasm
;; RUN: not w2o-run --expect-trap interrupted %t.start.wasm 2>&1 | FileCheck %s --check-prefix=START
;; START: w2o-run: trap: unreachable
;; RUN: not w2o-run --expect-trap unreachable --invoke none %t.wasm 2> %t.err
;; RUN: count 1 < %t.err
;; RUN: not w2o-run --expect-trap exit %t.wasm 2>&1 | FileCheck %s --check-prefix=NAME
;; NAME: w2o-run: error: --expect-trap: unknown trap 'exit', expected unreachable, integer_divide_by_zero,
;; NAME-NOT: exit
;; RUN: not w2o-run --expect-trap unreachabel %t.wasm 2>&1 | FileCheck %s --check-prefix=NEAR
;; NEAR: w2o-run: error: --expect-trap: unknown trap 'unreachabel', did you mean 'unreachable'?
(module
  (func $inner (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then unreachable))
    (i32.div_s (i32.const 1) (i32.sub (local.get 0) (i32.const 1))))
  (func $outer (export "outer") (param i32) (result i32)
    (i32.add (call $inner (local.get 0)) (i32.const 1))))
