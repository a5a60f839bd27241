;; Lane immediates of vector instructions.
;; RUN: split-file %s %t
;; RUN: %wat2wasm %t/extract.wat -o %t/extract.wasm
;; RUN: not wasm2obj --validate-only %t/extract.wasm 2>&1 \
;; RUN:   | FileCheck %t/extract.wat
;; RUN: %wat2wasm %t/shuffle.wat -o %t/shuffle.wasm
;; RUN: not wasm2obj --validate-only %t/shuffle.wasm 2>&1 \
;; RUN:   | FileCheck %t/shuffle.wat

;--- extract.wat
(module (func (param v128)
  (drop (i16x8.extract_lane_u 8 (local.get 0)))))
;; CHECK: invalid lane index: i16x8.extract_lane_u has lane 8 of 8

;--- shuffle.wat
(module (func (param v128)
  (drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 32
    (local.get 0) (local.get 0)))))
;; CHECK: invalid lane index: i8x16.shuffle has lane 32 of 32
