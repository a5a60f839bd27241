;; Memories with pages of one byte: sizes and limits in bytes, accesses up to
;; an end that is not the end of a page of the system, bulk operations.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --enable=custom-page-sizes --invoke all %t.wasm | FileCheck %s
;; RUN: w2o-run -O3 --enable=custom-page-sizes --invoke all %t.wasm | FileCheck %s
;; RUN: w2o-run --enable=custom-page-sizes --invoke load %t.wasm 9 | FileCheck %s --check-prefix=LOAD
;; RUN: not w2o-run --enable=custom-page-sizes --invoke load %t.wasm 10 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run --enable=custom-page-sizes --invoke load %t.wasm -1 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run --enable=custom-page-sizes --invoke fill %t.wasm 14 2>&1 | FileCheck %s --check-prefix=TRAP
;; RUN: not w2o-run --invoke all %t.wasm 2>&1 | FileCheck %s --check-prefix=OFF
;; TRAP: w2o-run: trap: out of bounds memory access
;; OFF: needs the feature 'custom-page-sizes'
(module
  (memory $bytes 13 5000 (pagesize 1))
  (memory $none i64 0 0 (pagesize 1))
  (memory $most 0 0xffffffff (pagesize 1))
  (memory $usual 1 2 (pagesize 65536))
  (data (memory $bytes) (i32.const 9) "abcd")

  ;; LOAD: 1684234849
  (func (export "load") (param i32) (result i32)
    (i32.load (local.get 0)))
  (func (export "fill") (param i32)
    (memory.fill (local.get 0) (i32.const 0) (i32.const 0)))

  ;; CHECK: 13
  ;; CHECK-NEXT: 13
  ;; CHECK-NEXT: 5000
  ;; CHECK-NEXT: -1
  ;; CHECK-NEXT: 9
  ;; CHECK-NEXT: 0
  ;; CHECK-NEXT: -1
  ;; CHECK-NEXT: 0
  ;; CHECK-NEXT: 70000
  ;; CHECK-NEXT: 1
  ;; CHECK-NEXT: 98
  (func (export "all")
      (result i32 i32 i32 i32 i32 i64 i64 i32 i32 i32 i32)
    (memory.size $bytes)
    (memory.grow $bytes (i32.const 4987))
    (memory.size $bytes)
    (memory.grow $bytes (i32.const 1))
    (i32.store8 (i32.const 4999) (i32.const 9))
    (i32.load8_u (i32.const 4999))
    (memory.size $none)
    (memory.grow $none (i64.const 1))
    (memory.grow $most (i32.const 70000))
    (memory.size $most)
    (memory.grow $usual (i32.const 1))
    (memory.copy $usual $bytes (i32.const 65536) (i32.const 10) (i32.const 3))
    (i32.load8_u $usual (i32.const 65536))))
