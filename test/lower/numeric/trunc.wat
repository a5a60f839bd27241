;; Conversions to integers convert first and look closer only when the result
;; is one that the CPU also returns for NaN and for values out of range. Other
;; targets compare with the bounds, which are exact.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=asm -O2 --target=x86_64-linux-gnu %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --prefix=m --emit=ir --unoptimized --target=aarch64-linux-gnu %t.wasm -o - | FileCheck %s --check-prefix=ARM
(module
  ;; CHECK-LABEL: m.f0:
  ;; CHECK: cvttsd2si %xmm0, %eax
  ;; CHECK-NOT: ucomisd
  ;; CHECK: retq
  ;; CHECK: w2o_trap_invalid_conversion
  ;; CHECK: w2o_trap_integer_overflow
  ;; ARM-LABEL: define {{.*}} @m.f0(
  ;; ARM: fcmp uge double %{{.*}}, 0x41E0000000000000
  ;; ARM: fcmp ule double %{{.*}}, 0xC1E0000000200000
  ;; ARM: fptosi double %{{.*}} to i32
  (func (export "s32") (param f64) (result i32)
    (i32.trunc_f64_s (local.get 0)))
  ;; ARM-LABEL: define {{.*}} @m.f1(
  ;; ARM: fcmp uge float %{{.*}}, 0x41E0000000000000
  ;; ARM: fcmp ult float %{{.*}}, 0xC1E0000000000000
  (func (export "s32_f32") (param f32) (result i32)
    (i32.trunc_f32_s (local.get 0)))
  ;; CHECK-LABEL: m.f2:
  ;; CHECK: cvttss2si %xmm0, %rax
  ;; CHECK: retq
  ;; ARM-LABEL: define {{.*}} @m.f2(
  ;; ARM: fcmp uge float %{{.*}}, 0x43F0000000000000
  ;; ARM: fcmp ule float %{{.*}}, -1.000000e+00
  ;; ARM: fptoui float %{{.*}} to i64
  (func (export "u64_f32") (param f32) (result i64)
    (i64.trunc_f32_u (local.get 0)))
  ;; CHECK-LABEL: m.f3:
  ;; CHECK: cvttsd2si %xmm0, %rax
  ;; CHECK: shrq $32
  ;; CHECK: retq
  ;; ARM-LABEL: define {{.*}} @m.f3(
  ;; ARM-NOT: fcmp
  ;; ARM: call i32 @llvm.fptoui.sat.i32.f64
  (func (export "sat_u32") (param f64) (result i32)
    (i32.trunc_sat_f64_u (local.get 0))))
