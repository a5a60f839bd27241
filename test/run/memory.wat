;; Loads and stores of each width, growth, bulk operations, data segments.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke widths %t.wasm 16 | FileCheck %s --check-prefix=WIDTHS
;; RUN: w2o-run -O3 --invoke widths %t.wasm 16 | FileCheck %s --check-prefix=WIDTHS
;; RUN: w2o-run --invoke widths %t.wasm 65501 | FileCheck %s --check-prefix=WIDTHS
;; RUN: w2o-run --invoke grow %t.wasm | FileCheck %s --check-prefix=GROW
;; RUN: w2o-run --max-memory=128K --invoke grow %t.wasm | FileCheck %s --check-prefix=LIMIT
;; RUN: w2o-run --invoke bulk %t.wasm | FileCheck %s --check-prefix=BULK
(module
  (memory (export "memory") 1 4)
  (data (i32.const 100) "hello")
  (data $passive "passive data")

  ;; WIDTHS: -16
  ;; WIDTHS-NEXT: 240
  ;; WIDTHS-NEXT: -3856
  ;; WIDTHS-NEXT: 61680
  ;; WIDTHS-NEXT: -252645136
  ;; WIDTHS-NEXT: 4042322160
  ;; WIDTHS-NEXT: -1085102592571150096
  ;; WIDTHS-NEXT: 1.5
  ;; WIDTHS-NEXT: -0.25
  (func (export "widths") (param $p i32)
      (result i32 i32 i32 i32 i64 i64 i64 f32 f64)
    (i64.store offset=3 align=1 (local.get $p) (i64.const 0xf0f0f0f0f0f0f0f0))
    (f32.store offset=16 (local.get $p) (f32.const 1.5))
    (f64.store offset=24 (local.get $p) (f64.const -0.25))
    (i32.load8_s offset=3 (local.get $p))
    (i32.load8_u offset=4 (local.get $p))
    (i32.load16_s offset=5 (local.get $p))
    (i32.load16_u offset=6 (local.get $p))
    (i64.load32_s offset=4 (local.get $p))
    (i64.load32_u offset=4 (local.get $p))
    (i64.load offset=3 (local.get $p))
    (f32.load offset=16 (local.get $p))
    (f64.load offset=24 (local.get $p)))

  ;; GROW: 1
  ;; GROW-NEXT: 1
  ;; GROW-NEXT: 3
  ;; GROW-NEXT: 0
  ;; GROW-NEXT: -1
  ;; GROW-NEXT: 3
  ;; LIMIT: 1
  ;; LIMIT-NEXT: -1
  ;; LIMIT-NEXT: 1
  (func (export "grow") (result i32 i32 i32 i32 i32 i32)
    (local $zero i32)
    memory.size
    (memory.grow (i32.const 2))
    memory.size
    (if (i32.gt_u (memory.size) (i32.const 1))
      (then (local.set $zero (i32.load (i32.const 196604)))))
    (local.get $zero)
    (memory.grow (i32.const 2))
    memory.size)

  ;; BULK: 104
  ;; BULK-NEXT: 111
  ;; BULK-NEXT: 42
  ;; BULK-NEXT: 0
  ;; BULK-NEXT: 101
  ;; BULK-NEXT: 108
  (func (export "bulk") (result i32 i32 i32 i32 i32 i32)
    (i32.load8_u (i32.const 100))
    (i32.load8_u (i32.const 104))
    (memory.fill (i32.const 200) (i32.const 42) (i32.const 3))
    (i32.load8_u (i32.const 202))
    (i32.load8_u (i32.const 203))
    (memory.init $passive (i32.const 300) (i32.const 4) (i32.const 3))
    (data.drop $passive)
    (memory.init $passive (i32.const 300) (i32.const 0) (i32.const 0))
    (i32.load8_u (i32.const 302))
    ;; Overlapping, upwards.
    (memory.copy (i32.const 102) (i32.const 100) (i32.const 5))
    (i32.load8_u (i32.const 105))))
