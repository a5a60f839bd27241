;; What w2o-objdump shows of real objects: ELF and Mach-O, linked and not.
;; REQUIRES: wat2wasm
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wat2wasm %s -o %t/app.wasm
;; RUN: wasm2obj %t/app.wasm -o %t/app.o
;; RUN: w2o-objdump %t/app.o | FileCheck %s
;; RUN: wasm2obj --target=aarch64-linux-gnu %t/app.wasm -o %t/arm.o
;; RUN: w2o-objdump %t/arm.o | FileCheck %s --check-prefixes=ARM,ALL
;; RUN: wasm2obj --target=arm64-apple-macos13 %t/app.wasm -o %t/mac.o
;; RUN: w2o-objdump %t/mac.o | FileCheck %s --check-prefixes=MAC,ALL
;; RUN: wasm2obj --emit=shared %t/app.wasm -o %t/app.so
;; RUN: w2o-objdump -e %t/app.so | FileCheck %s --check-prefixes=SO,ALL
;; RUN: w2o-objdump --pc-map -f %t/app.o | FileCheck %s --check-prefix=MAP
;; RUN: w2o-objdump --json %t/app.o | %python -m json.tool | FileCheck %s --check-prefix=JSON

;; CHECK: app.o: ELF {{.*}} relocatable
;; CHECK: module 'demo', prefix app
;; CHECK: producer wasm2obj
;; CHECK: features{{.*}}multi-value
;; CHECK: code 1 function,
;; CHECK: data 3 bytes in 1 segment
;; CHECK: memories:
;; CHECK-NEXT: 0 1 page (64 KiB), at most 2 pages (128 KiB)
;; CHECK: imports:
;; CHECK-NEXT: linked env.log (func (param i32))
;; CHECK-NEXT: bound env.g (global i64)
;; ARM: arm.o: ELF aarch64 relocatable
;; MAC: mac.o: Mach-O arm64 relocatable
;; SO: app.so: ELF {{.*}} shared object
;; ALL: exports:
;; ALL-NEXT: memory memory 0 (memory 1 2)
;; ALL-NEXT: pair func 1 (func (param i32) (result i32 i32))
;; MAP: functions:
;; MAP-NEXT: 0 import {{ *}}env.log
;; MAP-NEXT: 1 {{[0-9]+}} bytes 'pair'
;; MAP: pc map:
;; MAP-NEXT: func 1 'pair', {{[0-9]+}} bytes
;; MAP-NEXT: +0x{{[0-9a-f]+}} 0x
;; JSON: "name": "demo"
;; JSON: "field": "log"
;; JSON: "linked": true
(module $demo
  (import "env" "log" (func $log (param i32)))
  (import "env" "g" (global i64))
  (memory (export "memory") 1 2)
  (data (i32.const 0) "abc")
  (func $pair (export "pair") (param i32) (result i32 i32)
    (call $log (local.get 0))
    (i32.div_s (i32.const 100) (local.get 0))
    (local.get 0)))
