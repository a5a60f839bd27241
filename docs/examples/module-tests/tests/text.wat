;; A test that is a module: text, and what is expected of it.
;; REQUIRES: wat2wasm, wasm-bulk-memory
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: %trap memory_out_of_bounds --invoke fill %t.wasm 65000 1000
;; RUN: %run --invoke fill %t.wasm 65000 536
(module
  (memory 1)
  (func (export "fill") (param i32 i32)
    (memory.fill (local.get 0) (i32.const 1) (local.get 1))))
