;; Two memories that do not touch each other.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke both %t.wasm | FileCheck %s
;; RUN: w2o-run -O3 --invoke both %t.wasm | FileCheck %s
;; RUN: not w2o-run --invoke beyond %t.wasm 2>&1 | FileCheck %s --check-prefix=TRAP
(module
  (memory $a 1)
  (memory $b 2 3)
  (data (memory $b) (i32.const 8) "second")
  ;; CHECK: 0
  ;; CHECK-NEXT: 115
  ;; CHECK-NEXT: 101
  ;; CHECK-NEXT: 1
  ;; CHECK-NEXT: 2
  ;; CHECK-NEXT: 2
  ;; CHECK-NEXT: 1
  ;; CHECK-NEXT: 3
  (func (export "both") (result i32 i32 i32 i32 i32 i32 i32 i32)
    (i32.load8_u $a (i32.const 8))
    (i32.load8_u $b (i32.const 8))
    (memory.copy $a $b (i32.const 100) (i32.const 9) (i32.const 3))
    (i32.load8_u $a (i32.const 100))
    (memory.size $a)
    (memory.size $b)
    (memory.grow $b (i32.const 1))
    (memory.size $a)
    (memory.size $b))
  ;; TRAP: w2o-run: trap: out of bounds memory access
  ;; TRAP-NEXT: 0: func 1 'beyond'
  (func $beyond (export "beyond") (result i32)
    (i32.load $a (i32.const 65536))))
