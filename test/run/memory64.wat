;; A memory with 64-bit addresses: data segments, size, growth and bulk
;; operations, also between it and a 32-bit memory.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke grow %t.wasm | FileCheck %s --check-prefix=GROW
;; RUN: w2o-run -O3 --invoke grow %t.wasm | FileCheck %s --check-prefix=GROW
;; RUN: w2o-run --max-memory=128K --invoke grow %t.wasm | FileCheck %s --check-prefix=LIMIT
;; RUN: w2o-run -O0 --invoke bulk %t.wasm | FileCheck %s --check-prefix=BULK
;; RUN: w2o-run -O3 --invoke bulk %t.wasm | FileCheck %s --check-prefix=BULK
;; RUN: w2o-run --invoke load %t.wasm 65528 | FileCheck %s --check-prefix=LOAD
;; RUN: not w2o-run --invoke load %t.wasm 65529 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run --invoke load %t.wasm -1 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run --invoke unused %t.wasm 65536 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run --invoke copy %t.wasm 4294967296 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run --invoke fill %t.wasm -1 2>&1 | FileCheck %s --check-prefix=TRAP
;; TRAP: w2o-run: trap: out of bounds memory access
(module
  (memory $wide i64 1 0x1000000000000)
  (memory $narrow 1)
  (global $at i64 (i64.const 90))
  (data (memory $wide) (offset (i64.add (global.get $at) (i64.const 10)))
    "hello")
  (data (memory $narrow) (i32.const 8) "narrow")
  (data $passive "passive data")

  ;; LOAD: 0
  (func (export "load") (param i64) (result i64)
    (i64.load (local.get 0)))
  (func (export "unused") (param i64)
    (drop (i32.load8_u (local.get 0))))
  (func (export "copy") (param i64)
    (memory.copy $wide $narrow (local.get 0) (i32.const 0) (i32.const 0)))
  ;; Address and length together wrap to 1.
  (func (export "fill") (param i64)
    (memory.fill $wide (local.get 0) (i32.const 1) (i64.const 2)))

  ;; GROW: 1
  ;; GROW-NEXT: 1
  ;; GROW-NEXT: 70001
  ;; GROW-NEXT: 77
  ;; GROW-NEXT: -1
  ;; GROW-NEXT: -1
  ;; GROW-NEXT: 70001
  ;; LIMIT: 1
  ;; LIMIT-NEXT: -1
  ;; LIMIT-NEXT: 1
  (func (export "grow") (result i64 i64 i64 i64 i64 i64 i64)
    (local $last i64)
    memory.size
    ;; To more than 32 bits can name.
    (memory.grow (i64.const 70000))
    memory.size
    (if (i64.gt_u (memory.size) (i64.const 1))
      (then
        (i64.store offset=0x100000000 (i64.const 8) (i64.const 77))
        (local.set $last (i64.load (i64.const 0x100000008)))))
    (local.get $last)
    (memory.grow (i64.const -1))
    (memory.grow (i64.const 0x1000000000000))
    memory.size)

  ;; BULK: 104
  ;; BULK-NEXT: 111
  ;; BULK-NEXT: 42
  ;; BULK-NEXT: 0
  ;; BULK-NEXT: 101
  ;; BULK-NEXT: 119
  ;; BULK-NEXT: 104
  (func (export "bulk") (result i32 i32 i32 i32 i32 i32 i32)
    (i32.load8_u (i64.const 100))
    (i32.load8_u (i64.const 104))
    (memory.fill (i64.const 200) (i32.const 42) (i64.const 3))
    (i32.load8_u (i64.const 202))
    (i32.load8_u (i64.const 203))
    (memory.init $passive (i64.const 300) (i32.const 4) (i32.const 3))
    (data.drop $passive)
    (memory.init $passive (i64.const 300) (i32.const 0) (i32.const 0))
    (i32.load8_u (i64.const 302))
    (memory.copy $wide $wide (i64.const 102) (i64.const 100) (i64.const 5))
    (memory.copy $wide $narrow (i64.const 400) (i32.const 8) (i32.const 6))
    (i32.load8_u (i64.const 405))
    (memory.copy $narrow $wide (i32.const 0) (i64.const 102) (i32.const 5))
    (i32.load8_u $narrow (i32.const 0))))
