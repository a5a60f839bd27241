;; Calls in the body of a try_table unwind to its landing pad; the code behind
;; it compares the tag with the instance's and goes on to the handler outside,
;; or throws again. A throw in the body needs no unwinding.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=ir -O0 --unoptimized --prefix=m %t.wasm -o %t.ll
;; RUN: FileCheck %s < %t.ll
(module
  (tag $e (param i32))
  (tag $f)
  (func $g)
  ;; CHECK-LABEL: define hidden void @m.f0
  ;; CHECK-NOT: personality
  ;; CHECK: ret void

  ;; Two handlers around one call: one landing pad, the outer dispatch is a
  ;; branch away.
  ;; CHECK-LABEL: define hidden i32 @m.f1
  ;; CHECK-SAME: personality ptr @w2o_personality
  ;; CHECK: invoke void @m.f0{{.*}}
  ;; CHECK-NEXT: to label %{{.*}} unwind label %[[LANDING:[a-z0-9]+]]
  ;; CHECK: [[LANDING]]:
  ;; CHECK-NEXT: landingpad { ptr, i32 }
  ;; CHECK-NEXT: cleanup
  ;; CHECK-NOT: landingpad
  ;; CHECK-COUNT-2: icmp eq ptr
  ;; CHECK: call void @w2o_throw_exn(
  ;; CHECK-NEXT: unreachable
  ;; CHECK-NOT: resume
  ;; CHECK-LABEL: define hidden
  (func (export "nested") (result i32)
    (block $outer (result i32)
      (try_table (result i32) (catch $e $outer)
        (block $inner
          (try_table (catch $f $inner) (call $g))
          (return (i32.const 1)))
        (i32.const 2))))

  ;; A throw with a handler around it in the same function is a branch.
  ;; CHECK-SAME: @m.f2
  ;; CHECK-NOT: personality
  ;; CHECK: call ptr @w2o_exn_new(
  ;; CHECK-NOT: invoke
  ;; CHECK-LABEL: define hidden
  (func (export "local") (result i32)
    (block $caught (result i32)
      (try_table (result i32) (catch $e $caught)
        (throw $e (i32.const 7)))))

  ;; Nothing in the body throws: the try_table leaves no trace.
  ;; CHECK-SAME: @m.f3
  ;; CHECK-NOT: exn
  ;; CHECK-NOT: landingpad
  ;; CHECK: ret i32
  ;; CHECK-LABEL: define hidden
  (func (export "quiet") (param i32) (result i32)
    (block $caught
      (try_table (catch_all $caught)
        (return (i32.div_s (local.get 0) (i32.const 3)))))
    (i32.const 2))

  ;; A tail call leaves the frame and with it the handler.
  ;; CHECK-SAME: @m.f4
  ;; CHECK-NOT: invoke
  ;; CHECK: musttail call void @m.f0
  ;; CHECK-NOT: invoke
  ;; CHECK-LABEL: define hidden
  (func (export "tail")
    (block $caught
      (try_table (catch_all $caught) (return_call $g))))

  ;; throw_ref of null is a trap, which passes no handler.
  ;; CHECK-SAME: @m.f5
  ;; CHECK-NOT: invoke
  ;; CHECK: call void @w2o_trap_null_exception_reference()
  (func (export "null") (param exnref)
    (block $caught
      (try_table (catch_all $caught) (throw_ref (local.get 0))))))
