;; A memory with 64-bit addresses and a table with 64-bit indices.
;; REQUIRES: wat2wasm, x86_64, linux
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=shared --prefix=p -O3 --preinit=init %t.wasm -o %t.so
;; RUN: w2o-run --prefix p --invoke check %t.so | FileCheck %s
;; CHECK: 1234
;; CHECK-NEXT: 3
;; CHECK-NEXT: 5
;; CHECK-NEXT: 42
;; RUN: w2o-objdump %t.so | FileCheck %s --check-prefix=DUMP
;; DUMP: 0  3 pages
(module
  (memory $wide i64 1)
  (table $funcs i64 1 funcref)
  (elem declare func $number)
  (func $number (result i32) (i32.const 42))
  (func (export "init")
    (drop (memory.grow $wide (i64.const 2)))
    (i32.store $wide (i64.const 140000) (i32.const 1234))
    (drop (table.grow $funcs (ref.func $number) (i64.const 4))))
  (func (export "check") (result i32 i64 i64 i32)
    (i32.load $wide (i64.const 140000))
    (memory.size $wide)
    (table.size $funcs)
    (call_indirect $funcs (result i32) (i64.const 4))))
