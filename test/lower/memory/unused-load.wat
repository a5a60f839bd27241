;; A load whose value is unused still traps, at every level.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj --prefix=m --emit=ir -O3 %t.wasm -o - | FileCheck %s
;; RUN: not w2o-run -O0 --invoke=f %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O1 --invoke=f %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -O3 --invoke=f %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run -Os --invoke=f %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
;; TRAP: out of bounds memory access
;; CHECK-LABEL: define hidden void @m.f0
;; CHECK: load volatile i32
(module
  (memory 1)
  (func (export "f")
    (drop (i32.load (i32.const 0x10000)))))
