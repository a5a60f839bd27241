;; Offsets beyond the guard range are compared with the length in code.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir --unoptimized %t.wasm -o - | FileCheck %s
(module
  (memory 1)
  ;; CHECK-LABEL: define hidden i32 @m.f0
  ;; CHECK: icmp ugt i64 %{{.*}}, %{{.*}}
  ;; CHECK: call void @w2o_trap_memory_out_of_bounds()
  (func (export "big") (param i32) (result i32)
    (i32.load offset=0x80000000 (local.get 0)))
  ;; CHECK-LABEL: define hidden i32 @m.f1
  ;; CHECK-NOT: icmp
  ;; CHECK: ret i32
  (func (export "small") (param i32) (result i32)
    (i32.load offset=0x7fffffff (local.get 0))))
