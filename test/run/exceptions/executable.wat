;; A stand-alone program catches its exceptions; one that it does not catch is
;; the message and exit code of a trap.
;; REQUIRES: wat2wasm, x86_64, linux, plain-runtime
;; RUN: rm -rf %t && mkdir %t && %wat2wasm %s -o %t/m.wasm
;; RUN: wasm2obj -O3 %t/m.wasm --emit=exe --runtime-dir=%rt -o %t/program
;; RUN: not %t/program 2>&1 | FileCheck %s
;; RUN: not w2o-run %t/m.wasm 2>&1 | FileCheck %s
;; CHECK: caught by the guest
;; CHECK-NEXT: uncaught exception: tag (i32 3)
(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\14\00\00\00caught by the guest\0a")
  (tag $e (param i32))
  (func $throw (param i32) (throw $e (local.get 0)))
  (func (export "_start") (local $n i32)
    (block $l (result i32)
      (try_table (catch $e $l) (call $throw (i32.const 1)))
      (return))
    (local.set $n)
    (drop (call $fd_write (i32.const 1) (i32.const 0) (local.get $n)
      (i32.const 100)))
    (call $throw (i32.const 3))))
