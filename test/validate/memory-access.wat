;; Immediates of loads, stores and atomics.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/memory.wat -o %t/memory.wasm
;; RUN: not wasm2obj --validate-only %t/memory.wasm 2>&1 \
;; RUN:   | FileCheck %t/memory.wat
;; RUN: %wat2wasm %t/alignment.wat -o %t/alignment.wasm
;; RUN: not wasm2obj --validate-only %t/alignment.wasm 2>&1 \
;; RUN:   | FileCheck %t/alignment.wat
;; RUN: %wat2wasm %t/atomic.wat -o %t/atomic.wasm
;; RUN: not wasm2obj --validate-only %t/atomic.wasm 2>&1 \
;; RUN:   | FileCheck %t/atomic.wat
;; RUN: %wat2wasm %t/offset.wat -o %t/offset.wasm
;; RUN: not wasm2obj --validate-only %t/offset.wasm 2>&1 \
;; RUN:   | FileCheck %t/offset.wat
;; RUN: %wat2wasm %t/lane.wat -o %t/lane.wasm
;; RUN: not wasm2obj --validate-only %t/lane.wasm 2>&1 | FileCheck %t/lane.wat
;; RUN: %wat2wasm %t/address.wat -o %t/address.wasm
;; RUN: not wasm2obj --validate-only %t/address.wasm 2>&1 \
;; RUN:   | FileCheck %t/address.wat

;--- memory.wat
(module (func (drop (i32.load (i32.const 0)))))
;; CHECK: unknown memory 0: there are none

;--- alignment.wat
(module (memory 1)
  (func (drop (i32.load16_u align=4 (i32.const 0)))))
;; CHECK: alignment must not be larger than natural: i32.load16_u has 2**2, natural is 2**1

;--- atomic.wat
(module (memory 1)
  (func (drop (i32.atomic.load align=2 (i32.const 0)))))
;; CHECK: atomic alignment must be natural: i32.atomic.load has 2**1, natural is 2**2

;--- offset.wat
(module (memory 1)
  (func (drop (i32.load offset=0x1_0000_0000 (i32.const 0)))))
;; CHECK: offset out of range: i32.load has 4294967296 for a memory with 32-bit addresses

;--- lane.wat
(module (memory 1)
  (func (param v128)
    (drop (v128.load32_lane 4 (i32.const 0) (local.get 0)))))
;; CHECK: invalid lane index: v128.load32_lane has lane 4 of 4

;--- address.wat
(module (memory i64 1)
  (func (drop (i32.load (i32.const 0)))))
;; CHECK: type mismatch: i32.load expects i64 but the operand has type i32
