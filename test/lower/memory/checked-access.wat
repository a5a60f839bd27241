;; Accesses of memories without guard pages are compared with the length once.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --enable=custom-page-sizes --prefix=m --emit=ir --unoptimized %t.wasm -o - | FileCheck %s
(module
  (memory $wide i64 1)
  (memory $bytes 10 (pagesize 1))
  (memory $guarded 1)

  ;; The memory is never shorter than the distance of the last byte.
  ;; CHECK-LABEL: define hidden i32 @m.f0
  ;; CHECK: %[[INDEX:.*]] = load i64, ptr %local
  ;; CHECK: %[[LENGTH:.*]] = load i64, ptr %{{.*}}, !tbaa
  ;; CHECK-NEXT: %[[END:.*]] = sub nuw i64 %[[LENGTH]], 65536
  ;; CHECK-NEXT: icmp uge i64 %[[INDEX]], %[[END]]
  ;; CHECK: call void @w2o_trap_memory_out_of_bounds()
  (func (param i64) (result i32) (i32.load offset=65533 (local.get 0)))

  ;; It may be, so that nothing is in bounds.
  ;; CHECK-LABEL: define hidden i32 @m.f1
  ;; CHECK: %[[LENGTH:.*]] = load i64, ptr %{{.*}}, !tbaa
  ;; CHECK-NEXT: %[[END:.*]] = call i64 @llvm.usub.sat.i64(i64 %[[LENGTH]], i64 65537)
  ;; CHECK-NEXT: icmp uge i64 %{{.*}}, %[[END]]
  (func (param i64) (result i32) (i32.load offset=65534 (local.get 0)))

  ;; One byte: no subtraction.
  ;; CHECK-LABEL: define hidden i32 @m.f2
  ;; CHECK-NOT: sub
  ;; CHECK: icmp uge i64
  (func (param i64) (result i32) (i32.load8_u (local.get 0)))

  ;; The last byte of offset 2^64 - 4 can be named, but not be there.
  ;; CHECK-LABEL: define hidden i32 @m.f3
  ;; CHECK: call i64 @llvm.usub.sat.i64(i64 %{{.*}}, i64 -1)
  (func (param i64) (result i32)
    (i32.load offset=0xfffffffffffffffc (local.get 0)))

  ;; CHECK-LABEL: define hidden i32 @m.f4
  ;; CHECK: br i1 true, label %[[TRAP:[^,]*]]
  ;; CHECK: [[TRAP]]:
  ;; CHECK-NEXT: call void @w2o_trap_memory_out_of_bounds()
  (func (param i64) (result i32)
    (i32.load offset=0xfffffffffffffffd (local.get 0)))

  ;; 32-bit indices and offsets cannot wrap in 64 bits.
  ;; CHECK-LABEL: define hidden void @m.f5
  ;; CHECK: %[[END:.*]] = add i64 %{{.*}}, 11
  ;; CHECK-NEXT: icmp ugt i64 %[[END]], %
  (func (param i32)
    (i64.store $bytes offset=3 (local.get 0) (i64.const 1)))

  ;; CHECK-LABEL: define hidden i32 @m.f6
  ;; CHECK-NOT: icmp
  ;; CHECK: ret i32
  (func (param i32) (result i32) (i32.load $guarded (local.get 0))))
