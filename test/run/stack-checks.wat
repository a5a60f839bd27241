;; Recursion without an end traps, however its function looks: with a way out
;; that calls nothing, in a loop, through a table, in a handler.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: not w2o-run -O0 --invoke way_out %t.wasm 1 2>&1 | FileCheck %s
;; RUN: not w2o-run -O1 --invoke way_out %t.wasm 1 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke way_out %t.wasm 1 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke in_loop %t.wasm 1 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke through_table %t.wasm 1 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke two_ways %t.wasm 3 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke in_handler %t.wasm 1 2>&1 | FileCheck %s
;; CHECK: call stack exhausted
(module
  (type $t (func (param i32) (result i32)))
  (tag $e)
  (memory 1)
  (table 1 1 funcref)
  (elem (i32.const 0) $through_table)

  (func $way_out (export "way_out") (type $t)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (i32.add (local.get 0) (call $way_out (local.get 0))))

  (func $in_loop (export "in_loop") (type $t)
    (local $n i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (local.set $n (i32.const 8))
    (loop $again
      (if (i32.and (local.get $n) (i32.const 1))
        (then (i32.store (i32.const 0) (call $in_loop (local.get $n)))))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get 0))

  (func $through_table (export "through_table") (type $t)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (i32.add (local.get 0) (call_indirect (type $t) (local.get 0)
      (i32.load (i32.const 16)))))

  ;; The calls are on two ways, and one of them has none.
  (func $two_ways (export "two_ways") (type $t)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (if (i32.and (local.get 0) (i32.const 1))
      (then (return (i32.add (i32.const 1)
        (call $two_ways (i32.add (local.get 0) (i32.const 1)))))))
    (if (i32.and (local.get 0) (i32.const 2))
      (then (return (local.get 0))))
    (i32.mul (local.get 0) (call $two_ways (i32.const 3))))

  (func $throw (param i32) (if (local.get 0) (then (throw $e))))

  ;; The only other call is behind a landing pad.
  (func $in_handler (export "in_handler") (type $t)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 0))))
    (block $caught
      (try_table (catch $e $caught) (call $throw (local.get 0)))
      (return (i32.const 1)))
    (i32.add (local.get 0) (call $in_handler (local.get 0)))))
