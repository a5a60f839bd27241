;; Atomics trap where plain accesses would, also when nobody uses the result
;; and when they change nothing; alignment comes first.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: not w2o-run -O0 --invoke load %t.wasm 65536 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke load %t.wasm 65536 2>&1 | FileCheck %s
;; RUN: not w2o-run -O0 --invoke or_zero %t.wasm 65536 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke or_zero %t.wasm 65536 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke and_ones %t.wasm 65536 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke cmpxchg %t.wasm 65536 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke far %t.wasm 0 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke notify %t.wasm 65536 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke notify_far %t.wasm -4 2>&1 | FileCheck %s
;; RUN: not w2o-run -O3 --invoke wait %t.wasm 65536 2>&1 | FileCheck %s
;; CHECK: w2o-run: trap: out of bounds memory access
;; CHECK-NEXT: 0: func
;; RUN: not w2o-run -O0 --invoke load %t.wasm 65537 2>&1 | FileCheck %s --check-prefix=UNALIGNED
;; RUN: not w2o-run -O3 --invoke load %t.wasm 65537 2>&1 | FileCheck %s --check-prefix=UNALIGNED
;; RUN: not w2o-run -O3 --invoke notify %t.wasm 65538 2>&1 | FileCheck %s --check-prefix=UNALIGNED
;; RUN: not w2o-run -O3 --invoke wait %t.wasm 4 2>&1 | FileCheck %s --check-prefix=UNALIGNED
;; UNALIGNED: w2o-run: trap: unaligned atomic
;; UNALIGNED-NEXT: 0: func
;; RUN: not w2o-run -O3 --invoke wait %t.wasm 8 2>&1 | FileCheck %s --check-prefix=SHARED
;; SHARED: w2o-run: trap: expected shared memory
;; RUN: w2o-run -O3 --invoke or_zero %t.wasm 65532 | FileCheck %s --check-prefix=FINE
;; RUN: w2o-run -O3 --invoke odd %t.wasm 65534 | FileCheck %s --check-prefix=FINE
;; FINE: 5
;; RUN: w2o-run -O0 --invoke wide_expected %t.wasm | FileCheck %s --check-prefix=WRAPPED
;; RUN: w2o-run -O3 --invoke wide_expected %t.wasm | FileCheck %s --check-prefix=WRAPPED
;; WRAPPED: 9
;; RUN: w2o-run -O0 --invoke wait_shared %t.wasm | FileCheck %s --check-prefix=WAIT
;; RUN: w2o-run -O3 --invoke wait_shared %t.wasm | FileCheck %s --check-prefix=WAIT
;; WAIT: 12
(module
  (memory 1)
  (memory $s 1 2 shared)
  (func (export "load") (param i32) (result i32)
    (drop (i32.atomic.load (local.get 0)))
    (i32.const 5))
  (func (export "or_zero") (param i32) (result i32)
    (drop (i32.atomic.rmw.or (local.get 0) (i32.const 0)))
    (i32.const 5))
  (func (export "and_ones") (param i32) (result i32)
    (drop (i64.atomic.rmw.and (local.get 0) (i64.const -1)))
    (i32.const 5))
  (func (export "cmpxchg") (param i32) (result i32)
    (drop (i32.atomic.rmw8.cmpxchg_u
      (local.get 0) (i32.const 1) (i32.const 1)))
    (i32.const 5))
  (func (export "far") (param i32) (result i32)
    (i32.atomic.store offset=0xfffffffc (local.get 0) (i32.const 0))
    (i32.const 5))
  ;; Index and offset are both unaligned, their sum is not.
  (func (export "odd") (param i32) (result i32)
    (i32.atomic.store offset=2 (i32.sub (local.get 0) (i32.const 4))
      (i32.const 5))
    (i32.load offset=2 (i32.sub (local.get 0) (i32.const 4))))
  (func (export "notify") (param i32) (result i32)
    (memory.atomic.notify (local.get 0) (i32.const 1)))
  (func (export "notify_far") (param i32) (result i32)
    (memory.atomic.notify offset=4 (local.get 0) (i32.const 1)))
  (func (export "wait") (param i32) (result i32)
    (memory.atomic.wait64 (local.get 0) (i64.const 0) (i64.const 0)))
  ;; Bits above the width do not take part.
  (func (export "wide_expected") (result i32)
    (drop (i32.atomic.rmw8.cmpxchg_u
      (i32.const 0) (i32.const 0x100) (i32.const 0x209)))
    (i32.load (i32.const 0)))
  ;; Not equal (1), then a timeout (2).
  (func (export "wait_shared") (result i32)
    (i32.add
      (i32.mul (i32.const 10)
        (memory.atomic.wait32 $s
          (i32.const 0) (i32.const 1) (i64.const -1)))
      (memory.atomic.wait64 $s
        (i32.const 0) (i64.const 0) (i64.const 1000000)))))
