;; Integer and float arithmetic at the edges, with constants and with operands
;; that no optimiser can know.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke integers %t.wasm -2147483648 -7 | FileCheck %s --check-prefix=INT
;; RUN: w2o-run -O3 --invoke integers %t.wasm -2147483648 -7 | FileCheck %s --check-prefix=INT
;; RUN: w2o-run -O0 --invoke longs %t.wasm 0x8000000000000000 3 | FileCheck %s --check-prefix=LONG
;; RUN: w2o-run -O3 --invoke longs %t.wasm 0x8000000000000000 3 | FileCheck %s --check-prefix=LONG
;; RUN: w2o-run -O0 --invoke floats %t.wasm -2.5 0.1 | FileCheck %s --check-prefix=FLOAT
;; RUN: w2o-run -O3 --invoke floats %t.wasm -2.5 0.1 | FileCheck %s --check-prefix=FLOAT
;; RUN: w2o-run --invoke floats %t.wasm nan inf | FileCheck %s --check-prefix=NAN
;; RUN: w2o-run --invoke saturate %t.wasm 1e30 | FileCheck %s --check-prefix=BIG
;; RUN: w2o-run --invoke saturate %t.wasm nan | FileCheck %s --check-prefix=ZERO
(module
  (func (export "integers") (param $a i32) (param $b i32)
      (result i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (i32.add (local.get $a) (local.get $a))
    (i32.sub (local.get $b) (local.get $a))
    (i32.mul (local.get $a) (local.get $b))
    (i32.div_s (local.get $a) (local.get $b))
    (i32.div_u (local.get $a) (local.get $b))
    (i32.rem_s (local.get $a) (i32.const -1))
    (i32.shl (local.get $b) (i32.const 33))
    (i32.shr_s (local.get $a) (i32.const 31))
    (i32.rotl (local.get $b) (i32.const 4))
    (i32.clz (i32.const 0)))
  ;; INT: 0
  ;; INT-NEXT: 2147483641
  ;; INT-NEXT: -2147483648
  ;; INT-NEXT: 306783378
  ;; INT-NEXT: 0
  ;; INT-NEXT: 0
  ;; INT-NEXT: -14
  ;; INT-NEXT: -1
  ;; INT-NEXT: -97
  ;; INT-NEXT: 32

  (func (export "longs") (param $a i64) (param $b i64)
      (result i64 i64 i64 i64 i32 i64 i64)
    (i64.div_s (local.get $a) (local.get $b))
    (i64.rem_u (local.get $a) (local.get $b))
    (i64.popcnt (local.get $a))
    (i64.extend_i32_u (i32.wrap_i64 (i64.const 0x123456789)))
    (i64.lt_u (local.get $a) (local.get $b))
    (i64.extend8_s (i64.const 0x1ff))
    (i64.ctz (local.get $a)))
  ;; LONG: -3074457345618258602
  ;; LONG-NEXT: 2
  ;; LONG-NEXT: 1
  ;; LONG-NEXT: 591751049
  ;; LONG-NEXT: 0
  ;; LONG-NEXT: -1
  ;; LONG-NEXT: 63

  (func (export "floats") (param $a f64) (param $b f32)
      (result f64 f64 f64 f32 f64 i32 f32)
    (f64.nearest (local.get $a))
    (f64.sqrt (f64.abs (local.get $a)))
    (f64.min (local.get $a) (f64.const -0))
    (f32.add (local.get $b) (f32.const 0.2))
    (f64.promote_f32 (local.get $b))
    (f64.lt (local.get $a) (f64.const 0))
    (f32.copysign (local.get $b) (f32.const -1)))
  ;; FLOAT: -2
  ;; FLOAT-NEXT: 1.5811388300841898
  ;; FLOAT-NEXT: -2.5
  ;; FLOAT-NEXT: 0.3
  ;; FLOAT-NEXT: 0.10000000149011612
  ;; FLOAT-NEXT: 1
  ;; FLOAT-NEXT: -0.1
  ;; NAN: nan
  ;; NAN-NEXT: nan
  ;; NAN-NEXT: nan
  ;; NAN-NEXT: inf
  ;; NAN-NEXT: inf
  ;; NAN-NEXT: 0
  ;; NAN-NEXT: -inf

  (func (export "saturate") (param $a f64) (result i32 i32 i64 i64)
    (i32.trunc_sat_f64_s (local.get $a))
    (i32.trunc_sat_f64_u (local.get $a))
    (i64.trunc_sat_f64_s (local.get $a))
    (i64.trunc_sat_f64_u (local.get $a))))
  ;; BIG: 2147483647
  ;; BIG-NEXT: -1
  ;; BIG-NEXT: 9223372036854775807
  ;; BIG-NEXT: -1
  ;; ZERO-COUNT-4: {{^0$}}
