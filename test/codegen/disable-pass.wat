;; --disable-pass takes out the optimisation that it names, and nothing else
;; that the others need.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: %python %S/Inputs/disable-pass.py %t.wasm
;; The object says how it was made.
;; RUN: wasm2obj %t.wasm --disable-pass=slp,fuse-vectors -o %t.o
;; RUN: w2o-objdump %t.o | FileCheck %s
;; CHECK: -O2 --disable-pass=fuse-vectors --disable-pass=slp

(module
  (type $t (func (result i32)))
  (type $p (struct (field (mut i32)) (field (mut (ref null $p)))))
  (memory (export "m") 1)
  (memory $big i64 1)
  (table 2 2 funcref)
  (elem (i32.const 0) func $one $two)
  (func $one (type $t) (i32.const 1))
  (func $two (type $t) (i32.const 2))

  ;; static-tables
  (func $table (export "table") (param i32) (result i32)
    (call_indirect (type $t) (local.get 0)))

  ;; inline-ranges
  (func $range (export "range") (param i32 i32)
    (memory.copy (local.get 0) (local.get 1) (i32.const 32)))

  ;; widen-addresses
  (func $prefix (export "prefix") (param $p i32) (param $n i32) (result f64)
    (local $s f64)
    (loop $again
      (local.set $s (f64.add (local.get $s)
        (f64.load (i32.add (local.get $p) (i32.const 8)))))
      (local.set $s (f64.add (local.get $s) (f64.load (local.get $p))))
      (f64.store (i32.add (local.get $p) (i32.const 24)) (local.get $s))
      (local.set $p (i32.add (local.get $p) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $s))

  ;; reroll-loops: c and b may overlap, which SLP cannot test.
  (func $reroll (export "reroll") (param $c i32) (param $b i32) (param $x f64)
    (param $n i32)
    (loop $again
      (f64.store (local.get $c)
        (f64.mul (local.get $x) (f64.load (local.get $b))))
      (f64.store offset=8 (local.get $c)
        (f64.mul (f64.load offset=8 (local.get $b)) (local.get $x)))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $b (i32.add (local.get $b) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; hoist-checks
  (func $check (export "check") (param $p i64) (param $n i32) (result i32)
    (local $s i32)
    (loop $again
      (local.set $s (i32.add (local.get $s)
        (i32.load $big (local.get $p))))
      (local.set $p (i64.add (local.get $p) (i64.const 4)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $s))

  ;; fuse-vectors
  (func $fuse (export "fuse") (param $c i32) (param $a i32) (param $n i32)
    (loop $again
      (v128.store (local.get $c) (i32x4.mul (v128.load (local.get $a))
        (v128.load (local.get $c))))
      (local.set $c (i32.add (local.get $c) (i32.const 16)))
      (local.set $a (i32.add (local.get $a) (i32.const 16)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))

  ;; vectorize-loops
  (func $sum (export "sum") (param $p i32) (param $n i32) (result i32)
    (local $s i32)
    (loop $again
      (local.set $s (i32.add (local.get $s) (i32.load (local.get $p))))
      (local.set $p (i32.add (local.get $p) (i32.const 4)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1)))))
    (local.get $s))

  ;; suspend-pins
  (func $axpy (export "axpy") (param $c i32) (param $b i32) (param $x f64)
    (param $n i32)
    (loop $again
      (f64.store (local.get $c) (f64.add (f64.load (local.get $c))
        (f64.mul (local.get $x) (f64.load (local.get $b)))))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (local.set $b (i32.add (local.get $b) (i32.const 8)))
      (br_if $again
        (local.tee $n (i32.add (local.get $n) (i32.const -1))))))

  ;; slp
  (func $pair (export "pair") (param $c i32)
    (f64.store (local.get $c)
      (f64.sqrt (f64.load (local.get $c))))
    (f64.store offset=8 (local.get $c)
      (f64.sqrt (f64.load offset=8 (local.get $c)))))

  ;; fold-null-checks
  (func $get (export "get") (param (ref null $p)) (result i32)
    (struct.get $p 0 (local.get 0)))

  ;; extend-indices
  (func $find (export "find") (param $p i32) (param $key i32) (result i32)
    (loop $again
      (if (i32.eq (i32.load offset=4 (local.get $p)) (local.get $key))
        (then (return (local.get $p))))
      (br_if $again (local.tee $p (i32.load (local.get $p)))))
    (i32.const 0)))
