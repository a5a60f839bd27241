;; Loops begin where a window of decoded instructions does at -O3, and take no
;; space for it at other levels.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O3 --emit=asm -o - | FileCheck %s
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s --check-prefix=LESS

(module (memory 1)
  ;; CHECK-LABEL: m.f0.last:
  ;; CHECK: .p2align 5
  ;; CHECK-NEXT: .LBB0_
  ;; LESS-LABEL: m.f0.last:
  ;; LESS: .p2align 4
  ;; LESS-NEXT: .LBB0_
  (func $last (param $p i32) (result i32) (local $next i32)
    (loop $again
      (if (local.tee $next (i32.load (local.get $p)))
        (then
          (local.set $p (local.get $next))
          (br $again))))
    (local.get $p)))
