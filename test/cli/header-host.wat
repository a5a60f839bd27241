;; A host in C and one in C++ use a module through its header: calls, traps,
;; memory, globals, link-time imports.
;; REQUIRES: wat2wasm
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wat2wasm %s -o %t/app.wasm
;; RUN: wasm2obj --emit=header %t/app.wasm -o %t/app.h
;; RUN: wasm2obj %t/app.wasm -o %t/app.o
;; RUN: %cc -std=c11 -Wall -Wextra -Wpedantic -Werror -I %inc -I %t %S/Inputs/header-host.c %t/app.o -L%rt -lw2o_rt -o %t/c-host
;; RUN: env LD_LIBRARY_PATH=%rt %t/c-host | FileCheck %s
;; RUN: %cxx -std=c++20 -Wall -Wextra -Wpedantic -Werror -I %inc -I %t %S/Inputs/header-host.cpp %t/app.o -L%rt -lw2o_rt -o %t/cpp-host
;; RUN: env LD_LIBRARY_PATH=%rt %t/cpp-host | FileCheck %s --check-prefixes=CHECK,CPP
;; CHECK: guest says: hello from the guest
;; CHECK: add: 42
;; CHECK: divmod: 3 2
;; CHECK: trap 2: integer divide by zero
;; CHECK: frame: divmod
;; CHECK: counter: 5
;; CPP: by name: 42
;; CPP: wrong signature refused
;; CPP: lambda: 9
;; CPP: host exception: from the lambda
;; CPP: out of range refused
;; CPP: v128: 3
(module
  (import "env" "log" (func $log (param i32 i32)))
  (import "env" "wide" (func $wide (param i32) (result i32 i64)))
  (table (export "table") 1 funcref)
  (memory (export "memory") 1)
  (global (export "counter") (mut i32) (i32.const 5))
  (data (i32.const 16) "hello from the guest")
  (func (export "greet") (result i32 i64)
    (call $log (i32.const 16) (i32.const 20))
    (call $wide (i32.const 7)))
  (func (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))
  (func $divmod (export "divmod") (param i32 i32) (result i32 i32)
    (i32.div_s (local.get 0) (local.get 1))
    (i32.rem_s (local.get 0) (local.get 1)))
  (func (export "apply") (param funcref i32) (result i32)
    (table.set (i32.const 0) (local.get 0))
    (call_indirect (param i32) (result i32) (local.get 1) (i32.const 0)))
  (func (export "sum_lanes") (param v128) (result v128)
    (i32x4.splat
      (i32.add (i32x4.extract_lane 0 (local.get 0))
               (i32x4.extract_lane 1 (local.get 0))))))
