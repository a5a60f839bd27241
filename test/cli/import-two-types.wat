;; One symbol cannot have two types: the guest would call a host function with
;; arguments of the wrong kind. Bound per instance, the runtime checks types.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: rm -f %t.o
;; RUN: not wasm2obj %t.wasm -o %t.o 2>&1 | FileCheck %s
;; RUN: not ls %t.o
;; RUN: wasm2obj --instance-import=env.f %t.wasm -o %t.o
;; CHECK: 'env.f' is imported with two types, [i32] -> [] and [i64] -> [i32]
(module
  (import "env" "f" (func (param i32)))
  (import "env" "f" (func (param i64) (result i32))))
