;; The class for hosts that do not trust the module: its results cannot be used
;; unchecked, and no value makes the host access anything else.
;; REQUIRES: wat2wasm
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wat2wasm %s -o %t/app.wasm
;; RUN: wasm2obj --emit=header %t/app.wasm -o %t/app.h
;; RUN: wasm2obj %t/app.wasm -o %t/app.o
;; RUN: %cxx -std=c++20 -Wall -Wextra -Wpedantic -Werror -I %inc -I %t %S/Inputs/header-tainted.cpp %t/app.o -L%rt -lw2o_rt -o %t/host
;; RUN: env LD_LIBRARY_PATH=%rt %t/host | FileCheck %s
;; CHECK: all checked
;; Each of these is a use without a check.
;; RUN: not %cxx -std=c++20 -fsyntax-only -I %inc -I %t -DUSE='array[app.evil(0)]' %S/Inputs/header-tainted.cpp
;; RUN: not %cxx -std=c++20 -fsyntax-only -I %inc -I %t -DUSE='int(app.evil(0))' %S/Inputs/header-tainted.cpp
;; RUN: not %cxx -std=c++20 -fsyntax-only -I %inc -I %t -DUSE='app.evil(0) < 4 ? 1 : 0' %S/Inputs/header-tainted.cpp
;; RUN: not %cxx -std=c++20 -fsyntax-only -I %inc -I %t -DUSE='app.evil(0) + 1' %S/Inputs/header-tainted.cpp
;; RUN: not %cxx -std=c++20 -fsyntax-only -I %inc -I %t -DUSE='app.memory().bytes(app.evil(0), 1)[0]' %S/Inputs/header-tainted.cpp
;; RUN: %cxx -std=c++20 -fsyntax-only -I %inc -I %t -DUSE='array[app.evil(0).index(4)]' %S/Inputs/header-tainted.cpp
(module
  (memory (export "memory") 1)
  (global (export "exportTable") i32 (i32.const 0))
  (data (i32.const 65531) "abcde")
  (data (i32.const 16) "text\00")
  (data (i32.const 32) "\01\00\00\00\ff\ff\ff\ff")
  (func (export "evil") (param i32) (result i32) (local.get 0))
  (func (export "two") (param i64) (result i64 f64)
    (local.get 0) (f64.const 0.5))
  (func (export "none") (param i32)))
