;; Names of the name section become symbols; odd characters are replaced, the
;; index keeps them unique.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m %t.wasm -o %t.o
;; RUN: llvm-nm %t.o | FileCheck %s
;; CHECK-DAG: m.f0.plain
;; CHECK-DAG: m.f1.with__odd_chars
;; CHECK-DAG: T m_add
;; CHECK-DAG: T m_memory_x2Egrow
(module
  (func $plain (export "add"))
  (func $with%<odd>chars (export "memory.grow")))
