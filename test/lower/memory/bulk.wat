;; memory.copy and memory.fill check all bounds, one comparison where source and
;; target are in one memory, and then access what is short in place, all loads
;; before all stores; the rest is a call that only touches memory.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir -O0 %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm --target=x86_64-linux-gnu -O2 %t.wasm -o - | grep -v "\.loc" | FileCheck %s --check-prefix=ASM
(module
  (memory $a 1) (memory $shared 1 1 shared)
  ;; CHECK-LABEL: define {{.*}} @m.f0(
  ;; CHECK: call i64 @llvm.umax.i64
  ;; CHECK: icmp ugt i64
  ;; CHECK-NOT: icmp
  ;; CHECK: load volatile <2 x i64>
  ;; CHECK-NOT: store
  ;; CHECK: load i32
  ;; CHECK-NOT: load
  ;; CHECK: store <2 x i64>
  ;; CHECK: store i32
  ;; CHECK: }
  ;; ASM-LABEL: m.f0:
  ;; ASM: ja
  ;; ASM: movups (%rdi,%r{{..}}), %[[X:xmm[0-9]+]]
  ;; ASM-NEXT: movl 16(%rdi,%r{{..}}), %[[I:[a-z0-9]+]]
  ;; ASM-NEXT: movups %[[X]], (%rdi,%r
  ;; ASM-NEXT: movl %[[I]], 16(%rdi,%r
  ;; ASM: ret
  (func (param i32 i32)
    (memory.copy (local.get 0) (local.get 1) (i32.const 20)))
  ;; CHECK-LABEL: define {{.*}} @m.f1(
  ;; CHECK: icmp ugt i64
  ;; CHECK: call void @w2o_move_bytes(ptr {{.*}}, ptr {{.*}}, i64 %{{.*}}) #[[ONLY:[0-9]+]]{{.*}}!tbaa
  (func (param i32 i32 i32)
    (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  ;; Nothing is written without a byte, but bounds are checked.
  ;; CHECK-LABEL: define {{.*}} @m.f2(
  ;; CHECK: icmp ugt i64
  ;; CHECK-NOT: store
  ;; CHECK-LABEL: define {{.*}} @m.f3(
  (func (param i32 i32)
    (memory.copy (local.get 0) (local.get 1) (i32.const 0)))
  ;; CHECK: store <2 x i64>
  ;; CHECK-NOT: call void @w2o_fill_bytes
  ;; CHECK: ret
  (func (param i32 i32)
    (memory.fill (local.get 0) (local.get 1) (i32.const 33)))
  ;; Two threads may write there: no loads that LLVM could take for one.
  ;; CHECK-LABEL: define {{.*}} @m.f4(
  ;; CHECK: call void @w2o_move_bytes
  (func (param i32 i32)
    (memory.copy $shared $shared (local.get 0) (local.get 1) (i32.const 20)))
  ;; CHECK-LABEL: define {{.*}} @m.f5(
  ;; CHECK: call void @w2o_move_bytes
  (func (param i32 i32)
    (memory.copy $a $shared (local.get 0) (local.get 1) (i32.const 20)))
  ;; CHECK: attributes #[[ONLY]] = {{.*}}memory(argmem: readwrite)
)
