;; The wasm calling convention in IR: registers, overflow area, results area.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=ir --unoptimized --prefix=m %t.wasm -o - | FileCheck %s
(module
  ;; CHECK-LABEL: define hidden i32 @m.f0.five(ptr %vm, i32 %{{.*}}, i32 %{{.*}}, i32 %{{.*}}, i32 %{{.*}}, i32 %{{.*}})
  (func $five (param i32 i32 i32 i32 i32) (result i32) (local.get 4))
  ;; Six integers: four in registers, two behind the overflow pointer.
  ;; CHECK-LABEL: define hidden i32 @m.f1.six(ptr %vm, i32 %{{.*}}, i32 %{{.*}}, i32 %{{.*}}, i32 %{{.*}}, ptr %{{.*}})
  ;; CHECK: load i32, ptr
  (func $six (param i32 i32 i32 i32 i32 i32) (result i32) (local.get 5))
  ;; CHECK-LABEL: define hidden void @m.f2.two(ptr %vm, i64 %{{.*}}, ptr %{{.*}})
  ;; CHECK: store i64
  ;; CHECK: store i32
  ;; CHECK: ret void
  (func $two (param i64) (result i64 i32) (local.get 0) (i32.const 7))
  ;; CHECK-LABEL: define hidden i32 @m.f3.caller(ptr %vm)
  ;; CHECK: alloca [2 x <2 x i64>]
  ;; CHECK: call i32 @m.f1.six(
  ;; CHECK: call void @m.f2.two(
  (func $caller (result i32)
    (drop (call $six (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4)
                     (i32.const 5) (i32.const 6)))
    (call $two (i64.const 1))
    (drop) (drop) (i32.const 0)))
