;; Blocks, loops, branches with values, br_table, select, early return.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke factorial %t.wasm 20 | FileCheck %s --check-prefix=FAC
;; RUN: w2o-run -O3 --invoke factorial %t.wasm 20 | FileCheck %s --check-prefix=FAC
;; RUN: w2o-run --invoke switch %t.wasm 0 > %t.out
;; RUN: w2o-run --invoke switch %t.wasm 1 >> %t.out
;; RUN: w2o-run --invoke switch %t.wasm 2 >> %t.out
;; RUN: w2o-run --invoke switch %t.wasm -1 >> %t.out
;; RUN: FileCheck %s --check-prefix=SWITCH < %t.out
;; RUN: w2o-run -O0 --invoke values %t.wasm 5 | FileCheck %s --check-prefix=VALUES
;; RUN: w2o-run -O3 --invoke values %t.wasm 5 | FileCheck %s --check-prefix=VALUES
;; RUN: w2o-run --invoke collatz %t.wasm 27 | FileCheck %s --check-prefix=COLLATZ
;; RUN: w2o-run --invoke fibonacci %t.wasm 20 | FileCheck %s --check-prefix=FIB
(module
  ;; FAC: 2432902008176640000
  (func (export "factorial") (param $n i64) (result i64)
    (local $acc i64)
    (local.set $acc (i64.const 1))
    (block $done
      (loop $again
        (br_if $done (i64.eqz (local.get $n)))
        (local.set $acc (i64.mul (local.get $acc) (local.get $n)))
        (local.set $n (i64.sub (local.get $n) (i64.const 1)))
        (br $again)))
    (local.get $acc))

  ;; SWITCH: 10
  ;; SWITCH-NEXT: 20
  ;; SWITCH-NEXT: 99
  ;; SWITCH-NEXT: 99
  (func (export "switch") (param $i i32) (result i32)
    (block $default
      (block $one
        (block $zero
          (br_table $zero $one $default (local.get $i)))
        (return (i32.const 10)))
      (return (i32.const 20)))
    (i32.const 99))

  ;; VALUES: 105
  ;; VALUES-NEXT: 7
  ;; VALUES-NEXT: 5
  (func (export "values") (param $x i32) (result i32 i32 i32)
    (block $b (result i32)
      (br_if $b (i32.const 105) (i32.gt_s (local.get $x) (i32.const 0)))
      (drop)
      (i32.const 1))
    (if (result i32) (i32.eq (local.get $x) (i32.const 5))
      (then (i32.const 7))
      (else (i32.const 8)))
    (select (local.get $x) (call $other) (i32.const 1)))
  (func $other (result i32) (i32.const 0))

  ;; COLLATZ: 111
  (func (export "collatz") (param $n i64) (result i32)
    (local $steps i32)
    (loop $again (result i32)
      (if (result i32) (i64.eq (local.get $n) (i64.const 1))
        (then (local.get $steps))
        (else
          (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
          (local.set $n
            (if (result i64) (i64.eqz (i64.and (local.get $n) (i64.const 1)))
              (then (i64.shr_u (local.get $n) (i64.const 1)))
              (else (i64.add (i64.mul (local.get $n) (i64.const 3))
                             (i64.const 1)))))
          (br $again)))))

  ;; FIB: 6765
  (func $fibonacci (export "fibonacci") (param $n i32) (result i32)
    (if (i32.lt_u (local.get $n) (i32.const 2))
      (then (return (local.get $n))))
    (i32.add
      (call $fibonacci (i32.sub (local.get $n) (i32.const 1)))
      (call $fibonacci (i32.sub (local.get $n) (i32.const 2))))))
