;; Several results: from functions, blocks, loops and indirect calls.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke divmod %t.wasm 17 5 | FileCheck %s --check-prefix=DIVMOD
;; RUN: w2o-run -O3 --invoke divmod %t.wasm 17 5 | FileCheck %s --check-prefix=DIVMOD
;; RUN: w2o-run -O0 --invoke mixed %t.wasm 1 | FileCheck %s --check-prefix=MIXED
;; RUN: w2o-run -O3 --invoke mixed %t.wasm 1 | FileCheck %s --check-prefix=MIXED
;; RUN: w2o-run --invoke blocks %t.wasm 3 4 | FileCheck %s --check-prefix=BLOCKS
;; RUN: w2o-run --invoke indirect %t.wasm | FileCheck %s --check-prefix=INDIRECT
(module
  (type $pair (func (param i32 i32) (result i32 i32)))
  (table funcref (elem $divmod $swap))

  ;; DIVMOD: 3
  ;; DIVMOD-NEXT: 2
  (func $divmod (export "divmod") (type $pair)
    (i32.div_u (local.get 0) (local.get 1))
    (i32.rem_u (local.get 0) (local.get 1)))
  (func $swap (type $pair) (local.get 1) (local.get 0))

  (func $five (param $x i32) (result i32 i64 f32 f64 v128)
    (local.get $x)
    (i64.const -2)
    (f32.const 3.5)
    (f64.const -4.25)
    (v128.const i64x2 5 6))
  ;; MIXED: 1
  ;; MIXED-NEXT: -2
  ;; MIXED-NEXT: 3.5
  ;; MIXED-NEXT: -4.25
  ;; MIXED-NEXT: 0x00000000000000060000000000000005
  (func (export "mixed") (param $x i32) (result i32 i64 f32 f64 v128)
    (call $five (local.get $x)))

  ;; BLOCKS: 10
  ;; BLOCKS-NEXT: 3
  ;; BLOCKS-NEXT: 4
  (func (export "blocks") (param $a i32) (param $b i32) (result i32 i32 i32)
    (local $n i32)
    (local.set $n (i32.const 4))
    (i32.const 0)
    (loop $sum (param i32) (result i32)
      (i32.add (local.get $n))
      (local.tee $n (i32.sub (local.get $n) (i32.const 1)))
      (br_if $sum))
    (local.get $b)
    (local.get $a)
    (block (param i32 i32) (result i32 i32)
      (call $swap)))

  ;; INDIRECT: 9
  ;; INDIRECT-NEXT: 100
  (func (export "indirect") (result i32 i32)
    (call_indirect (type $pair)
      (i32.const 100) (i32.const 9) (i32.const 1))))
