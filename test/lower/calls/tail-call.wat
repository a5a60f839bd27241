;; Tail calls are jumps at every level, whatever the two signatures.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --emit=asm --target=x86_64-linux-gnu --prefix=m -O0 %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --emit=asm --target=x86_64-linux-gnu --prefix=m -O3 %t.wasm -o - | FileCheck %s
;; RUN: wasm2obj --emit=asm --target=aarch64-linux-gnu --prefix=m -O0 %t.wasm -o - | FileCheck %s --check-prefix=ARM
;; RUN: w2o-run -O0 --invoke=run %t.wasm 30000000 | FileCheck %s --check-prefix=RUN-OUT
;; RUN: w2o-run -O3 --invoke=run %t.wasm 30000000 | FileCheck %s --check-prefix=RUN-OUT
;; RUN-OUT: 42
(module
  ;; CHECK-LABEL: m.f0.a:
  ;; CHECK: jmp {{.*}}m.f1.b
  ;; ARM-LABEL: m.f0.a:
  ;; ARM: b m.f1.b
  (func $a (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 42))))
    (return_call $b (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4)
      (i32.const 5) (i32.const 6) (i64.const 7) (f64.const 8)
      (i32.sub (local.get 0) (i32.const 1))))
  ;; CHECK-LABEL: m.f1.b:
  ;; CHECK: jmp {{.*}}m.f0.a
  ;; ARM-LABEL: m.f1.b:
  ;; ARM: b m.f0.a
  (func $b (param i32 i32 i32 i32 i32 i32 i64 f64 i32) (result i32)
    (return_call $a (local.get 8)))
  (func (export "run") (param i32) (result i32)
    (call $a (local.get 0))))
