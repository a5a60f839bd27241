;; An address that several blocks access is a part of each addressing mode and
;; occupies no register (codegen/SinkAddresses.h).
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm --prefix=m --target=x86_64-linux-gnu -O2 --emit=asm -o - | FileCheck %s

(module
  (memory 1)
  ;; The last stores become one, at a distance that varies, for which the
  ;; address is a value of its own.
  ;; CHECK-LABEL: .sink:
  ;; CHECK: leaq (%rdi,%r[[P:[a-z0-9]+]]), %[[AT:r[a-z0-9]+]]
  ;; CHECK-NEXT: movl {{%[a-z0-9]+}}, (%[[AT]],
  ;; CHECK-NOT: {{leaq|addq}}
  ;; CHECK: cmpl (%rdi,%r[[P]]), %e[[P]]
  ;; CHECK: cmpl $0, 4(%rdi,%r[[P]])
  ;; CHECK: movl %edx, 4(%rdi,%r[[P]])
  ;; CHECK-NOT: {{leaq|addq}}
  ;; CHECK-LABEL: m.init:
  (func $sink (export "sink") (param $p i32) (param $n i32) (param $m i32)
    (result i32)
    (loop $again
      (if (i32.lt_u (local.get $p) (i32.load (local.get $p)))
        (then
          (if (i32.load offset=4 (local.get $p))
            (then
              (i32.store offset=4 (local.get $p) (local.get $n))
              (i32.store offset=8 (local.get $p) (local.get $m)))
            (else
              (i32.store offset=12 (local.get $p)
                (i32.add (local.get $p) (i32.const 8)))))))
      (br_if $again
        (local.tee $p (i32.sub (local.get $p) (i32.const 16)))))
    (local.get $p)))
