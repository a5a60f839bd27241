;; What a cast compares, and what it does not test because the type of the
;; operand says it.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir -O2 %t.wasm -o - | FileCheck %s
(module
  (type $super (sub (struct)))
  (type $sub (sub $super (struct (field i32))))
  (type $final (sub final $super (struct (field i64))))
  (type $code (sub (func)))
  ;; A final type: the type word is the type.
  ;; CHECK-LABEL: define hidden i32 @m.f0
  ;; CHECK: getelementptr inbounds i8, ptr {{.*}}, i64 -8
  ;; CHECK: load ptr
  ;; CHECK-NOT: load ptr, ptr {{.*}}, i64 40
  ;; CHECK: icmp eq ptr
  ;; CHECK-NEXT: zext
  ;; CHECK-NEXT: ret
  (func (export "final") (param (ref $super)) (result i32)
    (ref.test (ref $final) (local.get 0)))
  ;; Others: its display at their depth.
  ;; CHECK-LABEL: define hidden i32 @m.f1
  ;; CHECK: i64 -8
  ;; CHECK: i64 40
  ;; CHECK: icmp eq ptr
  ;; CHECK-NEXT: zext
  ;; CHECK-NEXT: ret
  (func (export "display") (param (ref $super)) (result i32)
    (ref.test (ref $sub) (local.get 0)))
  ;; CHECK-LABEL: define hidden ptr @m.f2
  ;; CHECK-NOT: load
  ;; CHECK: icmp eq ptr %{{.*}}, null
  ;; CHECK: call void @w2o_trap_cast_failure
  (func (export "up") (param (ref null $sub)) (result (ref $super))
    (ref.cast (ref $super) (local.get 0)))
  ;; CHECK-LABEL: define hidden i32 @m.f3
  ;; CHECK-NOT: load
  ;; CHECK: ret i32 0
  (func (export "never") (param (ref $sub)) (result i32)
    (ref.test (ref $final) (local.get 0)))
  ;; An i31 has no type word.
  ;; CHECK-LABEL: define hidden i32 @m.f4
  ;; CHECK: trunc i64 %{{.*}} to i1
  ;; CHECK: br i1
  ;; CHECK: i64 -8
  (func (export "any") (param (ref any)) (result i32)
    (ref.test (ref struct) (local.get 0)))
  ;; A type of functions with subtypes: the builtin is for unequal ids.
  ;; CHECK-LABEL: define hidden void @m.f5
  ;; CHECK: icmp eq i32
  ;; CHECK: br i1
  ;; CHECK: call i32 @w2o_is_subtype(
  ;; CHECK: call void @w2o_trap_indirect_call_type_mismatch
  (table 1 funcref)
  (func (export "call") (call_indirect (type $code) (i32.const 0))))
