;; How typed exports enter the guest: with arguments in registers where the
;; runtime has such an entry, by a register frame elsewhere and where the
;; callee's vm is not that of the instance.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=ir --unoptimized --prefix=m --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --emit=ir --unoptimized --prefix=m --target=x86_64-apple-macosx %t.wasm -o - | FileCheck %s --check-prefix=FRAME
;; RUN: wasm2obj --emit=ir --unoptimized --prefix=m --target=aarch64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=FRAME
;; RUN: wasm2obj --emit=ir --unoptimized --prefix=m --target=riscv64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=FRAME
;; FRAME-NOT: w2o_enter_
;; FRAME-COUNT-6: call {{.*}} @w2o_enter(ptr
;; FRAME-NOT: w2o_enter_
(module
  (import "h" "f" (func $imported (param i32) (result i32)))
  ;; CHECK-LABEL: define i32 @m_again(
  ;; CHECK: call i32 @w2o_enter(ptr %0, ptr %{{.*}}, ptr %frame)
  (export "again" (func $imported))
  ;; CHECK-LABEL: define i32 @m_int(ptr %0, i32 %1, double %2, ptr %3)
  ;; CHECK: call { i32, i32 } @w2o_enter_int(ptr nest @m.f1, ptr %0, i32 %1, double %2)
  (func (export "int") (param i32 f64) (result i32) (local.get 0))
  ;; CHECK-LABEL: define i32 @m_none(
  ;; CHECK: call { i64, i32 } @w2o_enter_int(ptr nest @m.f2, ptr %0, i64 %1)
  (func (export "none") (param i64))
  ;; CHECK-LABEL: define i32 @m_fp(
  ;; CHECK: call { double, i32 } @w2o_enter_fp(ptr nest @m.f3, ptr %0, double %1, i32 %2)
  (func (export "fp") (param f64 i32) (result f64) (local.get 0))
  ;; CHECK-LABEL: define i32 @m_vector(
  ;; CHECK: call { <2 x i64>, i32 } @w2o_enter_fp(ptr nest @m.f4, ptr %0, <2 x i64> %1)
  (func (export "vector") (param v128) (result v128) (local.get 0))
  ;; CHECK-LABEL: define i32 @m_two(
  ;; CHECK: call { i64, i32 } @w2o_enter_int(ptr nest @m.f5, ptr %0, i32 %1, ptr %results)
  (func (export "two") (param i32) (result i32 i64)
    (local.get 0) (i64.const 2)))
