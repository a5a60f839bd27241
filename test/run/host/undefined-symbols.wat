;; An object needs the runtime, its imports and libc's mem* functions only:
;; no helper of libm or compiler-rt, on any target.
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: wasm2obj -O2 %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | not grep -vE ' U (w2o_[a-z0-9_]+|env__f|mem(cpy|move|set|cmp))$'
;; RUN: wasm2obj -O0 --cpu=x86-64 %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | not grep -vE ' U (w2o_[a-z0-9_]+|env__f|mem(cpy|move|set|cmp))$'
;; RUN: wasm2obj -O2 --target=aarch64-linux-gnu %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | not grep -vE ' U (w2o_[a-z0-9_]+|env__f|mem(cpy|move|set|cmp))$'
;; RUN: wasm2obj -O2 --target=riscv64-linux-gnu %t.wasm -o %t.o
;; RUN: llvm-nm -u %t.o | not grep -vE ' U (w2o_[a-z0-9_]+|env__f|mem(cpy|move|set|cmp))$'
(module
  (import "env" "f" (func $f (param f64)))
  (memory 1)
  (func (export "numeric") (param f32 f64 i32 i64) (result f64)
    (call $f (f64.nearest (local.get 1)))
    (call $f (f64.ceil (f64.floor (f64.trunc (local.get 1)))))
    (call $f (f64.promote_f32 (f32.ceil (f32.nearest (f32.floor
      (f32.trunc (local.get 0)))))))
    (call $f (f64.convert_i64_u (local.get 3)))
    (call $f (f64.convert_i64_u (i64.trunc_f32_u (local.get 0))))
    (call $f (f64.convert_i64_s (i64.trunc_sat_f64_u (local.get 1))))
    (call $f (f64.convert_i64_s (i64.div_s (local.get 3) (i64.const 7))))
    (call $f (f64.convert_i64_u (i64.rem_u (local.get 3)
      (i64.popcnt (local.get 3)))))
    (call $f (f64.sqrt (f64.min (local.get 1) (f64.max (local.get 1)
      (f64.copysign (local.get 1) (f64.const -1))))))
    (f64.promote_f32 (f32.min (local.get 0) (f32.convert_i64_u (local.get 3)))))
  (func (export "simd") (param v128) (result v128)
    (f32x4.nearest (f32x4.ceil (f32x4.floor (f32x4.trunc
      (i64x2.mul (local.get 0) (f64x2.nearest (f64x2.ceil
        (f64x2.floor (f64x2.trunc (local.get 0)))))))))))
  (func (export "bulk") (param i32)
    (memory.copy (local.get 0) (i32.const 0) (i32.const 100))
    (memory.fill (local.get 0) (i32.const 0) (i32.const 100))))
