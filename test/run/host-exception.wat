;; A C++ exception of a linked host function passes through guest frames to the
;; host, and the instance works afterwards.
;; REQUIRES: wat2wasm
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wat2wasm %s -o %t/app.wasm
;; RUN: wasm2obj %t/app.wasm -o %t/app.o
;; RUN: wasm2obj --emit=header %t/app.wasm -o %t/app.h
;; RUN: %cxx -std=c++20 -Wall -Werror -I %inc -I %t %S/Inputs/host-exception.cpp %t/app.o -L%rt -lw2o_rt -o %t/host
;; RUN: env LD_LIBRARY_PATH=%rt %t/host | FileCheck %s
;; CHECK: caught 5
;; CHECK-NEXT: trap: unreachable
;; CHECK-NEXT: caught 0
(module
  (import "env" "fail" (func $fail (param i32)))
  (func $recurse (export "recurse") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (call $fail (i32.const 5))))
    (i32.sub (i32.const 1)
      (call $recurse (i32.sub (local.get 0) (i32.const 1)))))
  (func (export "fail_now") (call $fail (i32.const 0)))
  (func (export "trap") unreachable))
