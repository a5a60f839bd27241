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

  ;; inline-calls
  (func $call (export "call") (param i32) (result i32)
    (i32.add (call $fields (local.get 0)) (i32.const 1)))

  ;; widen-compares
  (func $compare (export "compare") (param $l i32) (param $r i32) (param $n i32) (result i32)
    (block $end
      (loop $again
        (br_if $end (i32.ne (i32.load8_u (local.get $l))
                            (i32.load8_u (local.get $r))))
        (local.set $l (i32.add (local.get $l) (i32.const 1)))
        (local.set $r (i32.add (local.get $r) (i32.const 1)))
        (br_if $again
          (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
    (local.get $n))

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

  ;; fold-addresses
  (func $fields (export "fields") (param $p i32) (result i32)
    (i32.sub (i32.load (local.get $p))
      (i32.load (i32.add (local.get $p) (i32.const 1000)))))

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

  ;; sink-stack-check
  (func $either (export "either") (param $p i32) (result i32)
    (if (result i32) (i32.load (local.get $p))
      (then (call $either (i32.const 1)))
      (else (local.get $p))))

  ;; extend-indices
  (func $find (export "find") (param $p i32) (param $key i32) (result i32)
    (loop $again
      (if (i32.eq (i32.load offset=4 (local.get $p)) (local.get $key))
        (then (return (local.get $p))))
      (br_if $again (local.tee $p (i32.load (local.get $p)))))
    (i32.const 0))

  ;; sink-addresses: the two stores become one, at a distance that varies
  (func $sink (export "sink") (param $p i32) (param $n i32) (param $m i32)
    (result i32)
    (loop $again
      (if (i32.lt_u (local.get $p) (i32.load (local.get $p)))
        (then
          (if (i32.load offset=4 (local.get $p))
            (then (i32.store offset=8 (local.get $p) (local.get $n)))
            (else (i32.store offset=12 (local.get $p) (local.get $m))))))
      (br_if $again
        (local.tee $p (i32.sub (local.get $p) (local.get $m)))))
    (local.get $p))

  ;; keep-instance: more variables than registers, and a long way behind the
  ;; loop that needs memory as well
  (func $keep (export "keep") (param $n i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local $e i32) (local $f i32) (local $g i32) (local $h i32)
    (local $i i32) (local $j i32) (local $k i32) (local $l i32)
    (loop $again
      (local.set $a (i32.add (local.get $a)
        (i32.xor (local.get $b) (local.get $f))))
      (local.set $b (i32.add (local.get $b)
        (i32.xor (local.get $c) (local.get $g))))
      (local.set $c (i32.add (local.get $c)
        (i32.xor (local.get $d) (local.get $h))))
      (local.set $d (i32.add (local.get $d)
        (i32.xor (local.get $e) (local.get $i))))
      (local.set $e (i32.add (local.get $e)
        (i32.xor (local.get $f) (local.get $j))))
      (local.set $f (i32.add (local.get $f)
        (i32.xor (local.get $g) (local.get $k))))
      (local.set $g (i32.add (local.get $g)
        (i32.xor (local.get $h) (local.get $l))))
      (local.set $h (i32.add (local.get $h)
        (i32.xor (local.get $i) (local.get $a))))
      (local.set $i (i32.add (local.get $i)
        (i32.xor (local.get $j) (local.get $b))))
      (local.set $j (i32.add (local.get $j)
        (i32.xor (local.get $k) (local.get $c))))
      (local.set $k (i32.add (local.get $k)
        (i32.xor (local.get $l) (local.get $d))))
      (local.set $l (i32.add (local.get $l)
        (i32.xor (local.get $a) (local.get $e))))
      (local.set $b (i32.load (local.get $b)))
      (local.set $c (i32.load (local.get $c)))
      (local.set $d (i32.load (local.get $d)))
      (br_if $again
        (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.set $a (i32.add (local.get $a) (local.get $b)))
    (local.set $a (i32.add (local.get $a) (local.get $c)))
    (local.set $a (i32.add (local.get $a) (local.get $d)))
    (local.set $a (i32.add (local.get $a) (local.get $e)))
    (local.set $a (i32.add (local.get $a) (local.get $f)))
    (local.set $a (i32.add (local.get $a) (local.get $g)))
    (local.set $a (i32.add (local.get $a) (local.get $h)))
    (local.set $a (i32.add (local.get $a) (local.get $i)))
    (local.set $a (i32.add (local.get $a) (local.get $j)))
    (local.set $a (i32.add (local.get $a) (local.get $k)))
    (local.set $a (i32.add (local.get $a) (local.get $l)))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.set $a (i32.load (i32.load (i32.load (local.get $a)))))
    (local.get $a))

  ;; Sums of rows.
  (func $jam (param $c i32) (param $a i32) (param $n i32)
    (local $k i32) (local $sum f64)
    (loop $row
      (local.set $k (i32.const 100))
      (local.set $sum (f64.const 0))
      (loop $again
        (local.set $sum (f64.add (local.get $sum) (f64.load (local.get $a))))
        (local.set $a (i32.add (local.get $a) (i32.const 8)))
        (br_if $again (local.tee $k
          (i32.sub (local.get $k) (i32.const 1)))))
      (f64.store (local.get $c) (local.get $sum))
      (local.set $c (i32.add (local.get $c) (i32.const 8)))
      (br_if $row (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))))
