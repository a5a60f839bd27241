;; One instruction per load and store, with the instance pointer as memory base
;; and the static offset as displacement; nothing is reloaded in the loop, and
;; no store is volatile, as loads are where their value may not be needed.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=ir -o - | FileCheck %s --check-prefix=IR
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O0 --emit=ir -o - | FileCheck %s --check-prefix=IR
;; IR-NOT: store volatile

(module (memory 1)
  ;; CHECK-LABEL: m.f0.copy:
  ;; CHECK: .LBB0_[[LOOP:[0-9]+]]:
  ;; CHECK-NOT: (%rdi),
  ;; CHECK: movl 16(%rdi,%[[P:r[a-z0-9]+]]), %[[V:e[a-z0-9]+]]
  ;; CHECK: movl %[[V]], 32(%rdi,%[[P]])
  ;; CHECK-NOT: (%rdi),
  ;; CHECK: j{{[a-z]+}} .LBB0_[[LOOP]]
  (func $copy (param i32)
    (loop $again
      (i32.store offset=32 (local.get 0) (i32.load offset=16 (local.get 0)))
      (br_if $again
        (local.tee 0 (i32.load offset=64 (local.get 0)))))))
