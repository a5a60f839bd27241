;; An exception that nobody catches is a trap: the message has the tag's name
;; and the values, the backtrace begins where it was thrown. Also in the start
;; function. A throw of null is a trap of its own, and no trap is caught.
;; REQUIRES: wat2wasm, x86_64
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/uncaught.wat -o %t/uncaught.wasm
;; RUN: %wat2wasm %t/start.wat -o %t/start.wasm
;; RUN: not w2o-run --invoke named %t/uncaught.wasm 2>&1 | FileCheck %s --check-prefix=NAMED
;; RUN: not w2o-run --invoke unnamed %t/uncaught.wasm 2>&1 | FileCheck %s --check-prefix=UNNAMED
;; RUN: not w2o-run --invoke null %t/uncaught.wasm 2>&1 | FileCheck %s --check-prefix=NULL
;; RUN: not w2o-run --invoke trap %t/uncaught.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run --invoke f %t/start.wasm 2>&1 | FileCheck %s --check-prefix=START
;; NAMED: uncaught exception: tag 'error' (i32 7, i64 -8, f32 0.5, f64 1e+100, v128 0x0000000000000000000000000000000a)
;; NAMED-NEXT: inner
;; NAMED-NEXT: middle
;; UNNAMED: uncaught exception: tag{{$}}
;; NULL: null exception reference
;; TRAP: integer divide by zero
;; START: uncaught exception: tag

;--- uncaught.wat
(module
  (tag (export "error") (param i32 i64 f32 f64 v128))
  (tag $other)
  (func $inner
    (throw 0 (i32.const 7) (i64.const -8) (f32.const 0.5) (f64.const 1e100)
      (v128.const i64x2 10 0)))
  (func $middle (call $inner) (call $inner))
  (func (export "named") (call $middle))
  (func (export "unnamed") (throw $other))
  (func (export "null")
    (block $l (try_table (catch_all $l) (throw_ref (ref.null exn)))))
  (func (export "trap")
    (block $l (try_table (catch_all $l)
      (drop (i32.div_s (i32.const 1) (i32.const 0)))))))

;--- start.wat
(module
  (tag $e)
  (func $start (throw $e))
  (func (export "f"))
  (start $start))
