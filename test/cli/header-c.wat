;; The header compiles without a warning as C11 and as C++20, with awkward
;; names and all value types, and its declarations are what the object has.
;; REQUIRES: wat2wasm
;; RUN: rm -rf %t && mkdir %t
;; RUN: %wat2wasm %s -o %t/odd.wasm
;; RUN: wasm2obj --emit=header %t/odd.wasm -o %t/odd.h
;; RUN: FileCheck %s < %t/odd.h
;; RUN: echo '#include "odd.h"' > %t/only.c
;; RUN: cp %t/only.c %t/only.cpp
;; RUN: %cc -std=c11 -Wall -Wextra -Wpedantic -Werror -I %inc -I %t -c %t/only.c -o %t/only-c.o
;; RUN: %cxx -std=c++20 -Wall -Wextra -Wpedantic -Werror -I %inc -I %t -c %t/only.cpp -o %t/only-cpp.o
;; RUN: %cxx -std=c++17 -Wall -Wextra -Wpedantic -Werror -I %inc -I %t -c %t/only.cpp -o %t/only-cpp17.o

;; A host function of another signature does not compile.
;; RUN: echo '#include "odd.h"' > %t/wrong.c
;; RUN: echo 'void env__log(w2o_instance *caller, int64_t p0) { (void)caller, (void)p0; }' >> %t/wrong.c
;; RUN: not %cc -std=c11 -I %inc -I %t -c %t/wrong.c -o %t/wrong.o 2>&1 | FileCheck %s --check-prefix=WRONG
;; WRONG: conflicting types for {{.*}}env__log

;; Each export is a symbol of the object, and each import an undefined one.
;; RUN: wasm2obj %t/odd.wasm -o %t/odd.o
;; RUN: llvm-nm %t/odd.o | FileCheck %s --check-prefix=NM
;; NM-DAG: U env__log
;; NM-DAG: U env__x_x2Ey
;; NM-DAG: T odd__x5Fstart
;; NM-DAG: T odd__x2A_x2F
;; NM-DAG: T odd__x6Dodule
;; NM-DAG: T odd_all
;; NM-DAG: {{[DR]}} odd_module

;; CHECK: extern const w2o_module odd_module;
;; CHECK: void env__log(w2o_instance *caller, int32_t p0);
;; CHECK: int64_t env__x_x2Ey(w2o_instance *caller);
;; CHECK: "env" "table": (table 1 funcref)
;; CHECK: static inline w2o_memory *odd_memory(
;; CHECK: /* "all": (func (param i32 i64 f32 f64 v128 funcref externref) (result f32 v128)) */
;; CHECK-NEXT: int32_t odd_all(w2o_instance *instance, int32_t p0, int64_t p1, float p2, double p3, w2o_v128 p4, w2o_func *p5, void *p6, float *r0, w2o_v128 *r1);
;; CHECK: /* "\2a/": (func) */
;; CHECK-NEXT: int32_t odd__x2A_x2F(w2o_instance *instance);
;; CHECK: class OddInstance
;; CHECK: ::std::tuple<float, ::w2o::V128> all(
;; CHECK: void class_()
(module
  (import "env" "log" (func (param i32)))
  (import "env" "x.y" (func (result i64)))
  (import "env" "table" (table 1 funcref))
  (memory (export "memory") 1)
  (global (export "std") (mut i32) (i32.const 0))
  (func (export "all") (param i32 i64 f32 f64 v128 funcref externref)
      (result f32 v128)
    (local.get 2) (local.get 4))
  (func $nothing)
  (export "_start" (func $nothing))
  (export "*/" (func $nothing))
  (export "module" (func $nothing))
  (export "class" (func $nothing))
  (export "int32_t" (func $nothing))
  (export "0" (func $nothing))
  (export "" (func $nothing))
  (export "OddInstance" (func $nothing)))
