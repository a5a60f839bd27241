;; The object is one that other linkers take, alone and merged with others.
;; REQUIRES: ld.bfd, x86_64, linux
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=one -o %t.1.o
;; RUN: wasm2obj %t.wasm --prefix=two -o %t.2.o
;; RUN: ld.bfd -r %t.1.o %t.2.o -o %t.bfd.o
;; RUN: ld.lld -r %t.1.o %t.2.o -o %t.lld.o
;; RUN: llvm-nm %t.bfd.o | FileCheck %s
;; RUN: llvm-nm %t.lld.o | FileCheck %s
;; RUN: ld.bfd -shared %t.1.o %t.2.o -o %t.bfd.so
;; RUN: ld.lld -shared %t.1.o %t.2.o -o %t.lld.so
;; CHECK-DAG: one_module
;; CHECK-DAG: two_module

(module (memory 1) (data (i32.const 8) "data")
  (func (export "answer") (result i32) (i32.load8_u (i32.const 8))))
