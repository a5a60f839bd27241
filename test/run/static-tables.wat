;; call_indirect through tables that never change: each way to fail has its trap,
;; in its function, at all levels, also in a tail call and with 64-bit indices.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; DEFINE: %{level} =
;; DEFINE: %{check} = \
;; DEFINE:   w2o-run -q %{level} --invoke several %t.wasm 1 | FileCheck %s --check-prefix=ONE && \
;; DEFINE:   w2o-run -q %{level} --invoke several %t.wasm 3 | FileCheck %s --check-prefix=TWO && \
;; DEFINE:   w2o-run -q %{level} --invoke only %t.wasm 2 | FileCheck %s --check-prefix=SEVEN && \
;; DEFINE:   w2o-run -q %{level} --invoke tail %t.wasm 3 | FileCheck %s --check-prefix=TWO && \
;; DEFINE:   w2o-run -q %{level} --invoke wide %t.wasm 1 | FileCheck %s --check-prefix=ONE && \
;; DEFINE:   w2o-run -q %{level} --expect-trap indirect_call_type_mismatch@several --invoke several %t.wasm 2 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap uninitialized_element@several --invoke several %t.wasm 0 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap uninitialized_element@several --invoke several %t.wasm 4 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap uninitialized_element@several --invoke several %t.wasm 7 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap undefined_element@several --invoke several %t.wasm 8 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap undefined_element@several --invoke several %t.wasm -1 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap indirect_call_type_mismatch@only --invoke only %t.wasm 3 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap uninitialized_element@only --invoke only %t.wasm 0 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap uninitialized_element@only --invoke only %t.wasm 5 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap undefined_element@only --invoke only %t.wasm 8 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap undefined_element@tail --invoke tail %t.wasm 9 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap indirect_call_type_mismatch@none --invoke none %t.wasm 1 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap uninitialized_element@none --invoke none %t.wasm 0 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap undefined_element@none --invoke none %t.wasm 8 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap uninitialized_element@wide --invoke wide %t.wasm 0 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap uninitialized_element@wide --invoke wide %t.wasm 2 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap undefined_element@wide --invoke wide %t.wasm 3 && \
;; DEFINE:   w2o-run -q %{level} --expect-trap undefined_element@wide --invoke wide %t.wasm 4294967297
;; RUN: %{check}
;; REDEFINE: %{level} = -O0
;; RUN: %{check}
;; REDEFINE: %{level} = -O3
;; RUN: %{check}
;; REDEFINE: %{level} = -O3 --disable-pass=static-tables
;; RUN: %{check}
;; ONE: {{^1$}}
;; TWO: {{^2$}}
;; SEVEN: {{^7$}}
(module
  (type $t (func (result i32)))
  (type $u (func (param i32) (result i32)))
  (type $nobody (func (param f64)))
  (func $x (type $t) (i32.const 1))
  (func $y (type $t) (i32.const 2))
  (func $z (type $u) (local.get 0))
  (table $static 8 funcref)
  (elem (table $static) (i32.const 1) func $x $z $y)
  (table $wide i64 3 funcref)
  (elem (table $wide) (i64.const 0) funcref (ref.null func) (ref.func $x))
  (func $several (export "several") (param i32) (result i32)
    (call_indirect $static (type $t) (local.get 0)))
  (func $only (export "only") (param i32) (result i32)
    (call_indirect $static (type $u) (i32.const 7) (local.get 0)))
  (func $tail (export "tail") (param i32) (result i32)
    (return_call_indirect $static (type $t) (local.get 0)))
  (func $none (export "none") (param i32)
    (call_indirect $static (type $nobody) (f64.const 0) (local.get 0)))
  (func $wide (export "wide") (param i64) (result i32)
    (call_indirect $wide (type $t) (local.get 0))))
