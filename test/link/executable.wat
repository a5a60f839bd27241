;; --emit=exe links a program that needs nothing but libc, and leaves no other
;; file behind.
;; REQUIRES: x86_64, linux
;; RUN: rm -rf %t && mkdir -p %t/tmp && %wat2wasm %s -o %t/m.wasm
;; RUN: env TMPDIR=%t/tmp wasm2obj %t/m.wasm --emit=exe --runtime-dir=%rt -o %t/program
;; RUN: %t/program | FileCheck %s
;; RUN: llvm-readelf -hld %t/program | FileCheck %s --check-prefix=ELF
;; RUN: ls %t/tmp | count 0
;; RUN: ls %t | FileCheck %s --check-prefix=FILES
;; CHECK: written by the guest
;; ELF: Type: DYN
;; ELF-NOT: RWE
;; ELF: GNU_RELRO
;; ELF: BIND_NOW
;; FILES: m.wasm
;; FILES-NEXT: program
;; FILES-NEXT: tmp

(module
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\08\00\00\00\15\00\00\00written by the guest\0a")
  (func (export "_start")
    (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1)
      (i32.const 100)))))
