;; Atomic accesses: an alignment check on the effective address, then one
;; sequentially consistent access that nothing may drop; narrow ones are
;; zero-extended.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir -O0 %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm --target=x86_64-linux-gnu -O2 %t.wasm -o - | FileCheck %s --check-prefix=ASM
(module
  (memory 1 1 shared)
  ;; CHECK-LABEL: define {{.*}} @m.f0
  ;; CHECK: and i32 %{{.*}}, 3
  ;; CHECK: call void @w2o_trap_unaligned_atomic
  ;; CHECK: load atomic volatile i32, ptr %{{.*}} seq_cst, align 4
  ;; ASM-LABEL: m.f0{{.*}}:
  ;; ASM: testb $3, %sil
  ;; ASM-NEXT: jne
  (func (export "load") (param i32) (result i32)
    (i32.atomic.load offset=16 (local.get 0)))
  ;; An offset that is not a multiple of the width counts.
  ;; CHECK-LABEL: define {{.*}} @m.f1
  ;; CHECK: [[SUM:%.*]] = add i32 %{{.*}}, 2
  ;; CHECK: and i32 [[SUM]], 7
  ;; CHECK: load atomic volatile i64
  (func (export "load_odd") (param i32) (result i64)
    (i64.atomic.load offset=18 (local.get 0)))
  ;; A byte is always aligned.
  ;; CHECK-LABEL: define {{.*}} @m.f2
  ;; CHECK-NOT: unaligned
  ;; CHECK: load atomic volatile i8
  ;; CHECK: zext i8 %{{.*}} to i64
  (func (export "load8") (param i32) (result i64)
    (i64.atomic.load8_u (local.get 0)))
  ;; CHECK-LABEL: define {{.*}} @m.f3
  ;; CHECK: store atomic volatile i16 %{{.*}} seq_cst, align 2
  ;; ASM-LABEL: m.f3{{.*}}:
  ;; ASM: xchgw
  (func (export "store16") (param i32 i32)
    (i32.atomic.store16 (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: define {{.*}} @m.f4
  ;; CHECK: atomicrmw volatile add ptr %{{.*}}, i32 %{{.*}} seq_cst, align 4
  ;; CHECK: zext i32 %{{.*}} to i64
  ;; ASM-LABEL: m.f4{{.*}}:
  ;; ASM: lock xaddl
  (func (export "add32") (param i32 i64) (result i64)
    (i64.atomic.rmw32.add_u (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: define {{.*}} @m.f5
  ;; CHECK: cmpxchg volatile ptr %{{.*}}, i8 %{{.*}}, i8 %{{.*}} seq_cst seq_cst, align 1
  (func (export "cmpxchg8") (param i32 i32 i32) (result i32)
    (i32.atomic.rmw8.cmpxchg_u
      (local.get 0) (local.get 1) (local.get 2)))
  ;; Not a mere fence, although it changes nothing: it may be out of bounds.
  ;; CHECK-LABEL: define {{.*}} @m.f6
  ;; ASM-LABEL: m.f6{{.*}}:
  ;; ASM: lock orl $0, (%r{{.}}x,%r
  (func (export "or_zero") (param i32)
    (drop (i32.atomic.rmw.or (local.get 0) (i32.const 0))))
  ;; CHECK-LABEL: define {{.*}} @m.f7
  ;; CHECK: fence seq_cst
  (func (export "fence") (atomic.fence))
  ;; A racing load is one value for all its uses.
  ;; CHECK-LABEL: define {{.*}} @m.f8
  ;; CHECK: [[VALUE:%.*]] = load i32
  ;; CHECK-NEXT: freeze i32 [[VALUE]]
  (func (export "plain") (param i32) (result i32)
    (i32.load (local.get 0)))
  ;; Another thread may grow the memory.
  ;; CHECK-LABEL: define {{.*}} @m.f9
  ;; CHECK: load atomic i64, ptr %{{.*}} seq_cst
  (func (export "size") (result i32) (memory.size)))
