;; 128-bit arithmetic is an addition with carry and one multiplication.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --enable=wide-arithmetic --prefix=m --emit=asm --target=x86_64-linux-gnu -O2 %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --enable=wide-arithmetic --prefix=m --emit=asm --target=aarch64-linux-gnu -O2 %t.wasm -o - | FileCheck %s --check-prefix=ARM
;; RUN: wasm2obj --enable=wide-arithmetic --prefix=m --emit=asm --target=riscv64-linux-gnu -O2 %t.wasm -o - | FileCheck %s --check-prefix=RISCV
(module
  ;; CHECK-LABEL: m.f0{{.*}}:
  ;; CHECK: addq
  ;; CHECK-NEXT: adcq
  ;; ARM-LABEL: m.f0{{.*}}:
  ;; ARM: adds
  ;; ARM-NEXT: adc
  (func (export "add") (param i64 i64 i64 i64) (result i64 i64)
    (i64.add128
      (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  ;; CHECK-LABEL: m.f1{{.*}}:
  ;; CHECK: subq
  ;; CHECK-NEXT: sbbq
  (func (export "sub") (param i64 i64 i64 i64) (result i64 i64)
    (i64.sub128
      (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  ;; CHECK-LABEL: m.f2{{.*}}:
  ;; CHECK-NOT: mul
  ;; CHECK: imulq
  ;; CHECK-NOT: mul
  ;; ARM-LABEL: m.f2{{.*}}:
  ;; ARM-DAG: smulh
  ;; ARM-DAG: mul
  ;; RISCV-LABEL: m.f2{{.*}}:
  ;; RISCV-DAG: mulh
  ;; RISCV-DAG: mul
  (func (export "mul_s") (param i64 i64) (result i64 i64)
    (i64.mul_wide_s (local.get 0) (local.get 1)))
  ;; CHECK-LABEL: m.f3{{.*}}:
  ;; CHECK: {{mulq|mulxq}}
  ;; ARM-LABEL: m.f3{{.*}}:
  ;; ARM: umulh
  ;; RISCV-LABEL: m.f3{{.*}}:
  ;; RISCV: mulhu
  (func (export "mul_u") (param i64 i64) (result i64 i64)
    (i64.mul_wide_u (local.get 0) (local.get 1))))
