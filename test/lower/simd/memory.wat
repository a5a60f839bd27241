;; Partial vector accesses read and write exactly their bytes.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir --unoptimized %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=ASM
(module
  (memory 1)
  ;; CHECK-LABEL: define hidden <2 x i64> @m.f0
  ;; CHECK: load <8 x i8>, ptr %{{.*}}, align 1
  ;; CHECK: sext <8 x i8> %{{.*}} to <8 x i16>
  ;; ASM-LABEL: m.f0:
  ;; ASM: pmovsxbw
  (func (export "load8x8") (param i32) (result v128)
    (v128.load8x8_s (local.get 0)))
  ;; CHECK-LABEL: define hidden <2 x i64> @m.f1
  ;; CHECK: load i8, ptr %{{.*}}, align 1
  (func (export "splat") (param i32) (result v128)
    (v128.load8_splat (local.get 0)))
  ;; CHECK-LABEL: define hidden <2 x i64> @m.f2
  ;; CHECK: load double, ptr %{{.*}}, align 1
  ;; CHECK: insertelement <2 x double> zeroinitializer
  (func (export "zero") (param i32) (result v128)
    (v128.load64_zero (local.get 0)))
  ;; CHECK-LABEL: define hidden <2 x i64> @m.f3
  ;; CHECK: load i16, ptr %{{.*}}, align 1
  ;; CHECK: insertelement <8 x i16> %{{.*}}, i16 %{{.*}}, i64 5
  (func (export "load_lane") (param i32 v128) (result v128)
    (v128.load16_lane 5 (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: define hidden void @m.f4
  ;; CHECK: extractelement <4 x i32> %{{.*}}, i64 3
  ;; CHECK: store i32 %{{.*}}, ptr %{{.*}}, align 1
  ;; ASM-LABEL: m.f4:
  ;; ASM: extractps $3, %xmm0, (%rdi,%rax)
  (func (export "store_lane") (param i32 v128)
    (v128.store32_lane 3 (local.get 0) (local.get 1))))
