;; Loops over memory do not become calls of libc, where a fault would not be the
;; guest's, and nothing needs libm or the compiler's support library.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj %t.wasm -O3 --target=x86_64-linux-gnu --prefix=m -o %t.o
;; RUN: llvm-nm -u %t.o | FileCheck %s
;; RUN: wasm2obj %t.wasm -O3 --target=x86_64-linux-gnu --cpu=x86-64 --prefix=m -o %t.old.o
;; RUN: llvm-nm -u %t.old.o | FileCheck %s
;; RUN: wasm2obj %t.wasm -O3 --target=riscv64-linux-gnu --prefix=m -o %t.rv.o
;; RUN: llvm-nm -u %t.rv.o | FileCheck %s
;; CHECK-NOT: U {{[^w]}}
;; CHECK: U w2o_abi_version_
;; CHECK-NOT: U {{[^w]}}

(module (memory 1)
  (func $fill (param $p i32) (param $n i32)
    (loop $again
      (i32.store8 (local.get $p) (i32.const 0))
      (local.set $p (i32.add (local.get $p) (i32.const 1)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $copy (param $p i32) (param $q i32) (param $n i32)
    (loop $again
      (i64.store (local.get $p) (i64.load (local.get $q)))
      (local.set $p (i32.add (local.get $p) (i32.const 8)))
      (local.set $q (i32.add (local.get $q) (i32.const 8)))
      (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
  (func $rounds (param f64 f32) (result f64)
    (f64.add (f64.floor (local.get 0))
      (f64.add (f64.nearest (local.get 0))
        (f64.promote_f32 (f32.ceil (f32.trunc (local.get 1)))))))
  (func $saturates (param f64) (result i64)
    (i64.trunc_sat_f64_u (local.get 0)))
  (func $divides (param i64 i64) (result i64)
    (i64.rem_s (local.get 0) (i64.div_u (local.get 0) (local.get 1)))))
