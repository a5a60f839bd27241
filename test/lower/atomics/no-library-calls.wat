;; Atomics of every width and 128-bit arithmetic are inline code on every target
;; and at every level.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --enable=wide-arithmetic -O0 --target=x86_64-linux-gnu --prefix=m -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj %t.wasm --enable=wide-arithmetic -O3 --target=x86_64-linux-gnu --prefix=m -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj %t.wasm --enable=wide-arithmetic -O0 --target=aarch64-linux-gnu --prefix=m -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj %t.wasm --enable=wide-arithmetic -O3 --target=aarch64-linux-gnu --prefix=m -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj %t.wasm --enable=wide-arithmetic -O0 --target=riscv64-linux-gnu --prefix=m -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj %t.wasm --enable=wide-arithmetic -O3 --target=riscv64-linux-gnu --prefix=m -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; CHECK-NOT: U {{[^w]}}
;; CHECK: U w2o_abi_version_
;; CHECK-NOT: U {{[^w]}}
(module
  (memory 1 1 shared)
  (func (export "words") (param i32 i32) (result i32)
    (i32.atomic.store (local.get 0) (local.get 1))
    (drop (i32.atomic.rmw.sub (local.get 0) (i32.atomic.load (local.get 0))))
    (drop (i32.atomic.rmw.cmpxchg
      (local.get 0) (local.get 1) (i32.const 3)))
    (i32.atomic.rmw.xchg (local.get 0) (local.get 1)))
  (func (export "bytes") (param i32 i32) (result i32)
    (i32.atomic.store8 (local.get 0) (local.get 1))
    (drop (i32.atomic.rmw8.and_u
      (local.get 0) (i32.atomic.load8_u (local.get 0))))
    (drop (i32.atomic.rmw8.cmpxchg_u
      (local.get 0) (local.get 1) (i32.const 3)))
    (i32.atomic.rmw8.xor_u (local.get 0) (local.get 1)))
  (func (export "halves") (param i32 i64) (result i64)
    (i64.atomic.store16 (local.get 0) (local.get 1))
    (drop (i64.atomic.rmw16.or_u
      (local.get 0) (i64.atomic.load16_u (local.get 0))))
    (drop (i64.atomic.rmw16.cmpxchg_u
      (local.get 0) (local.get 1) (i64.const 3)))
    (i64.atomic.rmw16.add_u (local.get 0) (local.get 1)))
  (func (export "longs") (param i32 i64) (result i64)
    (i64.atomic.store (local.get 0) (local.get 1))
    (drop (i64.atomic.rmw.add (local.get 0) (i64.atomic.load (local.get 0))))
    (drop (i64.atomic.rmw.cmpxchg
      (local.get 0) (local.get 1) (i64.const 3)))
    (i64.atomic.rmw.xor (local.get 0) (local.get 1)))
  (func (export "add") (param i64 i64 i64 i64) (result i64 i64)
    (i64.add128
      (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func (export "sub") (param i64 i64 i64 i64) (result i64 i64)
    (i64.sub128
      (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func (export "mul_s") (param i64 i64) (result i64 i64)
    (i64.mul_wide_s (local.get 0) (local.get 1)))
  (func (export "mul_u") (param i64 i64) (result i64 i64)
    (i64.mul_wide_u (local.get 0) (local.get 1))))
