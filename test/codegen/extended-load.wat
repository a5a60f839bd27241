;; A narrow load whose pin must stay (codegen/AnchorLoads.h) is still loaded and
;; extended by one instruction: the pin is on the extended value.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s
(module (memory 1)
  ;; CHECK-LABEL: m.f0.chain:
  ;; CHECK: [[LOOP:.LBB[0-9_]+]]:
  ;; CHECK-NOT: movz{{[a-z]+}} %
  ;; CHECK: movzwl (%rdi,%r{{[a-z0-9]+}},2), %[[NEXT:e[a-z]+]]
  ;; CHECK-NOT: movz{{[a-z]+}} %
  ;; CHECK: cmpl %{{[a-z0-9]+}}, %[[NEXT]]
  ;; CHECK-NOT: movz{{[a-z]+}} %
  ;; CHECK: [[LOOP]]
  (func $chain (param $p i32) (param $limit i32) (param $n i32) (result i32)
    (block $end
      (loop $again
        (br_if $end (i32.eq (i32.load8_u offset=4096 (local.get $p))
                            (i32.const 7)))
        (br_if $end (i32.le_u
          (local.tee $p (i32.load16_u
            (i32.shl (i32.and (local.get $p) (i32.const 0x7fff))
                     (i32.const 1))))
          (local.get $limit)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $p)))
