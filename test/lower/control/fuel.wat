;; --fuel: each piece of code without branches is paid for at its start; what
;; gives structure only is free, and code that costs nothing has no counter.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --fuel --emit=ir --unoptimized %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=ir --unoptimized %t.wasm -o - | FileCheck %s --check-prefix=OFF
;; OFF-NOT: fuel
(module
  ;; CHECK-LABEL: define hidden void @m.f0(
  ;; CHECK-NOT: fuel
  ;; CHECK: ret void
  (func (block (nop)))

  ;; CHECK-LABEL: define hidden i32 @m.f1(
  ;; CHECK: [[AT:%.*]] = getelementptr i8, ptr %vm, i64 -48
  ;; CHECK: [[BEFORE:%.*]] = load i64, ptr [[AT]]
  ;; CHECK: %fuel = sub i64 [[BEFORE]], 3
  ;; CHECK: store i64 %fuel, ptr {{.*}}
  ;; CHECK: [[OUT:%.*]] = icmp slt i64 %fuel, 0
  ;; CHECK: br i1 [[OUT]], label %out_of_fuel, label %next
  ;; CHECK: out_of_fuel:
  ;; CHECK-NEXT: call void @w2o_out_of_fuel(ptr %vm, i64 3)
  ;; CHECK-NEXT: br label %next
  ;; CHECK: add i32
  ;; A block that nothing branches out of does not end the piece.
  ;; CHECK-NOT: sub i64
  ;; CHECK: ret i32
  (func (param i32) (result i32)
    (block (result i32) (i32.add (local.get 0) (i32.const 1))))

  ;; The condition with `if` (2), each arm (1), what follows (2).
  ;; CHECK-LABEL: define hidden i32 @m.f2(
  ;; CHECK: sub i64 {{.*}}, 2
  ;; CHECK: then:
  ;; CHECK: sub i64 {{.*}}, 1
  ;; CHECK: else:
  ;; CHECK: sub i64 {{.*}}, 1
  ;; CHECK: end:
  ;; CHECK: sub i64 {{.*}}, 2
  ;; CHECK-NOT: sub i64
  ;; CHECK: ret i32
  (func (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.const 5))
      (else (i32.const 6)))
    (i32.const 1)
    (i32.add))

  ;; A loop pays for each iteration, with the branch that may end it.
  ;; CHECK-LABEL: define hidden void @m.f3(
  ;; CHECK: loop:
  ;; CHECK: sub i64 {{.*}}, 5
  ;; CHECK: br i1 {{.*}}, label %loop
  ;; CHECK-NOT: sub i64
  ;; CHECK: ret void
  (func (param i32)
    (loop $again
      (br_if $again
        (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))

  ;; Calls do not end a piece; a branch out of a block does.
  ;; CHECK-LABEL: define hidden void @m.f4(
  ;; CHECK: sub i64 {{.*}}, 3
  ;; CHECK: call void @m.f0
  ;; CHECK: sub i64 {{.*}}, 1
  ;; CHECK: call void @m.f0
  ;; CHECK: sub i64 {{.*}}, 1
  ;; CHECK: call void @m.f0
  ;; CHECK-NOT: sub i64
  ;; CHECK: ret void
  (func (param i32)
    (block $out
      (call 0)
      (br_if $out (local.get 0))
      (call 0))
    (call 0)))
