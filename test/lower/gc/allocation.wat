;; A structure or a short array is made by moving a pointer; the builtin is for
;; when the front is used up, and for what is large. Zeros are not stored:
;; memory of the front is zero.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir -O2 %t.wasm -o - | FileCheck %s
(module
  (type $pair (struct (field i32) (field f64)))
  (type $bytes (array (mut i8)))
  (type $longs (array (mut i64)))
  ;; CHECK-LABEL: define hidden ptr @m.f0
  ;; CHECK: icmp ugt ptr
  ;; CHECK-NEXT: br i1 {{.*}}!prof
  ;; CHECK: call ptr @w2o_new_struct(ptr {{.*}}%vm,
  ;; CHECK-COUNT-2: store ptr
  ;; CHECK: store i32
  ;; CHECK-NOT: store double
  ;; CHECK: ret ptr
  (func (export "pair") (param i32) (result anyref)
    (struct.new $pair (local.get 0) (f64.const 0)))
  ;; CHECK-LABEL: define hidden ptr @m.f1
  ;; CHECK: icmp ugt ptr
  ;; CHECK: call ptr @w2o_new_array(ptr {{.*}}%vm, ptr {{.*}}, i32 3)
  ;; The length with the mark above it.
  ;; CHECK: store i64 -6531726503581843453
  ;; CHECK: store i8 7
  ;; CHECK-NOT: store i8
  ;; CHECK: ret ptr
  (func (export "fixed") (result anyref)
    (array.new_fixed $bytes 3 (i32.const 7) (i32.const 0) (i32.const 0)))
  ;; CHECK-LABEL: define hidden ptr @m.f2
  ;; CHECK-NOT: icmp
  ;; CHECK: call ptr @w2o_new_array(
  ;; CHECK-NOT: w2o_array_fill
  ;; CHECK: ret ptr
  (func (export "default") (param i32) (result anyref)
    (array.new $longs (i64.const 0) (local.get 0)))
  ;; CHECK-LABEL: define hidden ptr @m.f3
  ;; CHECK: call ptr @w2o_new_array(
  ;; CHECK: call void @w2o_array_fill(ptr {{.*}}, i64 578721382704613384, i64 578721382704613384,
  (func (export "filled") (param i32) (result anyref)
    (array.new $bytes (i32.const 0x508) (local.get 0))))
