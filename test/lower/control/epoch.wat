;; --interrupt=epoch: a comparison at the start of each function and of each
;; iteration; the address of the epoch never changes.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --interrupt=epoch --emit=ir --unoptimized %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --interrupt=none --emit=ir --unoptimized %t.wasm -o - | FileCheck %s --check-prefix=OFF
;; OFF-NOT: epoch
;; The loop keeps the load of the epoch at all levels.
;; RUN: wasm2obj --prefix=m --interrupt=epoch -O2 --emit=ir %t.wasm -o - | FileCheck %s --check-prefix=O2
;; O2-LABEL: define hidden{{.*}} void @m.f0(
;; O2: [[AT:%.*]] = load ptr, ptr
;; O2: loop:
;; O2: load atomic i64, ptr [[AT]] monotonic
;; O2: call void @w2o_epoch_deadline
;; RUN: not wasm2obj --interrupt=always %t.wasm -o %t.o 2>&1 | FileCheck %s --check-prefix=WRONG
;; WRONG: unknown value 'always' for --interrupt, expected none or epoch
(module
  ;; CHECK-LABEL: define hidden void @m.f0(
  ;; CHECK: [[PLACE:%.*]] = getelementptr i8, ptr %vm, i64 -32
  ;; CHECK: [[AT:%.*]] = load ptr, ptr [[PLACE]]{{.*}} !invariant.load
  ;; CHECK: [[NOW:%.*]] = load atomic i64, ptr [[AT]] monotonic
  ;; CHECK: [[LIMIT:%.*]] = load i64
  ;; CHECK: [[OVER:%.*]] = icmp uge i64 [[NOW]], [[LIMIT]]
  ;; CHECK: br i1 [[OVER]], label %deadline, label %next
  ;; CHECK: deadline:
  ;; CHECK-NEXT: call void @w2o_epoch_deadline(ptr %vm)
  ;; CHECK-NEXT: br label %next
  ;; CHECK: loop:
  ;; CHECK: load atomic i64
  ;; CHECK: icmp uge
  ;; CHECK: br label %loop
  (func (loop (br 0)))
  ;; CHECK-LABEL: define hidden i32 @m.f1(
  ;; CHECK: load atomic i64
  ;; CHECK: ret i32
  (func (result i32) (i32.const 7)))
