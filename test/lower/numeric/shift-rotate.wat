;; Counts are taken modulo the width, which costs no instruction on CPUs that
;; do the same; counting zeros is defined for zero.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir --unoptimized %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=ASM
(module
  ;; CHECK-LABEL: define hidden i32 @m.f0
  ;; CHECK: %[[COUNT:.*]] = and i32 %{{.*}}, 31
  ;; CHECK: shl i32 %{{.*}}, %[[COUNT]]
  ;; ASM-LABEL: m.f0:
  ;; ASM-NOT: and
  ;; ASM: shll %cl
  (func (export "shl") (param i32 i32) (result i32)
    (i32.shl (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define hidden i64 @m.f1
  ;; CHECK: %[[COUNT:.*]] = and i64 %{{.*}}, 63
  ;; CHECK: ashr i64 %{{.*}}, %[[COUNT]]
  (func (export "shr_s") (param i64 i64) (result i64)
    (i64.shr_s (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define hidden i32 @m.f2
  ;; CHECK: call i32 @llvm.fshl.i32(i32 %[[V:.*]], i32 %[[V]], i32 %{{.*}})
  ;; ASM-LABEL: m.f2:
  ;; ASM-NOT: and
  ;; ASM: roll %cl
  (func (export "rotl") (param i32 i32) (result i32)
    (i32.rotl (local.get 0) (local.get 1)))

  ;; CHECK-LABEL: define hidden i64 @m.f3
  ;; CHECK: call i64 @llvm.ctlz.i64(i64 %{{.*}}, i1 false)
  (func (export "clz") (param i64) (result i64) (i64.clz (local.get 0))))
