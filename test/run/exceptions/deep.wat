;; Unwinding through ten thousand frames, without handlers and with one in each
;; that does not catch: the time is linear in both.
;; REQUIRES: wat2wasm, x86_64
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke plain %t.wasm 10000 | FileCheck %s
;; RUN: w2o-run -O3 --invoke plain %t.wasm 10000 | FileCheck %s
;; RUN: w2o-run -O0 --invoke handlers %t.wasm 10000 | FileCheck %s
;; RUN: w2o-run -O3 --invoke handlers %t.wasm 10000 | FileCheck %s
;; CHECK: {{^}}10007{{$}}
(module
  (tag $e (param i32))
  (tag $other)
  (global $depth (mut i32) (i32.const 0))
  (func $down (param i32) (result i32)
    (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
    (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $e (i32.const 7))))
    (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
  (func $handling (param i32) (result i32)
    (global.set $depth (i32.add (global.get $depth) (i32.const 1)))
    (if (i32.eq (local.get 0) (i32.const 1)) (then (throw $e (i32.const 7))))
    (block $l
      (try_table (catch $other $l)
        (return (i32.add (i32.const 1)
          (call $handling (i32.sub (local.get 0) (i32.const 1)))))))
    (i32.const 0))
  (func (export "plain") (param i32) (result i32)
    (block $l (result i32)
      (try_table (result i32) (catch $e $l) (call $down (local.get 0))))
    (i32.add (global.get $depth)))
  (func (export "handlers") (param i32) (result i32)
    (block $l (result i32)
      (try_table (result i32) (catch $e $l) (call $handling (local.get 0))))
    (i32.add (global.get $depth))))
