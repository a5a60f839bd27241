;; Divisions trap for zero and for overflow; a constant divisor needs no check,
;; not even without optimisation; a remainder by -1 does not overflow.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir --unoptimized %t.wasm -o - | FileCheck %s
(module
  ;; CHECK-LABEL: define hidden i32 @m.f0
  ;; CHECK: icmp eq i32 %[[R:.*]], 0
  ;; CHECK: call void @w2o_trap_integer_divide_by_zero()
  ;; CHECK: icmp eq i32 %[[R]], -1
  ;; CHECK: icmp eq i32 %{{.*}}, -2147483648
  ;; CHECK: call void @w2o_trap_integer_overflow()
  ;; CHECK: sdiv i32
  (func (export "div_s") (param i32 i32) (result i32)
    (i32.div_s (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define hidden i64 @m.f1
  ;; CHECK: call void @w2o_trap_integer_divide_by_zero()
  ;; CHECK-NOT: trap
  ;; CHECK: udiv i64
  (func (export "div_u") (param i64 i64) (result i64)
    (i64.div_u (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define hidden i64 @m.f2
  ;; CHECK: call void @w2o_trap_integer_divide_by_zero()
  ;; CHECK: icmp eq i64 %[[R:.*]], -1
  ;; CHECK: %[[SAFE:.*]] = select i1 %{{.*}}, i64 1, i64 %[[R]]
  ;; CHECK: srem i64 %{{.*}}, %[[SAFE]]
  (func (export "rem_s") (param i64 i64) (result i64)
    (i64.rem_s (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define hidden i32 @m.f3
  ;; CHECK-NOT: icmp
  ;; CHECK: sdiv i32 %{{.*}}, 7
  (func (export "div_7") (param i32) (result i32)
    (i32.div_s (local.get 0) (i32.const 7)))

  ;; CHECK-LABEL: define hidden i32 @m.f4
  ;; CHECK: call void @w2o_trap_integer_overflow()
  (func (export "div_minus_1") (param i32) (result i32)
    (i32.div_s (local.get 0) (i32.const -1)))

  ;; CHECK-LABEL: define hidden i32 @m.f5
  ;; CHECK: call void @w2o_trap_integer_divide_by_zero()
  (func (export "rem_0") (param i32) (result i32)
    (i32.rem_u (local.get 0) (i32.const 0))))
