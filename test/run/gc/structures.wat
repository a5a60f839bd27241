;; Fields of all types, their defaults, and null where a structure should be.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: %python %S/Inputs/expect.py -O0 %t.wasm %s
;; RUN: %python %S/Inputs/expect.py -O3 %t.wasm %s
(module
  (type $all (struct
    (field $a (mut i8)) (field $b (mut i16)) (field $c (mut i32))
    (field $d (mut i8)) (field $e (mut i64)) (field $f (mut f32))
    (field $g (mut f64)) (field $h (mut v128)) (field $i (mut externref))
    (field $j (mut i16)) (field $k (mut anyref)) (field $l (mut funcref))))
  (type $empty (struct))
  (type $leaf (struct (field $value (mut i32))))
  (type $outer (struct (field $inner (ref null $leaf)) (field $n (mut i32))))
  (global $seen (export "seen") (mut i32) (i32.const 0))

  (func $fresh (result (ref $all))
    (struct.new $all
      (i32.const 0x1ff) (i32.const 0x18000) (i32.const -3) (i32.const 0x80)
      (i64.const 0x123456789abcdef0) (f32.const 1.5) (f64.const -2.5)
      (v128.const i32x4 1 2 3 4) (ref.null extern) (i32.const 0x7fff)
      (ref.i31 (i32.const 9)) (ref.func $fresh)))
  (elem declare func $fresh)

  ;; Packed fields keep their low bits.
  ;; = packed -> -1
  (func (export "packed") (result i32)
    (local $s (ref $all))
    (local.set $s (call $fresh))
    (if (i32.ne (struct.get_u $all $a (local.get $s)) (i32.const 0xff))
      (then (return (i32.const 1))))
    (if (i32.ne (struct.get_s $all $b (local.get $s)) (i32.const -32768))
      (then (return (i32.const 2))))
    (if (i32.ne (struct.get_u $all $b (local.get $s)) (i32.const 0x8000))
      (then (return (i32.const 3))))
    (if (i32.ne (struct.get_s $all $d (local.get $s)) (i32.const -128))
      (then (return (i32.const 4))))
    (struct.set $all $a (local.get $s) (i32.const 0x7f00))
    (if (struct.get_u $all $a (local.get $s)) (then (return (i32.const 5))))
    (struct.set $all $j (local.get $s) (i32.const 0xffff))
    (struct.get_s $all $j (local.get $s)))

  ;; Each field is its own: writing all of them leaves all of them.
  ;; = fields -> 1
  (func (export "fields") (result i32)
    (local $s (ref $all)) (local $t (ref $all))
    (local.set $s (struct.new_default $all))
    (local.set $t (call $fresh))
    (struct.set $all $l (local.get $s) (struct.get $all $l (local.get $t)))
    (struct.set $all $k (local.get $s) (struct.get $all $k (local.get $t)))
    (struct.set $all $h (local.get $s) (struct.get $all $h (local.get $t)))
    (struct.set $all $g (local.get $s) (struct.get $all $g (local.get $t)))
    (struct.set $all $f (local.get $s) (struct.get $all $f (local.get $t)))
    (struct.set $all $e (local.get $s) (struct.get $all $e (local.get $t)))
    (struct.set $all $c (local.get $s) (struct.get $all $c (local.get $t)))
    (i32.eqz (i32.or
      (i32.or
        (i32.or (i32.ne (struct.get $all $c (local.get $s)) (i32.const -3))
                (i64.ne (struct.get $all $e (local.get $s))
                        (i64.const 0x123456789abcdef0)))
        (i32.or (f32.ne (struct.get $all $f (local.get $s)) (f32.const 1.5))
                (f64.ne (struct.get $all $g (local.get $s))
                        (f64.const -2.5))))
      (i32.or
        (i32.or (ref.is_null (struct.get $all $k (local.get $s)))
                (ref.is_null (struct.get $all $l (local.get $s))))
        (i32.or
          (i32.ne (i32x4.extract_lane 3 (struct.get $all $h (local.get $s)))
                  (i32.const 4))
          (struct.get_u $all $d (local.get $s)))))))

  ;; = defaults -> 1
  (func (export "defaults") (result i32)
    (local $s (ref $all))
    (local.set $s (struct.new_default $all))
    (i32.and
      (i32.and (ref.is_null (struct.get $all $i (local.get $s)))
               (ref.is_null (struct.get $all $k (local.get $s))))
      (i32.and (i64.eqz (struct.get $all $e (local.get $s)))
               (i32.eqz (v128.any_true
                          (struct.get $all $h (local.get $s)))))))

  ;; Two empty structures are two.
  ;; = identity -> 0
  (func (export "identity") (result i32)
    (ref.eq (struct.new $empty) (struct.new $empty)))

  ;; ! get-null -> null structure reference
  (func (export "get-null") (result i32)
    (struct.get $leaf $value (ref.null $leaf)))
  ;; ! unused-null -> null structure reference
  (func (export "unused-null")
    (local $l (ref null $leaf))
    (drop (struct.get $leaf $value (local.get $l))))
  ;; ! set-null -> null structure reference
  (func (export "set-null")
    (local $l (ref null $leaf))
    (struct.set $leaf $value (local.get $l) (i32.const 1)))
  ;; ! inner-null -> null structure reference
  (func (export "inner-null") (result i32)
    (struct.get $leaf $value
      (struct.get $outer $inner (struct.new_default $outer))))
  ;; ! packed-null -> null structure reference
  (func (export "packed-null") (result i32)
    (struct.get_s $all $j (ref.null none)))
  ;; ! vector-null -> null structure reference
  (func (export "vector-null") (result v128)
    (local $s (ref null $all))
    (struct.get $all $h (local.get $s)))

  ;; What comes after a null reference does not happen: the branch that uses
  ;; the value is not taken, but the trap is.
  (func $late (param $l (ref null $leaf)) (param $use i32) (result i32)
    (local $v i32)
    (local.set $v (struct.get $leaf $value (local.get $l)))
    (global.set $seen (i32.const 1))
    (if (result i32) (local.get $use)
      (then (local.get $v)) (else (i32.const 7))))
  ;; ! late 0 -> null structure reference
  ;; ! late 1 -> null structure reference
  (func (export "late") (param i32) (result i32)
    (call $late (ref.null $leaf) (local.get 0)))

  ;; A null that turns up in the middle of a loop.
  ;; = walk 5 -> 15
  ;; ! walk 6 -> null structure reference
  (type $list (struct (field $item i32) (field $next (ref null $list))))
  (func (export "walk") (param $n i32) (result i32)
    (local $l (ref null $list)) (local $i i32) (local $sum i32)
    (loop $make
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (local.set $l (struct.new $list (local.get $i) (local.get $l)))
      (br_if $make (i32.lt_u (local.get $i) (i32.const 5))))
    (loop $add
      (local.set $sum (i32.add (local.get $sum)
                               (struct.get $list $item (local.get $l))))
      (local.set $l (struct.get $list $next (local.get $l)))
      (br_if $add (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $sum)))
