;; call_indirect: bounds, null and one compare for the signature, each with a
;; trap of its own.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=ir -O2 --prefix=m %t.wasm -o %t.ll
;; RUN: FileCheck %s < %t.ll
;; RUN: FileCheck %s --check-prefix=TRAPS < %t.ll
(module
  (type $t (func (result i32)))
  (table (export "t") 4 funcref) ;; which anybody may change
  (func $x (result i32) (i32.const 1))
  (elem (i32.const 0) $x)
  ;; CHECK-LABEL: define hidden i32 @m.f1
  ;; CHECK: icmp {{ugt|ult|uge}} i64
  ;; CHECK: icmp eq ptr
  ;; CHECK: icmp eq i32
  ;; CHECK: call i32 %
  ;; TRAPS-DAG: call void @w2o_trap_undefined_element()
  ;; TRAPS-DAG: call void @w2o_trap_uninitialized_element()
  ;; TRAPS-DAG: call void @w2o_trap_indirect_call_type_mismatch()
  (func (export "f") (param i32) (result i32)
    (call_indirect (type $t) (local.get 0))))
