;; The backtrace names each guest function, innermost first, with the byte
;; offset of the call or the trapping instruction in the module; functions
;; without a name are numbers.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: not w2o-run -O0 --invoke outer %t.wasm 0 2>&1 | FileCheck %s --strict-whitespace
;; RUN: not w2o-run --invoke recurse %t.wasm 100 2>&1 | FileCheck %s --check-prefix=DEEP
(module
  (memory 1)
  (table funcref (elem $middle))
  ;; CHECK: w2o-run: trap: out of bounds memory access
  ;; CHECK-NEXT:{{^}}  0: func 0 'inner' at 0x[[#%x,]]
  ;; CHECK-NEXT:{{^}}  1: func 1 'middle' at 0x[[#%x,]]
  ;; CHECK-NEXT:{{^}}  2: func 2 at 0x[[#%x,]]
  ;; CHECK-NEXT:{{^}}  3: func 3 'outer' at 0x[[#%x,]]
  ;; CHECK-NOT: func
  (func $inner (param i32) (result i32)
    (i32.load offset=65536 (local.get 0)))
  (func $middle (param i32) (result i32)
    (i32.add (call $inner (local.get 0)) (i32.const 1)))
  (func (param i32) (result i32)
    (i32.add (call_indirect (param i32) (result i32)
               (local.get 0) (i32.const 0))
             (i32.const 1)))
  (func $outer (export "outer") (param i32) (result i32)
    (i32.add (call 2 (local.get 0)) (i32.const 1)))

  ;; DEEP: w2o-run: trap: unreachable
  ;; DEEP-NEXT: 0: func 4 'recurse'
  ;; DEEP-NEXT: 1: func 4 'recurse'
  ;; DEEP-NEXT: ... 62 more of the same
  ;; DEEP-NEXT: ...
  (func $recurse (export "recurse") (param $n i32) (result i32)
    (if (i32.eqz (local.get $n)) (then (unreachable)))
    (i32.add (i32.const 1)
      (call $recurse (i32.sub (local.get $n) (i32.const 1))))))
