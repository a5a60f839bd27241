;; Casts over a hierarchy that is deeper than the display, between all kinds of
;; references, and of functions.
;; REQUIRES: wat2wasm
;; RUN: %wat2wasm %s -o %t.wasm
;; RUN: %python %S/Inputs/expect.py -O0 %t.wasm %s
;; RUN: %python %S/Inputs/expect.py -O3 %t.wasm %s
(module
  (type $0 (sub (struct)))
  (type $1 (sub $0 (struct)))
  (type $2 (sub $1 (struct)))
  (type $3 (sub $2 (struct)))
  (type $4 (sub $3 (struct)))
  (type $5 (sub $4 (struct)))
  (type $6 (sub $5 (struct)))
  (type $7 (sub $6 (struct)))
  (type $8 (sub $7 (struct (field i32))))
  (type $9 (sub $8 (struct (field i32))))
  (type $10 (sub $9 (struct (field i32) (field i64))))
  (type $11 (sub final $10 (struct (field i32) (field i64))))
  ;; Beside $7.
  (type $other (sub $6 (struct (field f32))))
  (type $final (struct (field i32)))
  (type $array (array i8))
  (type $base (sub (func (result anyref))))
  (type $derived (sub $base (func (result (ref i31)))))
  (type $last (sub final $derived (func (result (ref i31)))))
  (type $unrelated (func (result i32)))
  (table $values 20 anyref)
  (table $code funcref (elem $f-base $f-derived $f-last $f-unrelated))
  (func $f-base (type $base) (ref.null any))
  (func $f-derived (type $derived) (ref.i31 (i32.const 41)))
  (func $f-last (type $last) (ref.i31 (i32.const 42)))
  (func $f-unrelated (type $unrelated) (i32.const 0))

  ;; One value of each kind, by number.
  (func $value (param $i i32) (result anyref)
    (block $0 (block $1 (block $2 (block $3 (block $4 (block $5 (block $6
    (block $7 (block $8 (block $9
      (br_table $0 $1 $2 $3 $4 $5 $6 $7 $8 $9 (local.get $i)))
      (return (any.convert_extern (extern.convert_any (struct.new $0)))))
      (return (ref.i31 (i32.const -1))))
      (return (array.new_default $array (i32.const 3))))
      (return (struct.new_default $final)))
      (return (struct.new_default $other)))
      (return (struct.new_default $11)))
      (return (struct.new_default $9)))
      (return (struct.new_default $7)))
      (return (struct.new $0)))
    (ref.null any))

  ;; Digits from the left: is it of type 0, 7, 8, 9, 10, 11, other.
  ;; = hierarchy 0 -> 0
  ;; = hierarchy 1 -> 1000000
  ;; = hierarchy 2 -> 1100000
  ;; = hierarchy 3 -> 1111000
  ;; = hierarchy 4 -> 1111110
  ;; = hierarchy 5 -> 1000001
  ;; = hierarchy 6 -> 0
  ;; = hierarchy 7 -> 0
  ;; = hierarchy 8 -> 0
  ;; = hierarchy 9 -> 1000000
  (func (export "hierarchy") (param $i i32) (result i32)
    (local $v anyref) (local $d i32)
    (local.set $v (call $value (local.get $i)))
    (local.set $d (ref.test (ref $0) (local.get $v)))
    (local.set $d (i32.add (i32.mul (local.get $d) (i32.const 10))
                           (ref.test (ref $7) (local.get $v))))
    (local.set $d (i32.add (i32.mul (local.get $d) (i32.const 10))
                           (ref.test (ref $8) (local.get $v))))
    (local.set $d (i32.add (i32.mul (local.get $d) (i32.const 10))
                           (ref.test (ref $9) (local.get $v))))
    (local.set $d (i32.add (i32.mul (local.get $d) (i32.const 10))
                           (ref.test (ref $10) (local.get $v))))
    (local.set $d (i32.add (i32.mul (local.get $d) (i32.const 10))
                           (ref.test (ref $11) (local.get $v))))
    (i32.add (i32.mul (local.get $d) (i32.const 10))
             (ref.test (ref $other) (local.get $v))))

  ;; any, eq, i31, struct, array, none; then the same with null.
  ;; = abstract 0 -> 111111
  ;; = abstract 1 -> 110100110100
  ;; = abstract 6 -> 110100110100
  ;; = abstract 7 -> 110010110010
  ;; = abstract 8 -> 111000111000
  ;; = abstract 9 -> 110100110100
  (func (export "abstract") (param $i i32) (result i64)
    (call $abstract (call $value (local.get $i))))
  (func $push (param $d i64) (param $bit i32) (result i64)
    (i64.add (i64.mul (local.get $d) (i64.const 10))
             (i64.extend_i32_u (local.get $bit))))
  (func $abstract (param $v anyref) (result i64)
    (ref.test (ref any) (local.get $v)) (i64.extend_i32_u)
    (ref.test (ref eq) (local.get $v)) (call $push)
    (ref.test (ref i31) (local.get $v)) (call $push)
    (ref.test (ref struct) (local.get $v)) (call $push)
    (ref.test (ref array) (local.get $v)) (call $push)
    (ref.test (ref none) (local.get $v)) (call $push)
    (ref.test anyref (local.get $v)) (call $push)
    (ref.test eqref (local.get $v)) (call $push)
    (ref.test i31ref (local.get $v)) (call $push)
    (ref.test structref (local.get $v)) (call $push)
    (ref.test arrayref (local.get $v)) (call $push)
    (ref.test nullref (local.get $v)) (call $push))

  ;; = cast-null 0 -> 1
  ;; = cast-null 2 -> 0
  ;; = cast-null 4 -> 0
  ;; ! cast-null 1 -> cast failure
  ;; ! cast-null 5 -> cast failure
  ;; ! cast-null 8 -> cast failure
  (func (export "cast-null") (param $i i32) (result i32)
    (ref.is_null (ref.cast (ref null $7) (call $value (local.get $i)))))
  ;; ! cast 0 -> cast failure
  ;; = cast 6 -> 0
  ;; ! cast 3 -> cast failure
  ;; ! cast 7 -> cast failure
  (func (export "cast") (param $i i32) (result i32)
    (struct.get $final 0
      (ref.cast (ref $final) (call $value (local.get $i)))))
  ;; ! cast-none 6 -> cast failure
  ;; = cast-none 0 -> 1
  (func (export "cast-none") (param $i i32) (result i32)
    (ref.is_null (ref.cast nullref (call $value (local.get $i)))))
  ;; Nothing to test: the operand's type says all.
  ;; = up -> 1
  (func (export "up") (result i32)
    (ref.test (ref $7) (struct.new_default $9)))
  ;; Neither type is above the other.
  ;; ! sideways -> cast failure
  (func (export "sideways")
    (drop (ref.cast (ref $other)
      (ref.cast (ref $7) (call $value (i32.const 3))))))

  ;; 1: $9, 2: array, 3: i31, 4: null, 5: rest.
  ;; = branches 0 -> 4
  ;; = branches 1 -> 5
  ;; = branches 3 -> 1
  ;; = branches 4 -> 1
  ;; = branches 7 -> 2
  ;; = branches 8 -> 3
  (func (export "branches") (param $i i32) (result i32)
    (local $rest anyref)
    (block $nine (result (ref $9))
      (block $array (result (ref array))
        (block $rest (result anyref)
          (br_on_cast_fail $rest anyref i31ref
            (br_on_cast $array anyref (ref array)
              (br_on_cast $nine anyref (ref $9)
                (call $value (local.get $i)))))
          (local.set $rest)
          (return (select (i32.const 4) (i32.const 3)
            (ref.is_null (local.get $rest)))))
        (drop)
        (return (i32.const 5)))
      (drop)
      (return (i32.const 2)))
    (drop)
    (i32.const 1))

  ;; base, derived, last, func, nofunc
  ;; = function 0 -> 10010
  ;; = function 1 -> 11010
  ;; = function 2 -> 11110
  ;; = function 3 -> 10
  (func (export "function") (param $i i32) (result i64)
    (local $f funcref)
    (local.set $f (table.get $code (local.get $i)))
    (ref.test (ref $base) (local.get $f)) (i64.extend_i32_u)
    (ref.test (ref $derived) (local.get $f)) (call $push)
    (ref.test (ref $last) (local.get $f)) (call $push)
    (ref.test (ref func) (local.get $f)) (call $push)
    (ref.test (ref nofunc) (local.get $f)) (call $push))
  ;; A subtype of what is expected can be called.
  ;; = call-derived 1 -> 41
  ;; = call-derived 2 -> 42
  ;; ! call-derived 0 -> indirect call type mismatch
  ;; ! call-derived 3 -> indirect call type mismatch
  (func (export "call-derived") (param $i i32) (result i32)
    (i31.get_s (call_indirect $code (type $derived) (local.get $i))))
  ;; = call-last 2 -> 42
  ;; ! call-last 1 -> indirect call type mismatch
  (func (export "call-last") (param $i i32) (result i32)
    (return_call $get (local.get $i)))
  (func $get (param $i i32) (result i32)
    (i31.get_s (call_indirect $code (type $last) (local.get $i))))
  ;; ! cast-function 0 -> cast failure
  ;; = cast-function 2 -> 42
  (func (export "cast-function") (param $i i32) (result i32)
    (i31.get_s (call_ref $derived
      (ref.cast (ref $derived) (table.get $code (local.get $i))))))

  ;; = i31 -1 -> -1
  ;; = i31 0x40000000 -> -1073741824
  ;; = i31 0x80000001 -> 1
  (func (export "i31") (param i32) (result i32)
    (i31.get_s (ref.i31 (local.get 0))))
  ;; = i31-unsigned -1 -> 2147483647
  (func (export "i31-unsigned") (param i32) (result i32)
    (i31.get_u (ref.i31 (local.get 0))))
  ;; ! i31-null -> null i31 reference
  (func (export "i31-null") (result i32) (i31.get_u (ref.null i31)))
  ;; = equal 1 1 -> 1
  ;; = equal 1 2 -> 0
  ;; = equal 0 0x80000000 -> 1
  (func (export "equal") (param i32 i32) (result i32)
    (ref.eq (ref.i31 (local.get 0)) (ref.i31 (local.get 1)))))
