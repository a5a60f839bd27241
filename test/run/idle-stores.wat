;; Loops that store to where they load from: the same results as vectors, with
;; arrays that overlap, and the same traps, whatever the stored values are
;; (VectorizeLoops.h).
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: w2o-run -O0 --invoke all %t.wasm > %t.expected
;; RUN: w2o-run -Os --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O2 --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --cpu=native --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -Os --cpu=native --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --disable-pass=vectorize-loops --invoke all %t.wasm | diff %t.expected -
;; RUN: w2o-run -O3 --disable-pass=suspend-pins --invoke all %t.wasm | diff %t.expected -
;; RUN: FileCheck %s < %t.expected
;; RUN: w2o-run -O3 --invoke fits %t.wasm
;; RUN: not w2o-run -O0 --invoke axpy-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke axpy-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --disable-pass=vectorize-loops --invoke axpy-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --disable-pass=suspend-pins --invoke axpy-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --cpu=native --invoke axpy-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke same-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --cpu=native --invoke same-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke zero-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --cpu=native --invoke zero-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke third-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --cpu=native --invoke third-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O2 --invoke idle-ahead %t.wasm 3 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke idle-ahead %t.wasm 3 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --cpu=native --invoke idle-ahead %t.wasm 3 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O2 --invoke product-ahead %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --invoke product-ahead %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --cpu=native --invoke product-ahead %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O2 --invoke narrow-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; RUN: not w2o-run -O3 --cpu=native --invoke narrow-end %t.wasm 2>&1 | FileCheck %s --check-prefix=END
;; END: out of bounds memory access
(module
  (memory 1)

  ;; Numbers that are all finite, as 32-bit floats too.
  (func $fill (local $i i32)
    (loop $again
      (i32.store (local.get $i) (i32.and (i32.const 0x3fffffff)
        (i32.mul (local.get $i) (i32.const 0x9e3779b1))))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 4))) (i32.const 65536)))))

  (func $hash (result i32) (local $i i32) (local $h i32)
    (loop $again
      (local.set $h (i32.add (i32.load (local.get $i))
        (i32.mul (local.get $h) (i32.const 31))))
      (br_if $again (i32.lt_u (local.tee $i
        (i32.add (local.get $i) (i32.const 4))) (i32.const 65536))))
    (local.get $h))

  ;; c[j] += x * b[j]
  (func $axpy (param $c i32) (param $b i32) (param $x f64) (param $n i32)
      (result i32)
    (call $fill)
    (loop $again
      (f64.store (local.get $c) (f64.add (f64.load (local.get $c))
        (f64.mul (local.get $x) (f64.load (local.get $b)))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (call $hash))

  ;; c[j] = min(c[j], x + b[j])
  (func $least (param $c i32) (param $b i32) (param $x i32) (param $n i32)
      (result i32) (local $s i32)
    (call $fill)
    (loop $again
      (local.set $s (i32.add (local.get $x) (i32.load (local.get $b))))
      (i32.store (local.get $c) (select (i32.load (local.get $c))
        (local.get $s)
        (i32.lt_s (i32.load (local.get $c)) (local.get $s))))
      (local.set $c (i32.add (local.get $c) (i32.const 4)))
      (local.set $b (i32.add (local.get $b) (i32.const 4)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (call $hash))

  ;; c[j] += b[3j] ^ b[3j + 1] ^ b[3j + 2], bytes, so that a vector of them is
  ;; wider than a register.
  (func $thirds (param $c i32) (param $b i32) (param $n i32) (result i32)
    (call $fill)
    (loop $again
      (i32.store8 (local.get $c) (i32.add (i32.load8_u (local.get $c))
        (i32.xor (i32.load8_u (local.get $b))
          (i32.xor (i32.load8_u offset=1 (local.get $b))
            (i32.load8_u offset=2 (local.get $b))))))
      (local.set $c (i32.add (local.get $c) (i32.const 1)))
      (local.set $b (i32.add (local.get $b) (i32.const 3)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (call $hash))

  ;; What is there is written back, for all that can be known.
  (func $same (param $c i32) (param $n i32) (result i32)
    (call $fill)
    (loop $again
      (f64.store (local.get $c)
        (f64.add (f64.load (local.get $c)) (f64.const -0)))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (call $hash))

  ;; The same, once the loop is unrolled and the loads of zeros are found.
  (func $zero (param $c i32) (result i32) (local $j i32)
    (call $fill)
    (f64.store (i32.const 0) (f64.const -0))
    (f64.store (i32.const 8) (f64.const -0))
    (f64.store (i32.const 16) (f64.const -0))
    (f64.store (i32.const 24) (f64.const -0))
    (loop $again
      (f64.store (i32.add (local.get $c) (local.get $j)) (f64.add
        (f64.load (i32.add (local.get $c) (local.get $j)))
        (f64.load (local.get $j))))
      (br_if $again (i32.ne (i32.const 32)
        (local.tee $j (i32.add (local.get $j) (i32.const 8))))))
    (call $hash))

  ;; CHECK-COUNT-20: {{^-?[0-9]+$}}
  (func (export "all")
      (result i32 i32 i32 i32 i32 i32 i32 i32 i32 i32
              i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)
    (call $axpy (i32.const 4000) (i32.const 0) (f64.const 3) (i32.const 1))
    (call $axpy (i32.const 4000) (i32.const 0) (f64.const 3) (i32.const 50))
    (call $axpy (i32.const 0) (i32.const 0) (f64.const 3) (i32.const 51))
    (call $axpy (i32.const 8) (i32.const 0) (f64.const 3) (i32.const 52))
    (call $axpy (i32.const 0) (i32.const 8) (f64.const 3) (i32.const 53))
    (call $axpy (i32.const 4) (i32.const 0) (f64.const 3) (i32.const 50))
    (call $axpy (i32.const 16) (i32.const 0) (f64.const -0) (i32.const 50))
    (call $least (i32.const 4000) (i32.const 0) (i32.const 9) (i32.const 50))
    (call $least (i32.const 0) (i32.const 4) (i32.const -9) (i32.const 50))
    (call $least (i32.const 4) (i32.const 0) (i32.const -9) (i32.const 50))
    (call $least (i32.const 0) (i32.const 0) (i32.const -9) (i32.const 50))
    (call $least (i32.const 2) (i32.const 0) (i32.const -9) (i32.const 50))
    (call $thirds (i32.const 4000) (i32.const 0) (i32.const 100))
    (call $thirds (i32.const 0) (i32.const 0) (i32.const 100))
    (call $thirds (i32.const 1) (i32.const 0) (i32.const 101))
    (call $thirds (i32.const 40) (i32.const 0) (i32.const 102))
    (call $same (i32.const 400) (i32.const 50))
    (call $same (i32.const 400) (i32.const 1))
    (call $zero (i32.const 400))
    (call $zero (i32.const 8)))

  ;; The last element is the last of the memory.
  (func (export "fits")
    (drop (call $axpy (i32.const 65456) (i32.const 0) (f64.const 0)
      (i32.const 10)))
    (drop (call $same (i32.const 65456) (i32.const 10)))
    (drop (call $zero (i32.const 65504)))
    (drop (call $thirds (i32.const 0) (i32.const 65506) (i32.const 10))))

  ;; It ends behind the memory.
  (func (export "axpy-end") (drop
    (call $axpy (i32.const 65457) (i32.const 0) (f64.const 0)
      (i32.const 10))))
  (func (export "same-end") (drop
    (call $same (i32.const 65457) (i32.const 10))))
  (func (export "zero-end") (drop (call $zero (i32.const 65505))))
  (func (export "third-end") (drop
    (call $thirds (i32.const 0) (i32.const 65488) (i32.const 17))))

  ;; The zeros of one vector are read as the next one: when code generation
  ;; finds that, nothing needs the last load but its trap.
  (func (export "idle-ahead") (param $x i32) (local $j i32)
    (loop $again
      (i32.store offset=1040 (local.get $j) (i32.const 0))
      (i32.store offset=65409 (local.get $j)
        (i32.add (i32.load offset=65409 (local.get $j))
          (i32.mul (local.get $x) (i32.load offset=1024 (local.get $j)))))
      (br_if $again (i32.lt_u (local.tee $j
        (i32.add (local.get $j) (i32.const 4))) (i32.const 128)))))
  (func (export "product-ahead") (local $j i32)
    (loop $again
      (i32.store offset=1040 (local.get $j) (i32.const 0))
      (i32.store offset=4096 (local.get $j)
        (i32.mul (i32.load offset=65409 (local.get $j))
          (i32.load offset=1024 (local.get $j))))
      (br_if $again (i32.lt_u (local.tee $j
        (i32.add (local.get $j) (i32.const 4))) (i32.const 128)))))

  ;; The byte behind the memory is one that nobody needs.
  (func (export "narrow-end") (local $j i32)
    (loop $again
      (i32.store8 offset=16 (local.get $j)
        (i32.load offset=65470 (local.get $j)))
      (br_if $again (i32.lt_u (local.tee $j
        (i32.add (local.get $j) (i32.const 1))) (i32.const 64))))))
