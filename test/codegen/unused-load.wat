;; A load that nobody uses may trap, so it is in the code at every level.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O0 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O1 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -Os --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=aarch64-linux-gnu -O3 --emit=asm -o - | FileCheck %s --check-prefix=ARM
;; RUN: wasm2obj %t.wasm --prefix=m --target=riscv64-linux-gnu -O3 --emit=asm -o - | FileCheck %s --check-prefix=RISCV

(module (memory 1)
  ;; CHECK-LABEL: m.f0.i8:
  ;; CHECK: {{mov.*}} (%{{r[a-z]+}},%{{r[a-z]+}}),
  ;; CHECK: ret
  ;; ARM-LABEL: m.f0.i8:
  ;; ARM: ldrb {{w[0-9]+|wzr}}, [x0, w1, uxtw]
  ;; RISCV-LABEL: m.f0.i8:
  ;; RISCV: lbu
  (func $i8 (param i32) (drop (i32.load8_u (local.get 0))))

  ;; CHECK-LABEL: m.f1.i16:
  ;; CHECK: {{mov.*}} (%{{r[a-z]+}},%{{r[a-z]+}}),
  ;; CHECK: ret
  ;; ARM-LABEL: m.f1.i16:
  ;; ARM: ldrh
  ;; RISCV-LABEL: m.f1.i16:
  (func $i16 (param i32) (drop (i32.load16_s (local.get 0))))

  ;; CHECK-LABEL: m.f2.i64:
  ;; CHECK: movq (%{{r[a-z]+}},%{{r[a-z]+}}),
  ;; CHECK: ret
  ;; ARM-LABEL: m.f2.i64:
  ;; ARM: ldr x
  ;; RISCV-LABEL: m.f2.i64:
  (func $i64 (param i32) (drop (i64.load (local.get 0))))

  ;; CHECK-LABEL: m.f3.f32:
  ;; CHECK: movss (%{{r[a-z]+}},%{{r[a-z]+}}),
  ;; CHECK: ret
  ;; ARM-LABEL: m.f3.f32:
  ;; ARM: ldr s
  ;; RISCV-LABEL: m.f3.f32:
  (func $f32 (param i32) (drop (f32.load (local.get 0))))

  ;; CHECK-LABEL: m.f4.f64:
  ;; CHECK: movsd (%{{r[a-z]+}},%{{r[a-z]+}}),
  ;; CHECK: ret
  ;; ARM-LABEL: m.f4.f64:
  ;; ARM: ldr d
  ;; RISCV-LABEL: m.f4.f64:
  (func $f64 (param i32) (drop (f64.load (local.get 0))))

  ;; CHECK-LABEL: m.f5.v128:
  ;; CHECK: mov{{[adpqsu]+}} (%{{r[a-z]+}},%{{r[a-z]+}}),
  ;; CHECK: ret
  ;; ARM-LABEL: m.f5.v128:
  ;; ARM: ldr q
  ;; RISCV-LABEL: m.f5.v128:
  (func $v128 (param i32) (drop (v128.load (local.get 0))))

  ;; CHECK-LABEL: m.f6.v128_half:
  ;; CHECK: mov{{.*}} (%{{r[a-z]+}},%{{r[a-z]+}}),
  ;; CHECK: ret
  ;; ARM-LABEL: m.f6.v128_half:
  ;; ARM: ldr d
  ;; RISCV-LABEL: m.f6.v128_half:
  (func $v128_half (param i32) (drop (v128.load8x8_u (local.get 0)))))
